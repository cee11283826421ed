"""Tone on real posts: learned on one half-year of tweets on banks, measured on another."""

import importlib.util
import os
from pathlib import Path

import pytest

from centricity.text.tone.evaluation import macro_f1

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("CENTRICITY_REFERENCE_DATA", ROOT.parent / "shared/data")) / "text"


@pytest.fixture(scope="module")
def bench():
    if not (FOLDER / "sentirueval2015_banks_train.tsv").is_file():
        pytest.skip(f"no reference data at {FOLDER}")
    spec = importlib.util.spec_from_file_location("tone_quality", ROOT / "bench/tone_quality.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_banks_of_2015_are_told_three_points_above_a_plain_model(bench):
    train, test = bench.tweets("banks_train"), bench.tweets("banks_test")
    assert test.missed <= 5
    lesson = bench.taught(train, bench.POST)
    assert macro_f1(test.labels, bench.told(lesson.head, test).labels) >= 0.389 + 0.03
    assert lesson.same_when_small > 0.99
