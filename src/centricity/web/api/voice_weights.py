"""Shares that answers of a survey are weighed to."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, MisuseError, Place
from centricity.web.api import shapes
from centricity.web.api import voice_schemas as told
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.models import Survey
from centricity.web.voice.selectors import survey_for
from centricity.web.voice.weighing import COLUMNS, LARGEST, Shares, groups_of, targets_of, targets_set

router = Router(tags=["surveys"])
PLACE = "/surveys/{slug:organisation}/{slug:survey}/weights"
_NO_GROUP = {"ru": "такой группы в опросе нет", "en": "the survey has no such group"}
_NO_SHARE = {"ru": "у этой группы есть ответы, а доли нет", "en": "this group has answers and no share"}


@router.get(PLACE, **read(told.Weights))
def get_survey_weights(request: HttpRequest, response: HttpResponse, organisation: str, survey: str) -> Any:
    """Shares that answers are weighed to; its ETag is what a change needs."""
    content = _weights(survey_for(request.user, organisation, survey, VoiceRight.EDIT))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(PLACE, **write("write", 200, told.Weights, conditional=True))
def set_survey_weights(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, wanted: told.NewWeights
) -> Any:
    """Weigh answers to these shares; ``If-Match`` names the weights as you read them."""
    found, number = _as_read(request, organisation, survey)
    shares: Shares = {str(column): groups for column, groups in wanted.shares.items()}
    _known(found, shares)
    targets_set(found, shares, wanted.largest, number, actor_of(request))
    return get_survey_weights(request, response, organisation, survey)


@router.delete(PLACE, **write("write", 204, None, conditional=True))
def remove_survey_weights(request: HttpRequest, organisation: str, survey: str) -> Any:
    """Weigh answers no more; ``If-Match`` names the weights as you read them."""
    found, number = _as_read(request, organisation, survey)
    if not _weights(found)["shares"]:
        raise Http404
    targets_set(found, {}, LARGEST, number, actor_of(request))
    return Status(204, None)


@router.get(f"{PLACE}/groups", **read(told.WeightGroups))
def list_weight_groups(request: HttpRequest, organisation: str, survey: str, window: Query[Window]) -> Any:
    """Groups that shares may be told for, by column, with how many answered."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    rows = [
        {"column": column, "code": code, "n": n}
        for column in COLUMNS
        if found.current is not None
        for code, n in groups_of(found, column).items()
    ]
    return shapes.page(request, rows, window, dict)


def _as_read(request: HttpRequest, organisation: str, survey: str) -> tuple[Survey, int]:
    """A survey whose weights are to be changed, and the number of those that were read."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    as_it_was_read(request, now := _weights(found))
    if found.current is None:
        raise Refused(409, [Fault("voice.no_version")])
    return found, now["number"]


def _known(survey: Survey, shares: Shares) -> None:
    """Refuse shares of groups that are not there, and columns that leave out a group that is."""
    faults = list[Fault]()
    for column, told_of in shares.items():
        there = groups_of(survey, column)
        before = (known.shares if (known := targets_of(survey)) else {}).get(column, {})
        wrong = dict.fromkeys(set(told_of) - {*there, *before}, _NO_GROUP)
        wrong |= {code: _NO_SHARE for code, n in there.items() if n != 0 and code not in told_of}
        faults += [
            Fault("web.value_unfit", Place(key=f"shares.{column}.{code}"), {"problem": why})
            for code, why in sorted(wrong.items())
        ]
    if faults:
        raise MisuseError(faults)


def _weights(survey: Survey) -> shapes.Shape:
    found = targets_of(survey)
    if found is None:
        return {"number": 0, "shares": {}, "largest": LARGEST, "set_by": None, "set_at": None}
    return {name: getattr(found, name) for name in ("number", "shares", "largest", "set_by", "set_at")}
