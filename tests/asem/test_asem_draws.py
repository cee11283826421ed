"""The uncertainty and sensitivity analyses of COINr on ASEM, replayed with its exact parameters, all draws at once."""

import numpy as np
import pytest
from study import build_study, reference_folder, rows

from centricity.index import recipe_of
from centricity.index.draws import Alternatives, Draws
from centricity.index.many import Many
from centricity.index.matrices import quantiles
from centricity.index.rank import places
from centricity.index.sobol import Bootstrap, indices, saltelli
from centricity.index.uncertainty import uncertainty
from centricity.studies.read import read_study
from centricity.studies.run import run

LINES = ("n_minmax", "n_zscore")
RULES = ("a_amean", "a_gmean")
MOST = (1, 2, 3, 4, 5)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    if not reference_folder().is_dir():
        pytest.skip(f"no reference data at {reference_folder()}")
    return read_study(build_study(tmp_path_factory.mktemp("asem")))


@pytest.fixture(scope="module")
def build(study):
    return run(study).wave.build


def draws_of_coinr(name):
    """Draws with the parameters of a table of COINr."""
    table = rows(name)
    sets: dict[str, dict[str, float]] = {}
    for row in rows("F_noisy_weights"):
        sets.setdefault(row["set"], {})[row["iCode"]] = float(row["Weight"])
    taken = [sets[row["weightset"]] for row in table]
    lines = ({"kind": "min_max", "low": 1.0}, {"kind": "z_score", "mean": 10.0, "sd": 2.0})
    rules = ({"rule": "arithmetic"}, {"rule": "geometric"})
    return Draws(
        len(table),
        {
            "treat": Alternatives(tuple({"max_points": m} for m in MOST), chosen(table, "winmax", map(str, MOST))),
            "normalise": Alternatives(lines, chosen(table, "norm", LINES)),
            "aggregate": Alternatives(rules, chosen(table, "agg", RULES)),
        },
        tilts={code: np.array([weights[code] for weights in taken]) for code in taken[0]},
    )


def chosen(table, column, known):
    places_ = {name: i for i, name in enumerate(known)}
    return np.array([places_[row[column]] for row in table])


@pytest.fixture(scope="module")
def many(study, build):
    return lambda name, **more: Many(build.frame, build.tree, recipe_of(study.method), draws_of_coinr(name), **more)


def scored(many):
    scores = np.full((many.draws.size, many.frame.n), np.nan)
    for block in many.blocks():
        scores[block.draws] = block.scores[many.tree.root]
    return scores


def table_of(name, build):
    by_country = {row["uCode"]: row for row in rows(name)}
    in_order = [by_country[subject] for subject in build.frame.subjects]
    return {column: np.array([float(row[column]) for row in in_order]) for column in in_order[0] if column != "uCode"}


def test_the_weights_of_the_method_are_equal_so_that_those_of_coinr_are_factors(build):
    assert set(build.weights.values()) <= {1.0, 1 / 2, 1 / 3, 1 / 5, *(1 / k for k in range(1, 12))}


def test_five_hundred_uncertain_replications_come_out_at_once(many, build):
    scores = scored(many("F_UA_params"))
    wanted = table_of("F_UA_scores", build)
    for i in range(500):
        np.testing.assert_allclose(scores[i], wanted[f"r_{i + 1}"], rtol=1e-9)
    ranks = places(scores)
    np.testing.assert_array_equal(
        ranks.T, np.column_stack([v for k, v in table_of("F_UA_ranks", build).items() if k != "Nominal"])
    )


def test_draws_come_out_alike_however_they_are_cut_into_blocks(many):
    whole, cut = scored(many("F_UA_params")), scored(many("F_UA_params", block_bytes=60_000))
    np.testing.assert_allclose(whole, cut, rtol=1e-13)


def test_the_statistics_of_places_are_those_of_coinr(many, build):
    found = uncertainty(many("F_UA_params"), [])
    spread, wanted = found.spreads["Index"], table_of("F_UA_rankstats", build)
    for column, own in (
        ("Nominal", spread.rank), ("Mean", spread.rank_mean), ("Median", spread.rank_median),
        ("Q5", spread.rank_low), ("Q95", spread.rank_high),
    ):  # fmt: skip
        np.testing.assert_allclose(own, wanted[column], rtol=1e-9, err_msg=column)


def test_six_hundred_sensitivity_runs_and_their_indices_are_those_of_coinr(many, build):
    ranks = places(scored(many("F_SA_params")))
    wanted = table_of("F_SA_ranks", build)
    for i in range(600):
        np.testing.assert_array_equal(ranks[i], wanted[f"r_{i + 1}"])
    nominal = wanted["Nominal"]
    shift = np.abs(ranks - nominal).mean(axis=1)
    np.testing.assert_allclose(shift, [float(row["mean_abs_rank_change"]) for row in rows("F_SA_y")], rtol=1e-9)
    made = indices(shift[:, None], 100, 4, Bootstrap(resamples=0), as_coinr=True)
    published = rows("F_SA_indices")
    np.testing.assert_allclose(made.first[:, 0], [float(row["Si"]) for row in published], rtol=1e-9)
    np.testing.assert_allclose(made.total[:, 0], [float(row["STi"]) for row in published], rtol=1e-9)


def test_the_design_of_coinr_is_ours(study):  # noqa: ARG001  skips where there are no reference data
    """A, B, then A with one column of B: the order that the indices are read in."""
    table = rows("F_SA_params")
    design = saltelli(100, 4)
    for i, row in enumerate(design.source):
        for j, column in enumerate(("winmax", "norm", "weightset", "agg")):
            assert table[i][column] == table[int(row[j])][column], (i, column)


def test_statistics_of_places_of_the_sensitivity_runs_are_those_of_coinr(many, build):
    """COINr sums up the two independent samples, and leaves out the mixtures of them."""
    ranks = places(scored(many("F_SA_params")))[:200]
    low, median, high = quantiles(ranks, (0.05, 0.5, 0.95))
    wanted = table_of("F_SA_rankstats", build)
    for column, own in (("Mean", ranks.mean(axis=0)), ("Median", median), ("Q5", low), ("Q95", high)):
        np.testing.assert_allclose(own, wanted[column], rtol=1e-9, err_msg=column)
