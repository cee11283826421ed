"""Levels of a closed round taken over into a new edition of the study: added, never put in the place of others."""

from dataclasses import dataclass

from django.db import transaction

from centricity.errors import Fault, MisuseError
from centricity.studies import read_study
from centricity.web.audit.services import Actor, record
from centricity.web.companies.consents import with_stated
from centricity.web.people.roles import Role
from centricity.web.rating.models import Level, Round
from centricity.web.rating.rounds import latest_or_refused
from centricity.web.research.edition_files import uploads_with
from centricity.web.research.folder_tables import Row, Rows, rows_of
from centricity.web.research.models import Edition
from centricity.web.research.places import edition_folder
from centricity.web.research.services import edition_add

TABLES = ("subjects", "observations", "evidence")
SOURCES = {Role.RATER: "expert", Role.MYSTERY_SHOPPER: "mystery_shopping"}


@dataclass(frozen=True)
class Taken:
    """What was taken over: levels added, and those that stand in the folder already; ``other`` differ there."""

    edition: Edition
    added: int
    there: int
    other: int


def take(made: Round, actor: Actor) -> Taken:
    """Make an edition of the newest one and of the levels of a closed round that are not there yet.

    What stands in the folder for a rater, a company and a metric is left as it is. Consents that companies stated are
    written into the column of the subjects. Tables that stand in a workbook are written as CSV files in its place.

    Raises
    ------
    MisuseError
        Where the round is open, nothing is to be added, or the tables are not written so that rows can be added.
    """
    if made.open:
        raise MisuseError([Fault("rating.not_closed")])
    edition = latest_or_refused(made.study)
    read, observations = read_study(edition_folder(edition.pk)), _observations(edition)
    levels = Level.objects.filter(rater__round=made).exclude(submitted_at=None).select_related("rater__round")
    fresh, there, other = _sorted(list(levels), observations, read.settings.wave)
    if not fresh:
        raise MisuseError([Fault("rating.nothing_to_take", fields={"n": there + other})])
    rows = [*observations.rows, *(_row(each, observations, made) for each in fresh)]
    changed = {"observations.csv": observations.with_rows(rows).written()} | _evidence(edition, fresh)
    changed |= _subjects(edition, made, read.method.policies.disclosure.consent_column)
    books = {name: table for name in TABLES if (table := rows_of(edition, name)) is not None and table.booked}
    changed = {f"{name}.csv": table.written() for name, table in books.items()} | changed
    uploads = uploads_with(edition, changed, {table.source for table in books.values()})
    with transaction.atomic():
        new = edition_add(made.study, uploads, actor, edition.number)
        Round.objects.filter(pk=made.pk).update(taken=new.number)
        after = {"round": made.number, "edition": new.number, "count": len(fresh)}
        record(actor, "rating.taken", made.study.target, after=after)
    return Taken(new, len(fresh), there, other)


def _observations(edition: Edition) -> Rows:
    """The table of observations, a row for each."""
    found = rows_of(edition, "observations")
    if found is None or "metric" not in found.columns:
        raise MisuseError([Fault("rating.folder_form")])
    return found


def _sorted(levels: list[Level], known: Rows, wave: str) -> tuple[list[Level], int, int]:
    """Levels that are not in the table, and how many are: alike, and otherwise."""
    rows = {
        (row["subject"], row["metric"], row.get("wave") or wave, row.get("rater", "")): _stands(row)
        for row in known.rows
    }
    fresh, there, other = [], 0, 0
    for each in levels:
        key = (each.company, each.metric, each.rater.round.wave, each.rater.code)
        if key not in rows:
            fresh.append(each)
        elif rows[key] == (_level(each, known), _status(each)):
            there += 1
        else:
            other += 1
    return fresh, there, other


def _stands(row: Row) -> tuple[str, str]:
    """Level and status of a row; where no status is told, the level tells it."""
    level = row.get("level", "")
    return level, row.get("status") or ("assessed" if level else "not_assessed")


def _status(each: Level) -> str:
    if each.level is not None:
        return "assessed"
    return "not_assessed" if each.applies else "not_applicable"


def _level(each: Level, known: Rows) -> str:
    return "" if each.level is None else known.number(each.level)


def _row(each: Level, known: Rows, made: Round) -> Row:
    at = each.seen_on or (each.submitted_at.date() if each.submitted_at else None)
    return {
        "subject": each.company, "metric": each.metric, "wave": made.wave, "level": _level(each, known),
        "status": _status(each), "rater": each.rater.code,
        "source": SOURCES.get(Role(each.rater.role), "expert"),
        "evidence": _code(each) if each.title else "",
        "observed_at": at.isoformat() if at else "", "note": " ".join(each.note.split()),
    }  # fmt: skip


def _record(each: Level) -> Row:
    return {
        "evidence": _code(each), "kind": each.kind, "title": each.title, "reference": each.reference,
        "captured_at": each.seen_on.isoformat() if each.seen_on else "", "access": "restricted",
    }  # fmt: skip


def _code(each: Level) -> str:
    return f"{each.rater.code}-{each.pk}"


def _evidence(edition: Edition, fresh: list[Level]) -> dict[str, bytes]:
    """The table of evidence with the records that levels rest on, where there are any."""
    records = [_record(each) for each in fresh if each.title]
    known = rows_of(edition, "evidence")
    if known is None and any(name.startswith("evidence.") for name in edition.files):
        raise MisuseError([Fault("rating.folder_form")])
    table = known or Rows(("evidence", "access"), ())
    return {"evidence.csv": table.with_rows([*table.rows, *records]).written()} if records else {}


def _subjects(edition: Edition, made: Round, column: str | None) -> dict[str, bytes]:
    """The table of subjects with the consents that were stated, where it is written so and any was."""
    found = rows_of(edition, "subjects")
    rows = with_stated(found.rows, made.study_id, edition.uploaded_at, column) if found is not None else None
    return {"subjects.csv": found.with_rows(rows).written()} if found is not None and rows is not None else {}
