"""A sample labelled by hand: drawn, kept as CSV, read back, and turned into what the model errs by."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, FaultsError, MisuseError, Place
from centricity.text import label_table
from centricity.text.tone import evaluation
from centricity.text.tone.quantify import NetTone, corrected, corrected_within, net_tone

__all__ = [
    "COLUMNS",
    "Labels",
    "NetTone",
    "corrected",
    "corrected_within",
    "draw_sample",
    "net_tone",
    "read_labels",
    "read_rows",
    "to_csv",
]

ASKED: Final = ("mention", "company", "source_kind", "told", "sentence")
COLUMNS: Final = (*ASKED, "weight", "label")
"""Columns of the sample: `weight` is how many mentions a row stands for; `label` waits for a reader."""

_WEIGHT = re.compile(r"[1-9]\d{0,8}(?:\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True)
class Labels:
    """What has been labelled of a sample.

    Attributes
    ----------
    rows
        The rows with a label, as written.
    unlabelled
        Rows without one.
    """

    rows: tuple[Mapping[str, str], ...]
    unlabelled: int

    def confusion(
        self, company: str | None = None, source_kind: str | None = None, *, weighted: bool = True
    ) -> NDArray[np.float64]:
        """Labels by the true tone (rows: -1, 0, 1) and the told one, of all or of one company or kind of source.

        The sample has rare labels more often than the mentions have them; for `corrected` weights bring it back to the
        mentions, and the sum stays the number of labels. `corrected_within`, for one company and kind, takes the plain
        counts (``weighted=False``).
        """
        kept = [
            row
            for row in self.rows
            if company in {None, row["company"]} and source_kind in {None, row["source_kind"]}
        ]  # fmt: skip
        weights = np.array([float(row["weight"]) if weighted else 1.0 for row in kept])
        scale = len(kept) / weights.sum() if kept else 1.0
        truth, told = ([int(row[name]) for row in kept] for name in ("label", "told"))
        return np.asarray(evaluation.confusion(truth, told, weights * scale), np.float64)


def draw_sample(
    mentions: Sequence[Mapping[str, Any]], n: int, seed: int, asked: Sequence[str] = ASKED
) -> list[dict[str, Any]]:
    """Draw mentions for labelling, spread over companies, kinds of sources and told labels.

    Every stratum gives in turn, the neutral ones two at a time: most of what a model misses lies among them.

    Parameters
    ----------
    mentions
        Rows with `mention` (identifier), `company`, `source_kind`, `told` (-1, 0, 1) and `sentence`.
    n
        How many; fewer are drawn where there are fewer.
    seed
        The same seed and mentions, in any order, give the same sample.
    asked
        Columns of the mentions that the sample keeps.

    Returns
    -------
    list of dict
        Rows in `asked`, with `weight` and an empty `label`, in an order that shows neither company nor told label.

    Raises
    ------
    MisuseError
        A column is missing, or `n` is below one.
    """
    if n < 1:
        raise MisuseError([Fault("text.tone_sample_size", fields={"n": n})])
    lacking = sorted({name for row in mentions for name in asked if name not in row})
    if lacking:
        raise MisuseError([Fault("text.tone_columns", fields={"columns": lacking})])
    ordered = sorted(mentions, key=lambda row: tuple(str(row[name]) for name in asked))
    random = np.random.default_rng(seed)
    shuffled = [ordered[place] for place in random.permutation(len(ordered))]
    taken = sorted(shuffled, key=_turns(shuffled))[:n]
    there, drawn = Counter(map(_stratum, shuffled)), Counter(map(_stratum, taken))
    rows = [
        {name: row[name] for name in asked}
        | {"weight": round(there[_stratum(row)] / drawn[_stratum(row)], 6), "label": ""}
        for row in taken
    ]
    return [rows[place] for place in random.permutation(len(rows))]


def _stratum(row: Mapping[str, Any]) -> tuple[str, ...]:
    return str(row["company"]), str(row["source_kind"]), str(row["told"])


def _turns(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Key that takes from every stratum, then from every stratum again, and so on."""
    seen: dict[tuple[str, ...], int] = {}
    turn = {}
    for row in rows:
        stratum = _stratum(row)
        seen[stratum] = seen.get(stratum, 0) + 1
        turn[id(row)] = (seen[stratum] + 1) // 2 if stratum[-1] == "0" else seen[stratum]
    return lambda row: turn[id(row)]


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The sample as CSV; a sentence that a spreadsheet would take for a formula is kept as text."""
    return label_table.to_csv(rows, COLUMNS, ("told", "weight", "label"))


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a sample, whether it has been labelled or not.

    Raises
    ------
    MisuseError
        No file, or it cannot be read.
    FaultsError
        Other columns, or cells that are no labels: all of them are named, up to twenty.
    """
    rows = label_table.read_table(path, COLUMNS)
    faults = [fault for at, row in enumerate(rows, 2) for fault in _faults(path, at, row)]
    if faults:
        raise FaultsError(faults[:20])
    return rows


def read_labels(path: Path) -> Labels:
    """Read what has been labelled of a sample; it raises what `read_rows` does."""
    rows = read_rows(path)
    labelled = tuple(row for row in rows if row["label"].strip())
    return Labels(labelled, len(rows) - len(labelled))


def _faults(path: Path, at: int, row: Mapping[str, str]) -> Iterable[Fault]:
    for name, allowed in (("told", {"-1", "0", "1"}), ("label", {"-1", "0", "1", ""})):
        if row[name].strip() not in allowed:
            place = Place(file=str(path), row=at, column=name)
            yield Fault("text.tone_row", place, {"column": name, "value": row[name]})
    if not _WEIGHT.fullmatch(row["weight"].strip()):
        place = Place(file=str(path), row=at, column="weight")
        yield Fault("text.tone_weight", place, {"value": row["weight"]})
