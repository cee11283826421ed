"""From tidy tables to the columns of the engine."""

import numpy as np
import polars as pl

from centricity.index.combine import combine
from centricity.index.frame import ASSESSED, NOT_APPLICABLE, NOT_ASSESSED, Floats, Frame, States
from centricity.methods import Method
from centricity.studies.study import Study


def frame_of(study: Study, wave: str) -> Frame:
    """Combine the observations of one wave into a frame; subjects in the order of their codes."""
    method = study.method
    subjects = study.subjects["subject"].to_list()
    here = coded(study.observations.filter(pl.col("wave") == wave), subjects)
    rated = here.filter(pl.col("level").is_not_null())
    raw = here.filter(pl.col("value").is_not_null())
    values = _by_code(rated, "metric", len(subjects), method)
    measured, observed = _measured(raw, len(subjects), method)
    given = {code: column for code, column in measured.items() if code in method.nodes}
    values |= {code: column for code, column in measured.items() if code in method.metrics}
    return Frame(
        subjects=np.array(subjects, dtype=np.str_),
        values=values,
        states=_states(here, len(subjects), method),
        raw=observed,
        given=given,
        labels=_labels(study),
        numbers=_numbers(study),
        respondents=_respondents(here, len(subjects)),
        reference=_reference(study),
    )


def coded(observations: pl.DataFrame, subjects: list[str]) -> pl.DataFrame:
    """Add the position of each subject, and a number for each source."""
    positions = pl.DataFrame(
        {"subject": subjects, "_i": range(len(subjects))}, schema={"subject": pl.String, "_i": pl.Int64}
    )
    sources = observations["source"].unique().sort().to_list()
    numbers = pl.DataFrame({"source": sources, "_s": range(len(sources))}, schema={"source": pl.String, "_s": pl.Int64})
    placed = observations.join(positions, on="subject", how="left", maintain_order="left")
    return placed.join(numbers, on="source", how="left", nulls_equal=True, maintain_order="left")


def _combined(rows: pl.DataFrame, column: str, n: int, method: Method) -> Floats:
    policy = method.policies.combination
    cells = rows["_i"].to_numpy().astype(np.int64)
    done = combine(
        cells,
        rows["_s"].to_numpy().astype(np.int64),
        rows[column].to_numpy().astype(float),
        raters=policy.raters,
        across=policy.sources,
    )
    out = np.full(n, np.nan)
    out[done.cells] = done.values
    return out


def _by_code(rated: pl.DataFrame, key: str, n: int, method: Method) -> dict[str, Floats]:
    return {
        str(code): _combined(rows, "level", n, method)
        for (code,), rows in rated.partition_by(key, as_dict=True, maintain_order=True).items()
    }


def _measured(raw: pl.DataFrame, n: int, method: Method) -> tuple[dict[str, Floats], dict[str, dict[str, Floats]]]:
    """Values observed as such (measured metrics, given nodes), and raw indicators for rubrics."""
    plain: dict[str, Floats] = {}
    observed: dict[str, dict[str, Floats]] = {}
    parts = raw.partition_by("metric", "indicator", as_dict=True, maintain_order=True)
    for (code, indicator), rows in parts.items():
        column = _combined(rows, "value", n, method)
        metric = method.metrics.get(str(code))
        if metric is None or metric.rubric is None:
            plain[str(code)] = column
        else:
            name = str(indicator) if indicator is not None else only_indicator(method, str(code))
            observed.setdefault(str(code), {})[name] = column
    return plain, observed


def only_indicator(method: Method, code: str) -> str:
    """Indicator that a value without one belongs to: the only one of the rubric, else the metric itself."""
    rubric = method.metrics[code].rubric
    return getattr(rubric, "indicator", None) or code


def _states(here: pl.DataFrame, n: int, method: Method) -> dict[str, States]:
    """State of each cell: assessed where any observation is, else not applicable, else not assessed."""
    states = {code: np.full(n, NOT_ASSESSED, dtype=np.int8) for code in method.metrics}
    for word, number in (("not_applicable", NOT_APPLICABLE), ("assessed", ASSESSED)):
        rows = here.filter(pl.col("status") == word)
        for (code,), part in rows.partition_by("metric", as_dict=True).items():
            if str(code) in states:
                states[str(code)][part["_i"].to_numpy()] = number
    return states


def _labels(study: Study) -> dict[str, np.ndarray[tuple[int], np.dtype[np.str_]]]:
    texts = [name for name, kind in study.subjects.schema.items() if kind == pl.String and name != "subject"]
    return {name: np.array(study.subjects[name].fill_null("").to_list(), dtype=np.str_) for name in texts}


def _numbers(study: Study) -> dict[str, Floats]:
    floats = [name for name, kind in study.subjects.schema.items() if kind == pl.Float64]
    return {name: study.subjects[name].fill_null(float("nan")).to_numpy().astype(float) for name in floats}


def _respondents(here: pl.DataFrame, n: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    counts = np.zeros(n, dtype=np.int64)
    by_subject = here.filter(pl.col("rater").is_not_null()).group_by("_i").agg(pl.col("rater").n_unique())
    counts[by_subject["_i"].to_numpy()] = by_subject["rater"].to_numpy()
    return counts


def _reference(study: Study) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray((study.subjects["reference"].fill_null("false") == "true").to_numpy(), dtype=bool)
