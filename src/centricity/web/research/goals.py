"""Targets of a study: read from its latest edition, and set by a new one, so that a number leads to an action."""

from datetime import date
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.research.models import Edition, Study
from centricity.web.research.places import edition_folder
from centricity.web.research.services import computation_ask, edition_add

Told = dict[str, Any]
SETTINGS = "study.yaml"


def latest(study: Study) -> Edition | None:
    """The newest edition, where it has no faults: a target is set on what can be computed."""
    newest = study.editions.order_by("-number").first()
    return newest if newest is not None and newest.sound and SETTINGS in newest.files else None


def settings_of(edition: Edition) -> Told:
    """What ``study.yaml`` of an edition says."""
    told: Told = yaml.safe_load((edition_folder(edition.pk) / SETTINGS).read_text("utf-8"))
    return told


def goals_of(edition: Edition) -> list[Told]:
    """Targets of an edition; one without an action that is owned and dated is marked as unowned."""
    return [
        goal | {"unowned": not any(map(_owned, goal.get("actions", [])))}
        for goal in settings_of(edition).get("goals", [])
    ]


def _owned(action: Told) -> bool:
    return bool(action.get("owner") and action.get("due"))


def goal_add(study: Study, goal: Told, after: int, actor: Actor) -> Edition:
    """Set a target by a new edition of the same tables, and ask for its computation.

    Raises
    ------
    MisuseError
        Where the study has no sound edition, or another came since ``after`` was read.
    """
    edition = latest(study)
    if edition is None:
        raise MisuseError([Fault("web.goal_without_study")])
    if edition.number != after:
        raise MisuseError([Fault("web.changed_meanwhile")])
    told = settings_of(edition)
    told["goals"] = [*told.get("goals", []), goal]
    folder = edition_folder(edition.pk)
    uploads = [
        SimpleUploadedFile(SETTINGS, yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120).encode()),
        *(SimpleUploadedFile(name, (folder / name).read_bytes()) for name in edition.files if name != SETTINGS),
    ]
    made = edition_add(study, uploads, actor, after)
    record(
        actor,
        "study.goal",
        study.target,
        after={"edition": made.number, "node": goal["node"], "target": goal["target"]},
    )
    if made.sound:
        computation_ask(made, actor)
    return made


def goal_of(given: Told) -> Told:
    """A target of what a form was told; what is empty is left out."""
    owner, action = _both(given, "owner"), _both(given, "action")
    goal: Told = {"node": given["node"], "target": given["target"], "wave": given["wave"]}
    goal |= {"owner": owner} if owner else {}
    if action:
        step: Told = {"title": action}
        by = _both(given, "action_owner")
        step |= {"owner": by} if by else {}
        due: date | None = given["due"]
        goal["actions"] = [step | ({"due": due} if due else {})]
    return goal


def _both(given: Told, name: str) -> dict[str, str] | None:
    """A text of two fields; the one there is stands for both."""
    ru, en = given[f"{name}_ru"].strip(), given[f"{name}_en"].strip()
    return {"ru": ru or en, "en": en or ru} if ru or en else None
