"""Targets of a study: read from its latest edition; set, changed and dropped by a new one."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from centricity.errors import Fault, MisuseError
from centricity.methods.yaml_file import plain_yaml
from centricity.web.audit.services import Actor, record
from centricity.web.research.edition_files import uploads_with
from centricity.web.research.models import Edition, Study
from centricity.web.research.places import edition_folder
from centricity.web.research.services import computation_ask, edition_add

Told = dict[str, Any]
SETTINGS = "study.yaml"
LONGEST_CODE = 40
CHANGED = ("target", "wave", "due", "owner")
"""What of a target may be changed; another part or another subject is another target."""


def latest(study: Study) -> Edition | None:
    """The newest edition, where it has no faults: a target is set on what can be computed."""
    newest = study.editions.order_by("-number").first()
    return newest if newest is not None and newest.sound and SETTINGS in newest.files else None


def settings_of(edition: Edition) -> Told:
    """What ``study.yaml`` of an edition says."""
    told: Told = plain_yaml((edition_folder(edition.pk) / SETTINGS).read_text("utf-8"))
    return told


def goals_of(edition: Edition) -> list[Told]:
    """Targets of an edition, each with its code; one without an action that is owned and dated is unowned."""
    goals = settings_of(edition).get("goals") or []
    return [
        goal | {"code": code, "unowned": not any(map(_owned, goal.get("actions", [])))}
        for goal, code in zip(goals, codes_of(goals), strict=True)
    ]


def codes_of(goals: list[Told]) -> list[str]:
    """Codes of targets: as told, else made of what they are set on, which an edition to come says again."""
    seen: Counter[str] = Counter()
    found = []
    for goal in goals:
        told = str(goal.get("code") or "")
        code = told if 0 < len(told) <= LONGEST_CODE else _made(goal)
        seen[code] += 1
        found.append(code if seen[code] == 1 else f"{code}.{seen[code]}")
    return found


def _made(goal: Told) -> str:
    text = "\0".join(str(goal.get(name) or "") for name in ("code", "subject", "node", "wave"))
    return "t" + hashlib.sha256(text.encode()).hexdigest()[:12]


def goal_or_404(edition: Edition | None, code: str) -> Told:
    found = next((goal for goal in goals_of(edition) if goal["code"] == code), None) if edition is not None else None
    if found is None:
        raise Http404
    return found


def aim_of(study: Study, code: str) -> str:
    """How actions name a target."""
    return f"target:{study.code}/{code}"


def _owned(action: Told) -> bool:
    return bool(action.get("owner") and action.get("due"))


def goal_add(study: Study, goal: Told, after: int, actor: Actor) -> Edition:
    """Set a target by a new edition of the same tables, and ask for its computation.

    Raises
    ------
    MisuseError
        Where the study has no sound edition, or another came since ``after`` was read.
    """
    goal = goal | {"code": f"t{uuid.uuid4().hex[:12]}"}
    return _goals_edited(study, "study.goal", After(after, actor, now=goal), lambda goals: [*goals, goal])


def goal_change(study: Study, code: str, values: Told, after: int, actor: Actor) -> Edition:
    """Change value, wave, day and owner of a target by a new edition; what ``values`` leave out is taken away.

    Raises
    ------
    MisuseError
        Where another edition came since ``after`` was read.
    """
    before = goal_or_404(latest(study), code)
    kept = {name: value for name, value in before.items() if name not in {*CHANGED, "unowned"}}
    changed = kept | {name: values[name] for name in CHANGED if values.get(name) is not None}
    told = After(after, actor, before, changed)
    return _goals_edited(study, "study.goal_changed", told, lambda goals: _replaced(goals, code, [changed]))


def goal_drop(study: Study, code: str, after: int, actor: Actor) -> Edition:
    """Drop a target by a new edition; actions that served it stay where they are.

    Raises
    ------
    MisuseError
        Where another edition came since ``after`` was read.
    """
    before = goal_or_404(latest(study), code)
    told = After(after, actor, before)
    return _goals_edited(study, "study.goal_dropped", told, lambda goals: _replaced(goals, code, []))


def _replaced(goals: list[Told], code: str, by: list[Told]) -> list[Told]:
    place = codes_of(goals).index(code)
    return [*goals[:place], *by, *goals[place + 1 :]]


@dataclass(frozen=True)
class After:
    """A change of targets: after which edition, whose, and a target before and after it."""

    edition: int
    actor: Actor
    before: Told | None = None
    now: Told | None = None


def _goals_edited(study: Study, verb: str, told: After, change: Callable[[list[Told]], list[Told]]) -> Edition:
    """Make an edition of the latest with other targets, and ask for its computation."""
    edition = latest(study)
    if edition is None:
        raise MisuseError([Fault("web.goal_without_study")])
    if edition.number != told.edition:
        raise MisuseError([Fault("web.changed_meanwhile")])
    settings = settings_of(edition)
    settings["goals"] = change(settings.get("goals") or [])
    made = edition_add(study, _uploads(edition, settings), told.actor, told.edition)
    record(told.actor, verb, study.target, _logged(told.before), _logged(told.now) | {"edition": made.number})
    if made.sound:
        computation_ask(made, told.actor)
    return made


def _uploads(edition: Edition, told: Told) -> list[SimpleUploadedFile]:
    text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)
    return uploads_with(edition, {SETTINGS: text.encode()})


def _logged(goal: Told | None) -> Told:
    return {"node": goal["node"], "target": goal["target"]} if goal is not None else {}
