"""What ``metric plan`` does: how many answers it takes, in the units of the command line."""

from collections.abc import Mapping
from typing import Any

import click

from centricity.cli.words import say
from centricity.errors import Fault, MisuseError, StepError
from centricity.language import Language, number

MOST_ANSWERS = 10**12
"""More answers than anybody will ever be asked for."""


def print_plan(kind: str, language: Language, *, margin: float, sd: float | None, **more: Any) -> None:
    """Print how many answers it takes, and how many to invite."""
    import numpy as np

    from centricity.stats import planner

    try:
        with np.errstate(over="ignore"):
            n = _answers(kind, margin, sd, more)
            rate = more["response_rate"]
            asked = None if rate is None else planner.invitations(n, rate / 100, more["population"])
    except OverflowError:
        n, asked = MOST_ANSWERS, None
    except StepError as error:
        raise StepError([_as_asked(fault, kind) for fault in error.faults]) from error
    if max(n, asked or 0) >= MOST_ANSWERS:
        raise StepError([Fault("metric.plan_endless", fields={"margin": margin})])
    each = say(" в каждом из двух периодов", " in each of the two periods") if kind == "difference" else ""
    click.echo(say(f"Нужно ответов: {number(n, language)}{each}.", f"It takes {number(n, language)} answers{each}."))
    if asked is not None:
        click.echo(say(f"Пригласить: {number(asked, language)}{each}.", f"Invite {number(asked, language)}{each}."))


_SHARES = {
    "share": "--share",
    "positive": "--promoters",
    "negative": "--detractors",
    "response_rate": "--response-rate",
}


def _as_asked(fault: Fault, kind: str) -> Fault:
    """Say what is out of range in the words and units of the command line, where shares are per cent."""
    if fault.code != "stats.out_of_range":
        return fault
    name = str(fault.fields["name"])
    if "+" in name:
        return Fault("metric.plan_shares")
    option = _SHARES.get(name, "--margin" if name in {"margin", "change"} else f"--{name}")
    in_cents = name in _SHARES or (option == "--margin" and kind in {"nps", "share"})
    scaled = {key: _scaled(fault.fields[key], in_cents=in_cents) for key in ("value", "low", "high")}
    return Fault(fault.code, fault.place, {"name": option, **scaled})


def _scaled(value: Any, *, in_cents: bool) -> Any:
    return round(100 * value, 9) if in_cents and isinstance(value, (int, float)) else value


def _answers(kind: str, margin: float, sd: float | None, more: Mapping[str, Any]) -> int:
    from centricity.stats import planner

    confidence, population = more["confidence"], more["population"]
    if kind == "nps":
        parts = {"positive": more["promoters"] / 100, "negative": more["detractors"] / 100}
        return planner.answers_for_net_share(margin / 100, **parts, confidence=confidence, population=population)
    if kind == "share":
        return planner.answers_for_share(margin / 100, more["share"] / 100, confidence, population)
    if sd is None:
        raise MisuseError([Fault("metric.needs_sd", fields={"kind": kind})])
    if kind == "mean":
        return planner.answers_for_mean(margin, sd, confidence, population)
    return planner.answers_for_difference(margin, sd, confidence=confidence)
