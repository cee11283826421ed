"""Weights that give the answers the known shares of the population."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import ibis
import numpy as np
from pydantic import Field

from centricity.engines.fetch import fetch
from centricity.errors import Fault, MetricError, MisuseError
from centricity.methods.part import Part, Share
from centricity.methods.validate import validate
from centricity.methods.yaml_file import read_yaml
from centricity.metrics.contract import label
from centricity.stats.rake import rake

Targets = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Weighted:
    """A table with a column ``weight``, and what the weights cost: Kish's effective n against the number of answers."""

    table: Any
    n: int
    effective_n: float


def weighted(
    table: Any, targets: Targets, largest: float | None = None, cells: Mapping[str, str] | None = None
) -> Weighted:
    """Weigh answers by raking to known shares.

    Parameters
    ----------
    targets
        For each column the share of every label in the population: ``{"segment": {"home": 0.6, "business": 0.4}}``.
    largest
        Largest weight allowed, in means; unbounded where left out.
    cells
        Columns of the targets by their names in the table, where not by their own.

    Raises
    ------
    MisuseError
        Where a column is not there.
    StepError
        Where the shares do not add to one, or fit no answers.
    """
    known = {name: name for name in table.columns} if cells is None else cells
    lost = [name for name in targets if name not in known]
    if lost:
        there = ", ".join(known)
        raise MisuseError([Fault("metric.column", fields={"name": name, "known": there}) for name in lost])
    names = {f"cell {i}": label(table[known[name]]) for i, name in enumerate(targets)}
    found = fetch(table.group_by(**names).agg(n=lambda t: t.count())).sort(list(names))
    codes = {name: found[cell].to_numpy() for cell, name in zip(names, targets, strict=True)}
    counts = found["n"].to_numpy().astype(np.float64)
    made = rake(codes, targets, counts, largest=largest)
    small = ibis.memtable({**{cell: found[cell].to_list() for cell in names}, "weight": made.weights.tolist()})
    kept = [name for name in table.columns if name != "weight"]
    joined = table.left_join(small, [key == small[cell] for cell, key in names.items()])
    return Weighted(
        joined.select(*(table[name] for name in kept), small["weight"]), int(counts.sum()), made.effective_n
    )


def read_targets(path: Path) -> dict[str, dict[str, float]]:
    """Read known shares from a file: a column, and below it a share for every label.

    Raises
    ------
    MetricError
        Where the file is faulty.
    """
    made = validate(Shares, read_yaml(path, path.name))
    if made.model is None or made.faults:
        raise MetricError(made.faults)
    return {column: dict(shares) for column, shares in made.model.shares.items()}


class Shares(Part):
    """The file of known shares."""

    shares: Annotated[dict[str, Annotated[dict[str, Share], Field(min_length=1)]], Field(min_length=1)]
