"""Rounds made, changed and closed: every step is audited, and none is taken back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.studies import read_study
from centricity.web.audit.services import Actor, record
from centricity.web.rating.models import Round
from centricity.web.rating.rubrics import companies_of, metrics_of
from centricity.web.research.goals import latest, settings_of
from centricity.web.research.models import Edition, Study
from centricity.web.research.places import edition_folder

MOST_COMPANIES = 2_000


@dataclass(frozen=True)
class Wanted:
    """How a round is asked for."""

    wave: str
    shows: str = str(Round.Shows.CLOSED)
    due: date | None = None


def latest_or_refused(study: Study) -> Edition:
    """The newest edition of a study; refused where there is none without faults."""
    edition = latest(study)
    if edition is None:
        raise MisuseError([Fault("rating.no_edition")])
    return edition


def waves_of(edition: Edition) -> list[str]:
    """Waves that may be rated: those the study states, else its own."""
    told = settings_of(edition)
    return [str(wave["code"]) for wave in told.get("waves") or []] or [str(told["wave"])]


@transaction.atomic
def round_make(study: Study, wanted: Wanted, actor: Actor) -> Round:
    """Make a round of a wave: its companies and rubrics are those of the newest edition.

    Raises
    ------
    MisuseError
        Where the study has no sound edition, no such wave, or nothing that raters give levels of.
    """
    edition = latest_or_refused(study)
    read = read_study(edition_folder(edition.pk))
    waves, companies = waves_of(edition), companies_of(read)
    metrics = metrics_of(read.method_of(wanted.wave))
    faults = []
    if wanted.wave not in waves:
        faults.append(Fault("rating.wave", fields={"got": wanted.wave, "known": ", ".join(waves)}))
    if not metrics or len(companies) > MOST_COMPANIES:
        faults.append(Fault("rating.nothing_to_rate", fields={"most": MOST_COMPANIES}))
    if faults:
        raise MisuseError(faults)
    last = Round.objects.filter(study=study).aggregate(last=Max("number"))["last"] or 0
    made = Round(study=study, number=last + 1, edition=edition.number, wave=wanted.wave, shows=wanted.shows,
                 due=wanted.due, companies=companies, metrics=metrics)  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("web.changed_meanwhile")]) from None
    record(actor, "rating.made", study.target, after=_told(made))
    return made


@transaction.atomic
def round_change(made: Round, shows: str, due: date | None, version: int, actor: Actor) -> None:
    """Say when levels of others are seen, and by when to rate.

    Raises
    ------
    MisuseError
        Where it is closed, or somebody else changed it meanwhile.
    """
    before = _told(made)
    turn(made, version, shows=shows, due=due)
    made.shows, made.due = shows, due
    record(actor, "rating.changed", made.study.target, before, _told(made))


@transaction.atomic
def round_close(made: Round, version: int, actor: Actor) -> None:
    """Close a round: nothing is submitted any more, and its levels may be taken over.

    Raises
    ------
    MisuseError
        Where it is closed already, or somebody else changed it meanwhile.
    """
    turn(made, version, state=Round.State.CLOSED, closed_at=timezone.now())
    record(actor, "rating.closed", made.study.target, after={"round": made.number})


def turn(made: Round, version: int, **values: Any) -> None:
    """Change an open round as it was read."""
    same = Round.objects.filter(pk=made.pk)
    if not same.filter(version=version, state=Round.State.OPEN).update(version=version + 1, **values):
        closed = same.filter(state=Round.State.CLOSED).exists()
        raise MisuseError([Fault("rating.closed" if closed else "web.changed_meanwhile")])


def held(made: Round) -> Round:
    """A round that is open, held until the transaction ends."""
    found = Round.objects.select_for_update().select_related("study__organisation").get(pk=made.pk)
    if not found.open:
        raise MisuseError([Fault("rating.closed")])
    return found


def _told(made: Round) -> dict[str, Any]:
    due = made.due.isoformat() if made.due else ""
    return {"round": made.number, "wave": made.wave, "shows": str(made.shows), "due": due}
