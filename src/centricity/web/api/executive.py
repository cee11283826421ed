"""The page for executives in numbers: us against others, what moved, the biggest gap, targets; and on paper."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from centricity.errors import Fault
from centricity.reports.pdf import pdf
from centricity.web.api import executive_schemas as told
from centricity.web.api import shapes
from centricity.web.api.actions_schemas import Action, NewPlan
from centricity.web.api.desk import estimated
from centricity.web.api.given import as_file
from centricity.web.api.owners import acted, plan_of
from centricity.web.api.routing import as_it_was_read, give, read, write
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.home.executive import MOST_TARGETS, executive, last_month
from centricity.web.home.shifts import Shift, shifts
from centricity.web.home.standing import Gap, Node, Standing, biggest_gap, mean_of
from centricity.web.home.us import executive_for, ourselves, us_choose, us_of
from centricity.web.improvement.services import action_create
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.research.moves import Move, Movement, movement_of
from centricity.web.research.targets import Target

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/executive"


@router.get(ROOT, **read(told.Executive))
def get_executive(request: HttpRequest, organisation: str) -> Any:
    """Where the organisation stands, what moved beyond noise, where it is furthest behind, and its targets."""
    place = executive_for(request.user, organisation)
    mine, month = ourselves(place), last_month()
    moved = {"month": month, "moved": [_shift(each) for each in shifts(place, month)]}
    return moved | (_nobody() if mine is None else _standing(Standing(mine)))


@router.get(ROOT + "/report.pdf", **give("application/pdf"))
def download_executive_report(request: HttpRequest, organisation: str) -> Any:
    """The same on one page of paper, in the language of ``Accept-Language``."""
    place, language = executive_for(request.user, organisation), language_now()
    return as_file(pdf(executive(place, language), "page"), "application/pdf", f"{place.code}-executive-{language}.pdf")


@router.get(ROOT + "/us", **read(told.UsTold))
def get_us(request: HttpRequest, response: HttpResponse, organisation: str) -> Any:
    """Which company of which study the organisation is; its ETag is what a change needs."""
    content = _us(executive_for(request.user, organisation, VoiceRight.EDIT))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ROOT + "/us", **write("write", 200, told.UsTold, conditional=True))
def set_us(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.UsWanted) -> Any:
    """Say which company of which study the organisation is; ``If-Match`` names the choice as you read it."""
    place = executive_for(request.user, organisation, VoiceRight.EDIT)
    content = _us(place)
    as_it_was_read(request, content)
    us_choose(place, wanted.study, wanted.company, content["version"], actor_of(request))
    return get_us(request, response, organisation)


@router.post(ROOT + "/gap/actions", **write("write", 201, Action))
def act_on_gap(request: HttpRequest, response: HttpResponse, organisation: str, wanted: NewPlan) -> Any:
    """Make an action on the biggest gap; there is none while it is not known who the organisation is."""
    place = executive_for(request.user, organisation, VoiceRight.EDIT)
    origin = biggest_gap(place).origin
    return acted(response, action_create(place, plan_of(place, wanted), actor_of(request), origin=origin))


def _us(place: Organisation) -> shapes.Shape:
    known = us_of(place)
    if known is None:
        return {"study": None, "company": None, "version": 0}
    return {"study": known.study.code, "company": known.company, "version": known.version}


def _nobody() -> shapes.Shape:
    return {
        "us": None, "parts": [], "companies": None, "segment": None, "best": None, "waves": None, "gap": None,
        "targets": [],
    }  # fmt: skip


def _standing(found: Standing) -> shapes.Shape:
    mine, segment, best = found.mine, found.segment, found.best
    run, movement = mine.view.run, movement_of(mine.row)
    return {
        "us": {
            "study": mine.us.study.code, "company": mine.row.subject, "name": shapes.both(mine.row, "name"),
            "wave": run.wave, "edition": run.edition.number,
        },
        "companies": mine.view.subjects.count(), "parts": [_part(found, each, movement) for each in found.parts],
        "segment": {"group": segment.code, "title": shapes.both(segment, "title")} if segment else None,
        "best": {"company": best.subject, "name": shapes.both(best, "name")} if best else None,
        "waves": _waves(movement), "gap": _gap(found.gap),
        "targets": [_target(each) for each in found.targets[:MOST_TARGETS]],
    }  # fmt: skip


def _part(found: Standing, part: Node, movement: Movement | Fault) -> shapes.Shape:
    ours, best = found.ours(part), found.best
    names = ("score", "low", "high", "rank", "rank_low", "rank_high")
    move = None if isinstance(movement, Fault) else movement.moves.get(part["code"])
    return {name: ours[name] for name in names} | {
        "code": part["code"], "title": part["title"], "market": mean_of(found.market, part),
        "segment": mean_of(found.segment, part), "benchmark": mean_of(found.benchmark, part),
        "best": best.scores[part["code"]]["score"] if best else None, "moved": _move(move) if move else None,
    }  # fmt: skip


def _move(move: Move) -> shapes.Shape:
    names = ("then", "now", "points", "low", "high", "place_then")
    numbers = {name: float(getattr(move, name)) for name in names}
    known = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return known | {"beyond_noise": move.beyond_noise}


def _waves(movement: Movement | Fault) -> shapes.Shape:
    if isinstance(movement, Fault):
        why = {"ru": movement.sentence("ru"), "en": movement.sentence("en")}
        return {"before": None, "after": None, "level": None, "why_not": why}
    return {"before": movement.before, "after": movement.after, "level": movement.level, "why_not": None}


def _shift(found: Shift) -> shapes.Shape:
    return {
        "metric": found.metric.id, "month": found.month, "before": found.before, "now": estimated(found.now),
        "then": estimated(found.then), "difference": estimated(found.difference), "verdict": found.verdict,
        "reworded": found.reworded,
    }  # fmt: skip


def _gap(found: Gap | None) -> shapes.Shape | None:
    if found is None:
        return None
    return {
        "code": found.part["code"], "title": found.part["title"], "ours": found.ours, "benchmark": found.theirs,
        "points": found.points, "owned": found.owned, "target": found.target.code if found.target else None,
        "actions": [each.pk for each in found.actions],
    }  # fmt: skip


def _target(found: Target) -> shapes.Shape:
    names = (
        "code",
        "node",
        "title",
        "wave",
        "base",
        "now",
        "target",
        "share",
        "expected",
        "owner",
        "unowned",
        "behind",
    )
    return {name: getattr(found, name) for name in names} | {"subject": found.subject or None}
