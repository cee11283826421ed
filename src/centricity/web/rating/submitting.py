"""A level submitted by a rater, or given back to be corrected: one that is submitted is not overwritten."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError, Place
from centricity.web.audit.services import Actor, record
from centricity.web.panels.judging import Seen, unfit_level, unfit_record
from centricity.web.rating.assigning import rates_blindly
from centricity.web.rating.models import Level, Rater, Round
from centricity.web.rating.rounds import held
from centricity.web.rating.seeing import cells_of

LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class Given:
    """A level, or none where it cannot be told or does not apply, which the note tells why; what was seen."""

    level: float | None
    seen: Seen | None = None
    note: str = ""
    applies: bool = True


@transaction.atomic
def submit(rater: Rater, company: str, metric: str, given: Given, actor: Actor) -> Level:
    """Submit a level of a company and a metric that one was given to rate.

    Raises
    ------
    MisuseError
        With everything that does not fit; the place of each fault is the metric.
    """
    made = held(rater.round)
    known = Level.objects.select_for_update().filter(rater=rater, company=company, metric=metric).first()
    faults = _may(made, rater, company, metric, known) or _unfit(made, metric, given)
    if faults:
        raise MisuseError([Fault(each.code, Place(key=metric), each.fields) for each in faults])
    row, _new = Level.objects.update_or_create(
        rater=rater, company=company, metric=metric, defaults=_kept(given)
    )  # fmt: skip
    record(actor, "rating.submitted", made.study.target, after=_place(row, made))
    return row


def _may(made: Round, rater: Rater, company: str, metric: str, known: Level | None) -> list[Fault]:
    if (company, metric) not in cells_of(rater, made):
        return [Fault("rating.not_given", fields={"company": company, "metric": metric})]
    if known is not None and known.submitted_at is not None:
        return [Fault("rating.submitted")]
    if rater.user is None or not rates_blindly(rater.user, made.study):
        return [Fault("rating.not_blind", fields={"person": str(rater.user)})]
    return []


def _unfit(made: Round, metric: str, given: Given) -> list[Fault]:
    levels = [each["level"] for each in (made.metric(metric) or {})["levels"]]
    noted = bool(given.note.strip())
    faults = unfit_level(given.level, levels[0], levels[-1], founded=given.seen is not None, noted=noted)
    if given.level is not None and levels[0] <= given.level <= levels[-1] and given.level not in levels:
        faults.append(Fault("rating.step", fields={"got": given.level}))
    if given.level is not None and not given.applies:
        faults.append(Fault("rating.applies", fields={"got": given.level}))
    if given.level is None and not noted:
        faults.append(Fault("rating.why_not"))
    if len(given.note) > LONGEST_NOTE:
        faults.append(Fault("rating.note", fields={"most": LONGEST_NOTE}))
    return faults + (unfit_record(given.seen, Place(key=metric)) if given.seen is not None else [])


def _kept(given: Given) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": "", "title": "", "reference": "", "seen_on": None}
    if given.seen is not None:
        told = vars(given.seen) | {name: getattr(given.seen, name).strip() for name in ("title", "reference")}
    told |= {"level": given.level, "applies": given.applies, "note": given.note.strip()}
    return told | {"submitted_at": timezone.now()}


@transaction.atomic
def give_back(level: Level, why: str, actor: Actor) -> None:
    """Give a submitted level back to its rater, who may correct it and submits it again; the log keeps what it was.

    Raises
    ------
    MisuseError
        Where the round is closed, nothing is submitted, or no reason is told.
    """
    made = held(level.rater.round)
    if not 0 < len(why.strip()) <= LONGEST_NOTE:
        raise MisuseError([Fault("rating.return_why", fields={"most": LONGEST_NOTE})])
    told = {"submitted_at": None, "returned_at": timezone.now(), "returned_why": why.strip()}
    if not Level.objects.filter(pk=level.pk).exclude(submitted_at=None).update(**told):
        raise MisuseError([Fault("rating.not_submitted")])
    was = {name: getattr(level, name) for name in ("level", "note", "title", "reference")}
    if level.level is None:
        was["level"] = "" if level.applies else "not_applicable"
    record(actor, "rating.returned", made.study.target, was, _place(level, made) | {"reason_told": why.strip()})


def _place(row: Level, made: Round) -> dict[str, Any]:
    return {"round": made.number, "user": row.rater.user_id, "company": row.company, "metric": row.metric}
