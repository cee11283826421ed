"""One block of draws: from the metrics of their chains to the scores of nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from centricity.errors import Fault, StepError
from centricity.index.chains import Chains, Laid
from centricity.index.draws import Errors, Ints
from centricity.index.frame import Floats, Frame
from centricity.index.products import aggregated, product
from centricity.index.recipe import Arguments, rule_at
from centricity.index.steps import STEPS, normalised_rows, short_of


@dataclass(frozen=True)
class Column:
    """Scores of one part in a block: by chain, shape (c, n), where draws of a chain share them, else (b, n)."""

    values: Floats
    shared: bool


class DrawnBlock:
    """One block of draws, sorted by chain."""

    def __init__(self, chains: Chains, rows: Ints, laid: Sequence[Laid], chain_of: Ints) -> None:
        self.chains, self.laid, self.chain_of = chains, laid, chain_of
        self.draws = chains.draws.taken(rows)
        self.rows = rows
        edges = np.searchsorted(chain_of, np.arange(len(laid) + 1))
        self.slices = [slice(a, b) for a, b in pairwise(edges.tolist())]

    def scores(self, wanted: Sequence[str], needed: set[str]) -> dict[str, Floats]:
        """Scores of the wanted nodes, one row for every draw."""
        tree = self.chains.tree
        columns = self._metrics([code for code in tree.metrics if code in needed])
        adjusted_at = {laid.adjust["depth"] for laid in self.laid if laid.adjust}
        for code in [*tree.metrics, *tree.nodes]:
            if code not in needed:
                continue
            if code in tree.children:
                columns[code] = self._node(code, columns)
            if tree.depths[code] in adjusted_at:
                columns[code] = self._adjusted(code, columns[code])
        return {node: self._rows(columns[node]) for node in wanted}

    def _metrics(self, codes: Sequence[str]) -> dict[str, Column]:
        errors = self.draws.errors
        if errors is None:
            return {
                code: Column(np.stack([laid.build.scores[code] for laid in self.laid]), shared=True) for code in codes
            }
        parts = [self._erring(errors, laid, part) for laid, part in zip(self.laid, self.slices, strict=True)]
        return {code: Column(np.concatenate([part[code] for part in parts]), shared=False) for code in codes}

    def _erring(self, errors: Errors, laid: Laid, part: slice) -> dict[str, Floats]:
        """Normalised metrics of the draws of one chain whose levels err."""
        levels = errors.added(laid.build.levels, self.draws.streams[part])
        try:
            if [name for name, _ in laid.tail] == ["normalise"]:
                return normalised_rows(levels, self.chains.tree, laid.tail[0][1])
            return self._one_by_one(laid, levels, part)
        except StepError as error:
            raise self.chains.failed(laid.chain, int(self.rows[part.start]), error) from error

    def _one_by_one(self, laid: Laid, levels: Mapping[str, Floats], part: slice) -> dict[str, Floats]:
        made: dict[str, list[Floats]] = {code: [] for code in self.chains.tree.metrics}
        for i in range(part.stop - part.start):
            own = {code: column[i] for code, column in levels.items()}
            work = replace(laid.build, values=own, levels=own, scores={}, metric_states={}, changes=[], log=[])
            for name, arguments in laid.tail:
                STEPS[name](work, arguments)
            for code, rows in made.items():
                rows.append(work.scores[code])
        return {code: np.stack(rows) for code, rows in made.items()}

    def _node(self, node: str, columns: Mapping[str, Column]) -> Column:
        codes = self.chains.tree.children[node]
        children = [columns[code] for code in codes]
        shared = all(child.shared for child in children)
        together = shared and not any(code in self.draws.tilts for code in codes)
        weights = self._weights(codes, tilted=not together)
        made = []
        for c, (laid, part) in enumerate(zip(self.laid, self.slices, strict=True)):
            rule, power = rule_at(laid.aggregate, self.chains.tree.depths[node])
            try:
                if together:
                    own = aggregated([child.values[c : c + 1] for child in children], weights[c : c + 1], rule, power)
                elif shared:
                    own = product(np.stack([child.values[c] for child in children]), weights[part], rule, power)
                else:
                    own = aggregated([self._part(child, c, part) for child in children], weights[part], rule, power)
            except ValueError as error:
                fault = Fault("step.negative_column", fields={"node": node, "rule": rule})
                raise self.chains.failed(laid.chain, int(self.rows[part.start]), StepError([fault])) from error
            made.append(own)
        return self._bounded(node, Column(np.concatenate(made), shared=together), children)

    def _part(self, child: Column, chain: int, part: slice) -> Floats:
        return child.values[chain : chain + 1] if child.shared else child.values[part]

    def _weights(self, codes: Sequence[str], *, tilted: bool) -> Floats:
        """Weights of siblings, shape (c, m) by chain or (b, m) by draw; each row adds up to 1."""
        base = np.array([[laid.weights[code] for code in codes] for laid in self.laid])
        if not tilted:
            return np.asarray(base / base.sum(axis=1, keepdims=True))
        rows = base[self.chain_of]
        for j, code in enumerate(codes):
            if code in self.draws.tilts:
                rows[:, j] *= self.draws.tilts[code]
        total = rows.sum(axis=1, keepdims=True)
        return np.asarray(rows / np.where(total > 0, total, np.nan))

    def _bounded(self, node: str, score: Column, children: Sequence[Column]) -> Column:
        """Withhold what lacks data, and take what is given at the node itself."""
        nominal, values = self.chains.nominal, score.values
        for threshold in nominal.step("aggregate").get("thresholds", ()):
            if threshold["depth"] != self.chains.tree.depths[node]:
                continue
            short = short_of(nominal, nominal.scores, node, {**threshold, "children": 0})
            if "children" in threshold:
                known = sum((~np.isnan(self._like(child, score))).astype(np.int64) for child in children)
                short = short | (known < threshold["children"])
            if short.any():
                values = np.where(short, np.nan, values)
        given = self.chains.frame.given.get(node)
        if given is not None:
            values = np.where(np.isnan(given), values, given)
        return Column(values, score.shared)

    def _like(self, child: Column, score: Column) -> Floats:
        return child.values if child.shared == score.shared else child.values[self.chain_of]

    def _adjusted(self, code: str, column: Column) -> Column:
        depth = self.chains.tree.depths[code]
        if column.shared and not self.draws.coefficients:
            made = [self._smoothed(laid, column.values[c : c + 1], depth) for c, laid in enumerate(self.laid)]
            return Column(np.concatenate(made), shared=True)
        parts = [
            self._smoothed(laid, self._part(column, c, part), depth, part)
            for c, (laid, part) in enumerate(zip(self.laid, self.slices, strict=True))
        ]
        return Column(np.concatenate(parts), shared=False)

    def _smoothed(self, laid: Laid, scores: Floats, depth: int, part: slice | None = None) -> Floats:
        how = laid.adjust
        length = 1 if part is None else part.stop - part.start
        if not how or how["depth"] != depth:
            return np.broadcast_to(scores, (length, scores.shape[1]))
        groups = list(how["coefficients"])
        shares = _shares(self.chains.frame, how)
        own = [
            self.draws.coefficients[group][part]
            if part is not None and group in self.draws.coefficients
            else np.full(1, how["coefficients"][group])
            for group in groups
        ]
        product = scores * (np.column_stack(np.broadcast_arrays(np.zeros(length), *own))[:, 1:] @ shares)
        return product if how.get("cap") is None else np.minimum(product, how["cap"])

    def _rows(self, column: Column) -> Floats:
        return column.values[self.chain_of] if column.shared else column.values


def _shares(frame: Frame, how: Arguments) -> Floats:
    """Share of every group's coefficient in every subject's, shape (groups, n)."""
    groups = list(how["coefficients"])
    labels = frame.label(how["column"])
    shares = np.array([labels == group for group in groups], dtype=float)
    mix = how.get("mix") or {}
    known = frame.numbers.get(mix.get("column", ""))
    if known is not None:
        mixed = np.array([known * (g == mix["full"]) + (1 - known) * (g == mix["empty"]) for g in groups])
        shares = np.where(np.isnan(known), shares, mixed)
    return shares
