"""What subjects, observations and evidence must be: every fault at once, none of them guessed away."""

import math
from dataclasses import dataclass

import polars as pl

from centricity.index.groups import MARKET
from centricity.methods import Method
from centricity.methods.rubrics import Rater, raw_indicators
from centricity.studies import columns
from centricity.studies.columns import Findings
from centricity.studies.contract import (
    ACCESS,
    BLANKS,
    CONSENTS,
    EVIDENCE_COLUMNS,
    EVIDENCE_KINDS,
    MARKET_TYPES,
    OBSERVATION_COLUMNS,
    STATUSES,
    SUBJECT_COLUMNS,
    WIDE_COLUMNS,
)
from centricity.tables.read import ROW, Table

MAX_CODE = 200


@dataclass(frozen=True)
class Rules:
    """What the checks need to know of the study."""

    method: Method
    wave: str
    waves: tuple[str, ...]
    has_evidence: bool = False


def check_subjects(table: Table, rules: Rules) -> tuple[pl.DataFrame, Findings]:
    """Check subjects; numbers become numbers."""
    table = columns.without_notes(table)
    found = Findings(table)
    method = rules.method
    groupings = {grouping.column: grouping for grouping in method.groupings}
    denominators = {metric.denominator for metric in method.metrics.values() if metric.denominator}
    policies = method.policies
    imputation = policies.missing.imputation
    mixed = policies.adjustment.mix.column if policies.adjustment and policies.adjustment.mix else None
    extra = {imputation.group, imputation.denominator} - {None} if imputation else set()
    numeric = sorted(denominators | {name for name in (mixed, imputation and imputation.denominator, "n") if name})
    consent = [policies.disclosure.consent_column] if policies.disclosure.consent_column else []
    known = list(dict.fromkeys([*SUBJECT_COLUMNS, *groupings, *numeric, *sorted(map(str, extra)), *consent]))
    if not columns.check_columns(found, known, ["subject"]):
        return columns.tidy(table, known), found
    frame = columns.lowered(columns.tidy(table, known), "reference")
    if frame.is_empty():
        found.add("table.no_rows")
    _codes(found, frame, method)
    columns.one_of(found, frame, "consent", CONSENTS)
    columns.one_of(found, frame, "market_type", MARKET_TYPES)
    columns.one_of(found, frame, "reference", ("true", "false"))
    for column, grouping in groupings.items():
        values = [member for value in grouping.values for member in (value.members or (value.code,))]
        if values:
            columns.one_of(found, frame, column, list(dict.fromkeys(values)))
    for column in dict.fromkeys([*numeric, "b2b_share"]):
        frame = columns.numbers(found, frame, column)
    shares = dict.fromkeys(["b2b_share", *([mixed] if mixed else [])])
    for column in shares:
        columns.between(found, frame, column, 0, 1)
    for column in (name for name in numeric if name not in shares):
        columns.between(found, frame, column, 0, math.inf)
    _coefficients(found, frame, rules)
    return frame, found


def _codes(found: Findings, frame: pl.DataFrame, method: Method) -> None:
    """Every subject has a code of its own, short enough to stand in a table."""
    columns.required(found, frame, "subject")
    columns.unique(found, frame.filter(pl.col("subject").is_not_null()), ["subject"])
    long = frame.filter(pl.col("subject").str.len_chars() > MAX_CODE)
    found.rows(long, "table.long_cell", "subject", limit=MAX_CODE)
    if method.is_survey():
        taken = frame.filter(pl.col("subject") == MARKET)
        found.rows(taken, "subject.reserved", "subject", got="subject")


def _coefficients(found: Findings, frame: pl.DataFrame, rules: Rules) -> None:
    """An adjusted method needs to know the group, or the share, of every subject."""
    adjustment = rules.method.policies.adjustment
    if adjustment is None:
        return
    known = pl.col(adjustment.column).is_in(list(adjustment.coefficients)).fill_null(value=False)
    if adjustment.mix is not None:
        known |= pl.col(adjustment.mix.column).is_not_null()
    groups = ", ".join(adjustment.coefficients)
    found.rows(frame.filter(~known), "subject.no_group", adjustment.column, expected=groups)


def check_evidence(table: Table) -> tuple[pl.DataFrame, Findings]:
    """Check evidence."""
    table = columns.without_notes(table)
    found = Findings(table)
    if not columns.check_columns(found, EVIDENCE_COLUMNS, ["evidence", "access"]):
        return columns.tidy(table, EVIDENCE_COLUMNS), found
    frame = columns.lowered(columns.tidy(table, EVIDENCE_COLUMNS), "human_checked")
    columns.required(found, frame, "evidence")
    columns.required(found, frame, "access")
    columns.unique(found, frame.filter(pl.col("evidence").is_not_null()), ["evidence"])
    long = frame.filter(pl.col("evidence").str.len_chars() > MAX_CODE)
    found.rows(long, "table.long_cell", "evidence", limit=MAX_CODE)
    columns.one_of(found, frame, "access", ACCESS)
    columns.one_of(found, frame, "kind", EVIDENCE_KINDS)
    columns.one_of(found, frame, "human_checked", ("true", "false"))
    columns.dates(found, frame, "captured_at")
    minutes = pl.col("minutes").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    odd = pl.col("minutes").is_not_null() & ~(minutes.is_finite() & (minutes >= 0)).fill_null(False)
    found.rows(frame.filter(odd), "evidence.minutes", "minutes")
    unchecked = frame.filter(pl.col("tool").is_not_null() & pl.col("human_checked").is_null())
    found.rows(unchecked, "evidence.tool_unchecked", "human_checked", severity="warning")
    return frame, found


def check_observations(
    table: Table, rules: Rules, subjects: list[str] | None, evidence: list[str] | None
) -> tuple[pl.DataFrame, Findings]:
    """Check observations, long or wide; wide ones become long.

    Parameters
    ----------
    subjects, evidence
        Codes that may be named; None where they are not known.
    """
    table = columns.without_notes(table)
    found = Findings(table)
    wide = "metric" not in table.columns
    if wide:
        frame = _melted(table, rules, found)
    elif columns.check_columns(found, OBSERVATION_COLUMNS, ["subject", "metric"]):
        frame = columns.tidy(table, OBSERVATION_COLUMNS)
    else:
        return pl.DataFrame(), found
    if frame.is_empty():
        if not found.faults:
            found.add("table.no_rows")
        return frame, found
    frame = frame.with_columns(pl.col("wave").fill_null(rules.wave))
    frame = frame.with_columns((pl.col("value").is_not_null() | pl.col("level").is_not_null()).alias(_FILLED))
    for column in ("value", "level"):
        frame = columns.numbers(found, frame, column)
    _names(found, frame, rules, subjects, evidence, wide=wide)
    _status(found, frame, wide=wide)
    frame = frame.with_columns(pl.col("status").fill_null(_default_status()))
    _levels(found, frame, rules)
    _bounds(found, frame, rules)
    _evidenced(found, frame, rules)
    columns.dates(found, frame, "observed_at")
    _duplicates(found, frame)
    _twice(found, frame, rules)
    return frame.drop(_FILLED), found


_FILLED = "_filled"
"""Whether a row has a number, even one that could not be read."""


def _melted(table: Table, rules: Rules, found: Findings) -> pl.DataFrame:
    """A column per metric becomes a row per cell; the column it came from is kept for messages."""
    codes = [name for name in table.columns if name in rules.method.parts]
    known = [*WIDE_COLUMNS, *rules.method.parts]
    if not columns.check_columns(found, known, ["subject"]):
        return pl.DataFrame()
    if not codes:
        found.add("table.no_metrics", row=1, known=", ".join(rules.method.parts))
        return pl.DataFrame()
    fixed = [name for name in (ROW, *WIDE_COLUMNS) if name in table.frame.columns]
    long = table.frame.unpivot(codes, index=fixed, variable_name="metric", value_name="_cell")
    blank = pl.col("_cell").str.to_lowercase().replace_strict(BLANKS, default=None)
    long = long.with_columns(blank.alias("status"), pl.col("metric").alias(columns.CELL))
    text = pl.when(pl.col("status").is_null()).then(pl.col("_cell"))
    rated = [code for code, metric in rules.method.metrics.items() if metric.rubric is not None]
    is_level = pl.col("metric").is_in(rated)
    long = long.with_columns(pl.when(is_level).then(text).alias("level"), pl.when(~is_level).then(text).alias("value"))
    return columns.completed(long.drop("_cell"), OBSERVATION_COLUMNS)


def _names(
    found: Findings,
    frame: pl.DataFrame,
    rules: Rules,
    subjects: list[str] | None,
    evidence: list[str] | None,
    *,
    wide: bool,
) -> None:
    """Codes that must exist: subject, metric, indicator, wave, evidence."""
    first_of_row = frame.unique(ROW, keep="first", maintain_order=True) if wide else frame
    columns.required(found, first_of_row, "subject")
    if subjects is not None:
        unknown = first_of_row.filter(pl.col("subject").is_not_null() & ~pl.col("subject").is_in(subjects))
        found.rows(unknown, "observation.unknown_subject", "subject", got="subject")
    if not wide:
        columns.required(found, frame, "metric")
        bad = frame.filter(pl.col("metric").is_not_null() & ~pl.col("metric").is_in(list(rules.method.parts)))
        found.rows(bad, "observation.unknown_metric", "metric", got="metric")
    if rules.waves:
        bad = first_of_row.filter(~pl.col("wave").is_in(list(rules.waves)))
        found.rows(bad, "observation.unknown_wave", "wave", got="wave", expected=", ".join(rules.waves))
    _evidence_names(found, first_of_row, rules, evidence)
    _indicators(found, frame, rules)


def _evidence_names(found: Findings, frame: pl.DataFrame, rules: Rules, evidence: list[str] | None) -> None:
    named = frame.filter(pl.col("evidence").is_not_null())
    if not rules.has_evidence and not named.is_empty():
        found.add("observation.no_evidence_table", "evidence")
    elif evidence is not None:
        bad = named.filter(~pl.col("evidence").is_in(evidence))
        found.rows(bad, "observation.unknown_evidence", "evidence", got="evidence")


def _indicators(found: Findings, frame: pl.DataFrame, rules: Rules) -> None:
    named = frame.filter(pl.col("indicator").is_not_null())
    needed = frame.filter(pl.col("indicator").is_null() & pl.col("value").is_not_null())
    for code, metric in rules.method.metrics.items():
        known = raw_indicators(metric.rubric, code) if metric.rubric else ()
        here = named.filter((pl.col("metric") == code) & ~pl.col("indicator").is_in(list(known)))
        expected = ", ".join(known) or "–"
        found.rows(
            here,
            "observation.unknown_indicator",
            "indicator",
            got="indicator",
            metric=code,
            expected=expected,
        )
        if isinstance(metric.rubric, Rater):
            found.rows(needed.filter(pl.col("metric") == code), "observation.value_for_level", "value", metric=code)
        elif len(known) > 1:
            found.rows(
                needed.filter(pl.col("metric") == code), "observation.which_indicator", "indicator",
                metric=code, expected=expected,
            )  # fmt: skip


def _default_status() -> pl.Expr:
    empty = pl.col("value").is_null() & pl.col("level").is_null()
    return pl.when(empty).then(pl.lit("not_assessed")).otherwise(pl.lit("assessed"))


def _status(found: Findings, frame: pl.DataFrame, *, wide: bool) -> None:
    """Status and number must agree: missing, not applicable and zero are three things."""
    if not wide:
        columns.one_of(found, frame, "status", STATUSES)
    both = frame.filter(pl.col("value").is_not_null() & pl.col("level").is_not_null())
    found.rows(both, "observation.value_and_level", "level")
    filled = pl.col(_FILLED)
    blank = pl.col("status").is_in(["not_assessed", "not_applicable"])
    found.rows(frame.filter(filled & blank), "observation.status_with_number", "status", got="status")
    found.rows(
        frame.filter(~filled & (pl.col("status") == "assessed")),
        "observation.assessed_without_number",
        "status",
    )


def _levels(found: Findings, frame: pl.DataFrame, rules: Rules) -> None:
    """Levels lie on the scale; a named rater gives them in its steps."""
    scale = rules.method.scale
    given = frame.filter(pl.col("level").is_not_null())
    unrated = [code for code, part in rules.method.parts.items() if getattr(part, "rubric", None) is None]
    found.rows(
        given.filter(pl.col("metric").is_in(unrated)),
        "observation.level_without_rubric",
        "level",
        got="metric",
    )
    if scale is None:
        return
    outside = given.filter((pl.col("level") < scale.min) | (pl.col("level") > scale.max))
    found.rows(outside, "observation.level_outside_scale", "level", got="level", low=scale.min, high=scale.max)
    steps = (pl.col("level") - scale.min) / scale.step
    between = given.filter(pl.col("rater").is_not_null() & ((steps - steps.round()).abs() > 1e-9))
    found.rows(between, "observation.level_not_step", "level", got="level", step=scale.step)


def _evidenced(found: Findings, frame: pl.DataFrame, rules: Rules) -> None:
    """A level of a panel names what it rests on; of what was not found there is a note, and it is the lowest level."""
    scale = rules.method.scale
    if rules.method.answered_by != "panel" or scale is None:
        return
    bare = frame.filter(pl.col("level").is_not_null() & pl.col("evidence").is_null())
    found.rows(bare.filter(pl.col("rater").is_null()), "observation.panel_nobody", "rater")
    unfounded = bare.filter((pl.col("level") > scale.min) | pl.col("note").is_null())
    found.rows(unfounded, "observation.panel_evidence", "evidence", got="level", low=scale.min)


def _bounds(found: Findings, frame: pl.DataFrame, rules: Rules) -> None:
    """Raw values lie within the bounds their indicators state; a given node score within the line."""
    given = frame.filter(pl.col("value").is_not_null())
    for code, metric in rules.method.metrics.items():
        for indicator in metric.indicators:
            names = [indicator.code] + ([None] if len(metric.indicators) == 1 else [])
            here = given.filter((pl.col("metric") == code) & pl.col("indicator").is_in(names, nulls_equal=True))
            low = indicator.minimum if indicator.minimum is not None else float("-inf")
            high = indicator.maximum if indicator.maximum is not None else float("inf")
            columns.between(found, here, "value", low, high)
    normalisation = rules.method.policies.normalisation
    if normalisation.kind == "share_of_scale":
        at_node = given.filter(pl.col("metric").is_in(list(rules.method.nodes)))
        columns.between(found, at_node, "value", normalisation.low, normalisation.high)


def _duplicates(found: Findings, frame: pl.DataFrame) -> None:
    keys = ["subject", "metric", "indicator", "wave", "rater", "source", "observed_at"]
    columns.unique(found, frame, keys, "observation.duplicate")


def _twice(found: Findings, frame: pl.DataFrame, rules: Rules) -> None:
    """A score is given at a node or computed from below it, not both; a cell is raw or rated, not both."""
    method = rules.method
    assessed = frame.filter(pl.col("status") == "assessed")
    inner = assessed.filter(pl.col("metric").is_in(list(method.nodes)))
    if inner.height:
        below = [
            {"metric": node, "_below": part.code}
            for node in inner["metric"].unique().to_list()
            for part, _, depth in method.nodes[node].walk()
            if depth > 0
        ]
        pairs = inner.select("subject", "wave", "metric").unique().join(pl.DataFrame(below), on="metric")
        lower = assessed.join(
            pairs.rename({"metric": "_node", "_below": "metric"}),
            on=["subject", "wave", "metric"],
            how="inner",
        ).unique(ROW, maintain_order=True)
        found.rows(lower, "observation.given_twice", "metric", got="_node")
    rated = [code for code, metric in method.metrics.items() if isinstance(metric.rubric, Rater)]
    one_each = assessed.filter(pl.col("value").is_null() | pl.col("level").is_null(), ~pl.col("metric").is_in(rated))
    by_cell = one_each.group_by("subject", "metric", "wave").agg(
        pl.col(ROW).max(),
        pl.col("value").is_not_null().any().alias("_v"),
        pl.col("level").is_not_null().any().alias("_l"),
    )
    found.rows(by_cell.filter("_v", "_l").sort(ROW), "observation.raw_and_rated", "metric", got="metric")


def check_reference(table: Table, rules: Rules) -> tuple[pl.DataFrame, Findings]:
    """Check a table of published values: group, node, value."""
    found = Findings(table)
    needed = ("group", "node", "value")
    frame = columns.tidy(table, (*needed, "note"))
    if not columns.check_columns(found, (*needed, "note"), needed):
        return frame, found
    for column in needed:
        columns.required(found, frame, column)
    unknown = frame.filter(pl.col("node").is_not_null() & ~pl.col("node").is_in(list(rules.method.parts)))
    found.rows(unknown, "observation.unknown_metric", "node", got="node")
    return columns.numbers(found, frame, "value"), found
