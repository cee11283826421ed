"""What the reward of a team hangs on, with the rights of the pages."""

import math
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.stats.estimate import Estimate
from centricity.web.api import incentives_schemas as told
from centricity.web.api import shapes
from centricity.web.api.actions_schemas import Action
from centricity.web.api.owners import acted, owner_of
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.improvement.models import Incentive
from centricity.web.improvement.motivation.judging import Judged
from centricity.web.improvement.motivation.measures import Part
from centricity.web.improvement.motivation.results import Result, flagged, result_of
from centricity.web.improvement.motivation.selectors import incentive_for, incentives_of, manages, today
from centricity.web.improvement.motivation.services import Scheme, incentive_act, incentive_change, incentive_create
from centricity.web.improvement.motivation.shown import names_of
from centricity.web.improvement.motivation.spans import span_of
from centricity.web.improvement.motivation.words import action_title
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["actions"])
ROOT = "/organisations/{slug:organisation}/incentives"
ONE = ROOT + "/{int:incentive}"


@router.get(ROOT, **read(told.Incentives))
def list_incentives(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """What rewards of an organisation hang on."""
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return shapes.page(request, incentives_of(found), window, _shape)


@router.post(ROOT, **write("write", 201, told.Incentive))
def create_incentive(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewIncentive) -> Any:
    """Say what a reward hangs on."""
    found = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    made = incentive_create(found, _scheme(found, wanted), actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/incentives/{made.pk}"
    return Status(201, get_incentive(request, response, organisation, made.pk))


@router.get(ONE, **read(told.Incentive))
def get_incentive(request: HttpRequest, response: HttpResponse, organisation: str, incentive: int) -> Any:
    """One scheme; its ETag is what a change needs."""
    content = _shape(incentive_for(request.user, organisation, incentive)[1])
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ONE, **write("write", 200, told.Incentive, conditional=True))
def change_incentive(
    request: HttpRequest, response: HttpResponse, organisation: str, incentive: int, wanted: told.NewIncentive
) -> Any:
    """Change a scheme; ``If-Match`` names it as you read it."""
    place, found = incentive_for(request.user, organisation, incentive)
    manages(request.user, organisation)
    as_it_was_read(request, _shape(found))
    incentive_change(found, _scheme(place, wanted), found.version, actor_of(request))
    return get_incentive(request, response, organisation, incentive)


@router.get(ONE + "/periods/{slug:period}", **read(told.IncentiveResult))
def get_incentive_result(request: HttpRequest, organisation: str, incentive: int, period: str) -> Any:
    """What a scheme came to in a period that is over, such as 2026-10 or 2026-Q3."""
    _place, found = incentive_for(request.user, organisation, incentive)
    span = span_of(found.every, period, today())
    if span is None:
        raise Http404
    return _result(result_of(found, span))


@router.post(ONE + "/periods/{slug:period}/actions", **write("write", 201, Action))
def act_on_incentive(
    request: HttpRequest, response: HttpResponse, organisation: str, incentive: int, period: str, wanted: told.SignTold
) -> Any:
    """Make an action of a sign that is flagged in a period; whoever answers for the scheme owns it."""
    _place, found = incentive_for(request.user, organisation, incentive)
    organisation_for(request.user, organisation, VoiceRight.EDIT)
    span = span_of(found.every, period, today())
    asked = "" if wanted.part is None else str(wanted.part)
    sign = flagged(found, span, wanted.sign, asked) if span is not None else None
    if span is None or sign is None:
        raise Http404
    return acted(response, incentive_act(found, action_title(sign, names_of(found), span.code), actor_of(request)))


def _scheme(place: Organisation, wanted: told.NewIncentive) -> Scheme:
    given = wanted.dict() | {"owner": owner_of(place, wanted.owner), "own_channels": tuple(wanted.own_channels)}
    return Scheme(**given | {"parts": tuple(Part(**each.dict()) for each in wanted.parts)})


def _shape(row: Incentive) -> shapes.Shape:
    names = (
        "title", "who", "people", "every", "sales", "parts", "least", "most_fall", "own_known", "own_channels",
        "ruled_at", "version",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"id": row.pk, "owner": row.owner_id}


def _result(found: Result) -> shapes.Shape:
    score, period = found.score, found.span.period
    return {
        "period": found.span.code, "first": period.first, "last": period.last, "payable": score.payable,
        "held": score.held, "sales": score.sales, "points": _known(score.value), "points_low": _known(score.low),
        "points_high": _known(score.high), "parts": [_part(each) for each in found.parts],
        "signs": [{"code": each.code, "state": each.state, "part": each.part} for each in found.signs],
    }  # fmt: skip


def _part(found: Judged) -> shapes.Shape:
    part, reach = found.part, found.reach
    return {
        "metric": part.metric, "column": part.column, "key": part.key, "share": part.share,
        "figure": _told(found.now), "before": _told(found.before), "change": _told(found.change),
        "reached": _known(reach.value), "reached_low": _known(reach.low), "reached_high": _known(reach.high),
        "response_rate": _told(found.rate), "response_rate_before": _told(found.rate_before),
        "payable": found.payable, "reasons": [each.code for each in found.reasons],
    }  # fmt: skip


def _told(found: Estimate) -> shapes.Shape:
    return {"value": _known(found.value), "low": _known(found.low), "high": _known(found.high), "n": found.n}


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
