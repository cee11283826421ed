"""What customers are worth, and who stayed and who left; figures as they were last computed."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from centricity.web.api import shapes
from centricity.web.api import values_schemas as told
from centricity.web.api.board_results import job_told
from centricity.web.api.boards_schemas import BoardJob
from centricity.web.api.routing import read, write
from centricity.web.api.schemas import Window
from centricity.web.audit.services import actor_of
from centricity.web.customers.models import Valuation
from centricity.web.customers.value_pages import best_of
from centricity.web.customers.valuing import Asked, job_of, valuation_of, value_ask
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["customers"])
ROOT = "/organisations/{slug:organisation}"
_COUNTS = ("orders", "sound", "customers", "first", "last", "revenue", "segments", "cells")


@router.get(ROOT + "/value", **read(told.Value))
def get_customer_value(request: HttpRequest, organisation: str) -> Any:
    """What customers brought and may bring, as last computed; null before that, and where no order has an amount."""
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    made, job = valuation_of(found), job_of(found)
    return {"job": job_told(job) if job else None, **_made(made)}


@router.get(ROOT + "/value/best", **read(told.BestCustomers))
def list_best_customers(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """The thousand customers who brought most, as last computed; empty before that."""
    made = valuation_of(organisation_for(request.user, organisation, VoiceRight.HANDLE))
    part = shapes.page(request, made.best if made else [], window, lambda row: row)
    return part | {"items": [_best(row) for row in best_of(part["items"])]}


@router.post(ROOT + "/value/compute", **write("compute", 202, BoardJob))
def compute_customer_value(request: HttpRequest, organisation: str, asked: told.ValueAsked) -> Any:
    """Ask what customers are worth; where that is under way already, that job is told."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    job = value_ask(found, Asked(asked.until, asked.model, asked.horizon), actor_of(request))
    return Status(202, job_told(job))


def _made(made: Valuation | None) -> shapes.Shape:
    figures = made.figures if made else {}
    ahead = figures.get("ahead") or {}
    return {
        "computed_at": made.computed_at if made else None, "asked": figures.get("asked"),
        **{name: figures.get(name) for name in _COUNTS},
        **{name: _kept(figures.get(name)) for name in ("cltv", "share", "repeat")},
        "ahead": _kept(ahead.get("estimate")), "parameters": ahead.get("parts"),
        "notes": ahead.get("notes", []), "faults": ahead.get("faults", []),
    }  # fmt: skip


def _kept(kept: Any) -> shapes.Shape | None:
    """A figure as it is kept."""
    if not kept:
        return None
    return {"n": kept["n"], "figure": {name: kept[name] for name in ("value", "low", "high")}}


def _best(row: shapes.Shape) -> shapes.Shape:
    scores = dict(zip(("recency", "frequency", "monetary"), row["scores"], strict=True))
    return {
        "customer": row["each"]["code"], "name": row["each"]["name"], "brought": row["total"], "days": row["days"],
        "last": row["last"], **scores,
    }  # fmt: skip
