"""What customers are worth: computed as a job, kept as figures, so that a page never waits for a million customers."""

import math
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from centricity.errors import CentricityError, Fault
from centricity.web.audit.services import Actor, record
from centricity.web.customers.forecasting import expected_of_each
from centricity.web.customers.models import Valuation
from centricity.web.customers.value_orders import counted, days_of, histories
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import Progress, ask
from centricity.web.people.models import Organisation

KIND = "customers.value"
STEPS = 3
BEST, TOP = 1_000, 0.1
_DRAWS = 200


@dataclass(frozen=True)
class Asked:
    """What is asked for: orders up to a day, a model of buying, how far to look ahead."""

    until: date | None = None
    model: str = "bg_nbd"
    horizon: int = 365

    def told(self) -> dict[str, Any]:
        """As a job keeps it."""
        return asdict(self) | {"until": self.until.isoformat() if self.until else None}


def target_of(organisation: Organisation) -> str:
    return f"valuation:{organisation.code}"


@transaction.atomic
def value_ask(organisation: Organisation, asked: Asked, actor: Actor) -> Job:
    """Ask what customers are worth; where it is being computed already, that job is given."""
    told = asked.told()
    job = ask(KIND, target_of(organisation), actor, organisation=organisation.pk, **told)
    record(actor, "customers.valued", target_of(organisation), after={"job": str(job.pk)} | told)
    return job


def job_of(organisation: Organisation) -> Job | None:
    """The last job that was asked for."""
    return Job.objects.filter(kind=KIND, target=target_of(organisation)).order_by("-asked_at").first()


def valuation_of(organisation: Organisation) -> Valuation | None:
    """Figures as they were last computed."""
    return Valuation.objects.filter(organisation=organisation).first()


def work(progress: Progress) -> None:
    """Compute the figures of an organisation, and keep them in the place of those before."""
    told = progress.arguments
    organisation = Organisation.objects.get(pk=told["organisation"])
    until = date.fromisoformat(told["until"]) if told["until"] else None
    asked = Asked(until, told["model"], told["horizon"])
    progress.next("Читаю заказы", "Reading orders")
    days, n = days_of(organisation, until), counted(organisation, until)
    figures: dict[str, Any] = {"asked": asked.told(), **n, "customers": days["customer"].n_unique()}
    best: list[list[Any]] = []
    forecast: list[list[Any]] = []
    if days.height:
        progress.next("Считаю принесённое", "Counting what was brought")
        made, best = so_far(days, asked)
        figures |= made
        progress.next("Считаю ожидаемое", "Reckoning what is to come")
        figures["ahead"], forecast = ahead(days, asked)
    facts = {
        "figures": figures, "best": best, "forecast": forecast, "by": progress.job.actor, "computed_at": timezone.now()
    }  # fmt: skip
    with progress.finishing():
        Valuation.objects.update_or_create(organisation=organisation, defaults=facts)


def so_far(days: pl.DataFrame, asked: Asked) -> tuple[dict[str, Any], list[list[Any]]]:
    """Figures of what was brought, and the customers who brought most."""
    import ibis

    from centricity.metrics import Options, compute
    from centricity.metrics.value import scored_customers

    table, end = ibis.memtable(days), _end(days, asked)
    scored = scored_customers(histories(days), end)
    cltv = compute("historical_cltv", table).rows[0].estimate
    share = compute("pareto_share", table, options=Options(top=TOP, draws=_DRAWS)).rows[0].estimate
    repeat = compute("repeat_purchase", table).rows[0].estimate
    segments = [
        {"segment": row.keys[0], "share": float(row.estimate.value), **{k: _sound(v) for k, v in row.parts.items()}}
        for row in compute("rfm", table).rows
    ]
    figures = {
        "first": str(days["at"].min()), "last": str(days["at"].max()), "revenue": round(float(days["amount"].sum()), 2),
        "cltv": _estimate(cltv), "share": _estimate(share), "repeat": _estimate(repeat), "segments": segments,
        "cells": _cells(scored),
    }  # fmt: skip
    best = scored.head(BEST).select(
        "customer", "total", pl.col("frequency") + 1, pl.col("last").cast(pl.Date).cast(pl.String), "r", "f", "m"
    )
    return figures, [list(row) for row in best.iter_rows()]


def _end(days: pl.DataFrame, asked: Asked) -> int:
    """The day that ends the observation, as a number."""
    last: Any = asked.until or days["at"].max()
    return (last - date(1970, 1, 1)).days


def _cells(scored: pl.DataFrame) -> list[dict[str, Any]]:
    """Customers and their mean amount by the scores of recency and frequency; a cell with nobody is not there."""
    found = scored.group_by("r", "f").agg(n=pl.len(), mean=pl.col("total").mean()).sort("r", "f")
    return [{"r": int(r), "f": int(f), "n": n, "mean": round(mean, 2)} for r, f, n, mean in found.iter_rows()]


def ahead(days: pl.DataFrame, asked: Asked) -> tuple[dict[str, Any], list[list[Any]]]:
    """Value to be expected with the parameters of its models, and of whom most; or why nothing can be told."""
    import ibis

    from centricity.metrics import Options, compute

    end = asked.until + timedelta(days=1) if asked.until else None
    options = Options(model=asked.model, horizon_days=asked.horizon, end=end, draws=_DRAWS)
    try:
        outcome = compute("predictive_cltv", ibis.memtable(days), options=options)
        row = outcome.rows[0]
        best = expected_of_each(days, row.parts, _end(days, asked), asked.horizon)
    except CentricityError as error:
        return {"faults": [_both(fault) for fault in error.faults]}, []
    told = {
        "estimate": _estimate(row.estimate), "parts": {name: _sound(value) for name, value in row.parts.items()},
        "notes": [_both(note) for note in outcome.notes],
    }  # fmt: skip
    return told, best


def _both(fault: Fault) -> dict[str, str]:
    return {"ru": fault.sentence("ru"), "en": fault.sentence("en")}


def _estimate(found: Any) -> dict[str, Any]:
    return {"value": _sound(found.value), "low": _sound(found.low), "high": _sound(found.high), "n": int(found.n)}


def _sound(value: float) -> float | None:
    """A number as a database keeps it; None where there is none."""
    return float(value) if math.isfinite(value) else None
