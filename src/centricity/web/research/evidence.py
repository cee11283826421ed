"""Records of evidence of a run, and the numbers that rest on each, as each audience may know them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from centricity.studies import Result
from centricity.web.research.models import Evidence, EvidenceUse, Run, View

_FIELDS = ("kind", "title", "reference", "captured_at", "access", "tool", "human_checked")


def keep_evidence(run: Run, internal: Result, views: Sequence[View]) -> None:
    """Write the rows of the records of a study; views are those of both audiences, written already.

    The public knows of a record only where an explanation of the public edition names it; within, confidential records
    are known too, and selectors keep them from all but those who work on the study.
    """
    kept = Evidence.objects.bulk_create(
        (_record(run, i, row) for i, row in enumerate(internal.study.evidence.iter_rows(named=True))), batch_size=500
    )
    known = {each.code: each for each in kept}
    uses = {("internal", *use) for use in _observed(internal)}
    for view in views:
        if view.audience == "public":
            for subject, told in view.subjects.values_list("subject", "explained"):
                uses.update(("public", code, subject, metric) for code, metric in _named(told))
    EvidenceUse.objects.bulk_create(
        (EvidenceUse(evidence=known[code], audience=audience, subject=subject, metric=metric)
         for audience, code, subject, metric in sorted(uses) if code in known),
        batch_size=1_000,
    )  # fmt: skip


def _record(run: Run, position: int, row: Mapping[str, Any]) -> Evidence:
    limits = {name: Evidence._meta.get_field(name).max_length for name in _FIELDS}  # noqa: SLF001
    told = {name: str(row.get(name) or "")[: limits[name]] for name in _FIELDS}
    return Evidence(run=run, code=str(row["evidence"]), position=position, **told)


def _observed(result: Result) -> Iterator[tuple[str, str, str]]:
    """Code, subject and metric of every observation of the wave that names a record."""
    for (subject, metric, wave), rows in result.study.observed.items():
        if wave == result.wave.wave:
            yield from ((str(row["evidence"]), subject, metric) for row in rows if row["evidence"])


def _named(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Code and metric of every record that an explanation names, all the way down."""
    yield from ((each["evidence"], told["code"]) for each in told["observations"] if each["evidence"])
    for child in told["children"]:
        yield from _named(child)
