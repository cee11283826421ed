"""Analyses of the dashboard: their tables as numbers, what they say, and why there is nothing where so."""

import math
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from centricity.errors import Fault, Place
from centricity.web.api import analyses_schemas as told
from centricity.web.api import shapes
from centricity.web.api.actions_schemas import Action
from centricity.web.api.owners import acted, plan_of
from centricity.web.api.problems import Refused
from centricity.web.api.routing import read, write
from centricity.web.audit.services import actor_of
from centricity.web.home import analyses, cohorts, driving
from centricity.web.home.cycles import coming
from centricity.web.home.experience import experience
from centricity.web.home.sheets import Analysis, Sheet
from centricity.web.improvement.services import action_create
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right
from centricity.web.voice.models import Survey

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/analysis"


@router.get(ROOT + "/drivers", **read(told.Drivers))
def get_drivers(request: HttpRequest, organisation: str, asked: Query[told.DriversAsked]) -> Any:
    """What drives a metric of a survey: importance of the rated questions beside how they are rated."""
    place = _place(request, organisation)
    made = analyses.drivers_of(place, asked.of, asked.kind, asked.by, language_now())
    return _told(made.driven.analysis) | {
        "of": made.choice.code if made.choice else None, "by": [driving.name_of(each) for each in made.picked],
        "choices": [_choice(each) for each in made.known.values()],
    }  # fmt: skip


@router.get(ROOT + "/cohorts", **read(told.Cohorts))
def get_cohorts(request: HttpRequest, organisation: str, asked: Query[told.CohortsAsked]) -> Any:
    """Who stays and who leaves: cohorts of buyers, the curve of staying, retention, churn and why people left."""
    place = _place(request, organisation)
    wanted = cohorts.Asked(asked.every, asked.segment, asked.end, asked.base)
    found, used, surveys = analyses.cohorts_of(place, wanted, language_now())
    return _told(found) | {"segment": used.segment or None, "surveys": _codes(surveys)}


@router.get(ROOT + "/funnels", **read(told.Funnels))
def get_funnel(request: HttpRequest, organisation: str, asked: Query[told.FunnelAsked]) -> Any:
    """Who goes on from stage to stage of a journey, and how long each step takes."""
    place, days = _place(request, organisation), (asked.first, asked.last)
    made = analyses.funnel_of(place, asked.stages, asked.by or "", days, language_now())
    known = [{"code": each.code, "title": each.title} for each in made.known]
    return _told(made.analysis) | {"stages": [each.code for each in made.chosen], "known": known}


@router.get(ROOT + "/experience", **read(told.Experience))
def get_experience(request: HttpRequest, organisation: str, asked: Query[told.EveryAsked]) -> Any:
    """Total Experience: what customers, staff and users of channels say side by side, and what trails what."""
    found, surveys = experience(_place(request, organisation), asked.every, language_now())
    return _told(found) | {"surveys": _codes(surveys)}


@router.get(ROOT + "/departments", **read(told.Departments))
def get_departments(request: HttpRequest, organisation: str, asked: Query[told.OfSurvey]) -> Any:
    """Who serves whom inside: the pairs of departments that may be shown."""
    made = analyses.departments_of(_place(request, organisation), asked.survey, language_now())
    edges = [{"edge": code, "title": title} for code, title in made.edges(language_now())]
    return _told(made.served.analysis) | {
        "survey": made.asked.survey.code if made.asked else None, "surveys": list(made.known), "edges": edges,
        "worst": made.served.worst.code if made.served.worst else None,
    }  # fmt: skip


@router.post(ROOT + "/departments/actions", **write("write", 201, Action))
def act_on_departments(
    request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.EdgePlan
) -> Any:  # fmt: skip
    """Make an action on how one department helps another."""
    place = _place(request, organisation)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    made = analyses.departments_of(place, wanted.survey, language_now())
    if wanted.edge not in made.served.shown:
        raise Refused(422, [Fault("web.edge_unknown", Place(key="edge"))])
    plan = plan_of(place, wanted)
    return acted(response, action_create(place, plan, actor_of(request), origin=made.origin(wanted.edge)))


@router.get(ROOT + "/gap", **read(told.Gaps))
def get_gap(request: HttpRequest, organisation: str) -> Any:
    """What staff, customers and a study say, on one scale, and the gaps between them."""
    place = _place(request, organisation)
    found, _us, outside = analyses.gap_of(request.user, place, language_now())
    return _told(found) | {"study": outside.study.code if outside else None}


@router.get(ROOT + "/maturity", **read(told.Maturity))
def get_maturity(request: HttpRequest, organisation: str, asked: Query[told.OfStudy]) -> Any:
    """Maturity of a study wave by wave beside what customers do, to those who see studies from inside."""
    place = _place(request, organisation)
    made = analyses.maturity_of(request.user, place, asked.study, language_now())
    return _told(made.analysis) | {
        "study": made.study.code if made.study else None, "studies": [each.code for each in made.studies],
        "coming": [_coming(each) for each in coming(place)],
    }  # fmt: skip


def _place(request: HttpRequest, organisation: str) -> Organisation:
    return organisation_for(request.user, organisation, VoiceRight.RESULTS)


def _told(found: Analysis) -> shapes.Shape:
    return {
        "language": language_now(), "tables": [_table(each) for each in found.sheets],
        "says": found.says, "notes": found.notes, "refused": found.refused,
    }  # fmt: skip


def _table(sheet: Sheet) -> shapes.Shape:
    """A table with the numbers of its file; what is not known is null."""
    columns = list(sheet.file.columns)
    rows = [dict(zip(columns, map(_known, row), strict=True)) for row in sheet.file.rows]
    return {"code": sheet.code, "title": sheet.title, "note": sheet.note, "columns": columns, "rows": rows}


def _known(cell: Any) -> Any:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _choice(each: driving.Choice) -> shapes.Shape:
    drivers = [{"by": driving.name_of(rated), "text": text} for rated, text in each.drivers.items()]
    return {"of": each.code, "title": each.title, "surveys": _codes(each.surveys), "drivers": drivers}


def _codes(surveys: Any) -> list[str]:
    return [each.code for each in surveys if isinstance(each, Survey)]


def _coming(each: Any) -> shapes.Shape:
    title = {"ru": each.title_ru, "en": each.title_en}
    return {"kind": each.kind, "code": each.code, "title": title, "day": each.day, "late": each.late}
