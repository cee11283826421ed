"""What anonymous surveys came to, question by question: whole, once they are closed, as far as their results show it.

Results tell every question by itself, whatever it was asked as. A sum with a question that few answered would tell it
by subtraction, and so would answers to one kind of question those to another that had the same name.
"""

from collections.abc import Sequence

import polars as pl

from centricity.metrics import definition
from centricity.web.home.readable import least_of
from centricity.web.voice.models import Survey
from centricity.web.voice.tallies import counted

_GROUPS = ("metric", "survey", "series", "row", "score")
_SCHEMA = {
    "metric": pl.String, "survey": pl.Int64, "series": pl.String, "row": pl.String, "score": pl.Int64,
    "key": pl.String, "n": pl.Int64,
}  # fmt: skip
QUESTION = ("survey", "series", "row")


def nameless_counts(surveys: Sequence[Survey]) -> pl.DataFrame:
    """Scores of every question of those surveys that are closed.

    Returns
    -------
    polars.DataFrame
        Columns metric, survey, series, row, score, key (empty), n, month (in which the survey was closed), and
        ``shown``: whether everything that the question was asked as has as many answers as survey and metric need.
    """
    known = [each for each in surveys if each.state == Survey.State.CLOSED and each.closed_at is not None]
    rows = counted({"survey__in": known}, _GROUPS)[""] if known else []
    facts = [(each.pk, f"{each.closed_at:%Y-%m}", least_of(each)) for each in known]
    told = pl.DataFrame(facts, schema={"survey": pl.Int64, "month": pl.String, "least": pl.Int64}, orient="row")
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row").join(told, on="survey")
    floors = {code: _floor(code) for code in frame["metric"].unique()}
    floor = pl.col("metric").replace_strict(floors, default=0, return_dtype=pl.Int64)
    enough = pl.col("n").sum().over(*QUESTION, "metric") >= pl.max_horizontal("least", floor)
    return frame.with_columns(shown=enough).with_columns(pl.col("shown").all().over(QUESTION)).drop("least")


def _floor(metric: str) -> int:
    """Fewest answers that a metric is told of whatever the survey says; a metric may withhold small groups itself."""
    known = definition(metric)
    return known.min_n if known.private else 0
