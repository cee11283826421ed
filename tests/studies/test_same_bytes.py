"""The same study gives the same files, byte for byte, on any run."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys

import pytest
from study_folders import EXAMPLES, example

from centricity.studies import read_study, run
from centricity.studies.outputs import output_tables
from centricity.studies.summary import summary
from centricity.studies.write import write_tables
from centricity.tables.write import csv_bytes, json_bytes

NAMES = ["it-companies-2025", "it-market-2025-published", "six-questions", "cx-maturity"]
every_example = pytest.mark.parametrize("name", NAMES)

HASHES = """
import hashlib, json, sys
from pathlib import Path
from centricity.studies import read_study, run
from centricity.studies.outputs import output_tables
from centricity.studies.summary import summary
from centricity.tables.write import csv_bytes, json_bytes
result = run(read_study(Path(sys.argv[1])))
files = {t.name: csv_bytes(t) for t in output_tables(result)} | {"result": json_bytes(summary(result))}
print(json.dumps({name: hashlib.sha256(content).hexdigest() for name, content in files.items()}))
"""


def files(result):
    return {found.name: csv_bytes(found) for found in output_tables(result)} | {"result": json_bytes(summary(result))}


@every_example
def test_r190_two_runs_give_identical_bytes(name):
    first, second = (files(run(read_study(EXAMPLES / name))) for _ in range(2))
    assert first.keys() == {"scores", "groups", "trace", "changes", "result"}
    assert first == second


def test_r190_another_process_with_another_hash_seed_gives_identical_bytes():
    here = {name: hashlib.sha256(content).hexdigest() for name, content in files(example(NAMES[0])).items()}
    done = subprocess.run(
        [sys.executable, "-c", HASHES, str(EXAMPLES / NAMES[0])],
        env=os.environ | {"PYTHONHASHSEED": "4711"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(done.stdout) == here


def test_r190_the_order_of_observations_changes_no_score(tmp_path):
    folder = tmp_path / NAMES[0]
    shutil.copytree(EXAMPLES / NAMES[0], folder)
    head, *rows = (folder / "observations.csv").read_text("utf-8").splitlines()
    (folder / "observations.csv").write_text("\n".join([head, *rows[::-1]]) + "\n", "utf-8")
    before, after = files(example(NAMES[0])), files(run(read_study(folder)))
    for name in ("scores", "groups", "trace", "changes"):
        assert after[name] == before[name]


def test_r190_where_a_study_lies_changes_nothing(tmp_path):
    folder = tmp_path / "deep" / NAMES[2]
    shutil.copytree(EXAMPLES / NAMES[2], folder)
    assert files(run(read_study(folder))) == files(example(NAMES[2]))


def test_r190_a_changed_cell_changes_the_hash_of_the_data(tmp_path):
    folder = tmp_path / NAMES[2]
    shutil.copytree(EXAMPLES / NAMES[2], folder)
    path = folder / "observations.csv"
    path.write_text(path.read_text("utf-8").replace("sales-01,4", "sales-01,3", 1), "utf-8")
    before, after = summary(example(NAMES[2])), summary(run(read_study(folder)))
    assert before["data_hash"] != after["data_hash"]
    assert before["method"]["hash"] == after["method"]["hash"]


def test_r190_a_result_names_its_method_version_and_hash_its_data_and_its_steps():
    found = summary(example(NAMES[0]))
    assert found["method"]["hash"] == example(NAMES[0]).method.hash
    assert len(found["data_hash"]) == len(found["method"]["hash"]) == 64
    assert [step["name"] for step in found["waves"]["2025"]["steps"]] == [
        step.name for step in example(NAMES[0]).wave.build.log
    ]


@every_example
def test_written_files_are_those_bytes(name, tmp_path):
    paths = write_tables(example(name), tmp_path)
    assert {path.stem: path.read_bytes() for path in paths} == files(example(name))


@every_example
def test_json_results_hold_no_nan_and_sort_their_keys(name):
    text = files(example(name))["result"].decode()
    content = json.loads(text, parse_constant=pytest.fail)
    assert list(content) == sorted(content)
    assert text.endswith("}\n")


@every_example
def test_csv_results_are_rectangular_with_plain_line_feeds(name):
    for found in output_tables(example(name)):
        content = csv_bytes(found).decode()
        assert "\r" not in content
        rows = list(csv.reader(io.StringIO(content)))
        assert rows[0] == list(found.columns)
        assert {len(row) for row in rows} == {len(found.columns)}
        assert len(rows) == len(found.rows) + 1
        assert not any(cell in {"nan", "inf", "-inf", "None"} for row in rows for cell in row)
