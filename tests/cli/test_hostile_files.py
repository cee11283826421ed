"""What the command line writes: never over what it reads, never half, never a formula or a command to the terminal."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import ibis
import polars as pl
import pytest
from click.testing import CliRunner

from centricity.cli import metric_run
from centricity.cli.app import app
from centricity.metrics import compute
from centricity.metrics.outcome import Outcome
from centricity.metrics.periods import period_start
from centricity.metrics.tables import outcome_json, outcome_table
from centricity.tables.write import csv_bytes, json_bytes


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "in.csv"
    path.write_text("score,=cmd\n9,a\n10,b\n", "utf-8")
    return path


def speak(*words):
    return CliRunner().invoke(app, ["metric", "compute", *map(str, words), "--lang", "en"])


@pytest.mark.parametrize("name", ["in.csv", "./in.csv", "link.csv", "folder/../in.csv", "hard.csv"])
@pytest.mark.parametrize("option", ["--out", "--save-map"])
@pytest.mark.parametrize("table", ["in.csv", "main=in.csv"])
def test_results_are_never_written_over_the_data(data, name, option, table):
    Path("link.csv").symlink_to("in.csv")
    Path("hard.csv").hardlink_to("in.csv")
    Path("folder").mkdir()
    before = data.read_bytes()
    result = speak("nps", table, option, name)
    assert result.exit_code == 2
    assert "[metric.out_input]" in result.stderr
    assert data.read_bytes() == before


def test_a_mapping_is_not_written_over_parquet_of_a_folder_or_over_a_database(data):
    assert data.exists()
    Path("folder").mkdir()
    pl.DataFrame({"score": [9]}).write_parquet("folder/a.parquet")
    for table in ("folder", "folder/*.parquet"):
        assert "[metric.out_input]" in speak("nps", table, "--save-map", "folder/a.parquet").stderr
    Path("d.db").write_bytes(b"")
    assert (
        "[metric.out_input]"
        in speak("nps", "t", "--engine", f"sqlite:///{Path.cwd()}/d.db", "--save-map", "d.db").stderr
    )


def test_two_results_take_two_files_and_both_are_tried_before_any_is_written(data):
    assert data.exists()
    assert "[metric.out_twice]" in speak("nps", "in.csv", "--out", "o.csv", "--save-map", "./o.csv").stderr
    Path("taken.csv").mkdir()
    for out in ("none/o.csv", "taken.csv"):
        result = speak("nps", "in.csv", "--out", out, "--save-map", "m.yaml")
        assert (result.exit_code, "[file.not_writable]" in result.stderr) == (2, True)
    assert sorted(path.name for path in Path().iterdir()) == ["in.csv", "taken.csv"]
    assert speak("nps", "in.csv", "--out", "o.csv", "--save-map", "m.yaml").exit_code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["in.csv", "m.yaml", "o.csv", "taken.csv"]


def test_a_header_is_defused_as_a_cell_is(data):
    assert data.exists()
    result = speak("nps", "in.csv", "--by", "=cmd", "--format", "csv")
    assert result.stdout.startswith("'=cmd,value,")


def test_json_holds_nothing_that_commands_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    metric_run._echo(json_bytes({"a": "x\x9b31m\u202e\x1b]0;y\x07", "b": [1, "\u2028"]}))
    said = screen.getvalue()
    assert all(c.isprintable() or c == "\n" for c in said)
    assert json.loads(said)["b"] == [1, " "]


@pytest.mark.parametrize("value", ["[&a [x, x], *a]", "1" * 10_001, "[" * 5_000])
def test_a_value_that_would_grow_or_flood_is_refused(data, value):
    assert data.exists()
    result = speak("nps", "in.csv", "--set", f"min_n={value}")
    assert result.exit_code == 2
    assert "[metric.set_" in result.stderr
    assert len(result.stderr) < 500


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("face", ["text", "json"])
def test_a_full_device_is_told_of_in_words(data, face):
    words = [sys.executable, "-m", "centricity", "metric", "compute", "nps", "in.csv", "--format", face]
    assert data.exists()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"[file.not_writable]" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_keys_of_one_name_stay_apart():
    orders = pl.DataFrame({
        "customer": ["a", "a", "b", "c"], "at": ["2025-01-05", "2025-02-05", "2025-01-07", "2025-02-01"],
        "cohort": ["x", "x", "y", "y"], "value": ["1", "1", "2", "2"],
    })  # fmt: skip
    outcome = compute("cohort_retention", ibis.memtable(orders), ("cohort", "value"))
    columns = outcome_table(outcome).columns
    assert len(set(columns)) == len(columns)
    assert columns[0] == "cohort"
    assert "value 2" in columns
    made = outcome_json(outcome)
    assert len(set(made["by"])) == len(made["by"]) > 2
    assert [list(row["keys"].values()) for row in made["rows"]] == [list(row.keys) for row in outcome.rows]


def test_the_last_digits_of_a_sum_are_not_written():
    def written(x):
        outcome = compute("mean_score", ibis.memtable({"score": [1, 2, 4, 5]}))
        rows = tuple(_moved(row, x) for row in outcome.rows)
        moved = Outcome(outcome.metric, outcome.by, rows, outcome.options, outcome.total)
        return csv_bytes(outcome_table(moved)), json_bytes(outcome_json(moved))

    assert written(1e-15) == written(-1e-15)
    assert written(1e-6) != written(0)


def _moved(row, x):
    estimate = replace(row.estimate, value=row.estimate.value * (1 + x) * 1e9)
    return replace(row, estimate=estimate)


def test_names_of_parts_are_gathered_once():
    outcome = compute("nps", ibis.memtable({"score": [1, 9]}))
    assert outcome.part_names is outcome.part_names


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_the_period_after_the_last_of_the_calendar_begins(grain):
    code = {"year": 10_000, "quarter": 40_000, "month": 120_000}[grain]
    assert period_start(grain, code) == period_start("day", 2_932_897)
