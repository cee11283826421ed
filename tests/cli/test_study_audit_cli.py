"""``study audit``, ``simulate``, ``plan`` and ``sweep`` as they are called."""

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from centricity.cli.app import app

IT = Path(__file__).parents[2] / "examples" / "it-companies-2025"
SIX = IT.parent / "six-questions"


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_checklist_is_printed_whole_and_nothing_is_written():
    done = call("study", "audit", IT)
    assert done.exit_code == 0, done.output
    for word in ("Framework", "Sensitivity", "Replay", "passed", "doubtful", "failed"):
        assert word in done.output


def test_the_audit_is_an_appendix_of_the_report(tmp_path):
    done = call("study", "audit", SIX, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    html = (tmp_path / "out" / "report.html").read_text("utf-8")
    for anchor in ("audit", "coherence", "weights"):
        assert f'id="{anchor}"' in html
    assert (tmp_path / "out" / "report.xlsx").is_file()
    assert (tmp_path / "out" / "scores.csv").is_file()
    pairs = (tmp_path / "out" / "pairs.csv").read_text("utf-8").splitlines()
    assert pairs[0] == "subject,other,ahead"
    chances = {tuple(row.split(",")[:2]): float(row.split(",")[2]) for row in pairs[1:]}
    assert all(abs(chances[a, b] + chances[b, a] - 1) < 1e-9 for a, b in chances)
    for name in ("group_pairs", "uncertainty", "sensitivity", "audit"):
        assert (tmp_path / "out" / f"{name}.csv").is_file()


def test_simulate_prints_before_and_after():
    done = call("study", "simulate", IT, "SYN01", "2.4=3", "4.1=2,5")
    assert done.exit_code == 0, done.output
    assert "2.25 → 3.00" in done.output
    assert "1.50 → 2.50" in done.output
    assert "Overtaken" in done.output


@pytest.mark.parametrize("pair", ["2.4", "2.4=", "2.4=high", "=3"])
def test_a_pair_that_is_none_is_misuse(pair):
    done = call("study", "simulate", IT, "SYN01", pair)
    assert done.exit_code == 2
    assert "[study.level_pair]" in done.output or "[study.unknown_metric]" in done.output


def test_plan_prints_plans_or_says_that_the_target_is_out_of_reach():
    assert "Plan 3" in call("study", "plan", IT, "SYN01", "--rank", 3).output
    assert "out of reach" in call("study", "plan", IT, "SYN01", "--target", 120).output
    assert "reached already" in call("study", "plan", IT, "SYN01", "--target", 10).output
    assert "Plan 1" in call("study", "plan", SIX, "market", "--target", 23).output
    both = call("study", "plan", IT, "SYN01", "--target", 70, "--rank", 3)
    assert (both.exit_code, "[study.one_target]" in both.output) == (2, True)


def test_sweep_prints_crossings_and_draws_them(tmp_path):
    done = call("study", "sweep", IT, "B2B", "--from", 1.0, "--to", 1.2, "--out", tmp_path / "s.svg")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "s.svg").read_text("utf-8").startswith("<svg")
    assert "[study.no_coefficient]" in call("study", "sweep", IT, "B2X").output
    assert "[study.sweep_range]" in call("study", "sweep", IT, "B2B", "--from", 2.0, "--to", 1.0).output
    assert "[study.no_coefficient]" in call("study", "sweep", SIX, "B2B").output


def test_simulate_says_that_a_ready_score_does_not_move():
    done = call("study", "simulate", IT.parent / "it-market-2025-published", "top5", "1.1=3")
    assert "The data give a ready score (" in done.output
    assert "ready score" not in call("study", "simulate", IT, "SYN01", "1.1=3").output


def test_simulate_shows_present_levels_only_where_the_trace_does(tmp_path):
    folder = tmp_path / "scaled"
    shutil.copytree(IT, folder)
    settings = yaml.safe_load((folder / "study.yaml").read_text("utf-8"))
    policies = settings.setdefault("overrides", {}).setdefault("policies", {})
    policies["normalisation"] = {"kind": "z_score"}
    (folder / "study.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    public = call("study", "simulate", folder, "SYN01", "1.1=3", "--audience", "public").output
    internal = call("study", "simulate", folder, "SYN01", "1.1=3", "--audience", "internal").output
    assert "→ 3.00" in internal
    assert "→" not in public
    assert "does not show the levels before" in public


@pytest.mark.parametrize(("limits", "code"), [
    (("--to", "inf"), "sweep_far"), (("--to", "1e300"), "sweep_far"), (("--to", "nan"), "sweep_range"),
    (("--to", "0"), "sweep_range"), (("--from", "0"), "sweep_range"), (("--from", "nan"), "sweep_range"),
])  # fmt: skip
def test_limits_of_a_sweep_are_positive_numbers_of_some_sense(limits, code):
    done = call("study", "sweep", IT, "B2B", *limits)
    assert (done.exit_code, f"[study.{code}]" in done.output) == (2, True), done.output


@pytest.mark.parametrize(("asked", "code"), [
    (("--target", "inf"), "study.target_endless"), (("--target", "nan"), "study.target_endless"),
    (("--target", "70", "--step", "nan"), "study.step_size"), (("--target", "70", "--step", "1e9"), "study.step_size"),
])  # fmt: skip
def test_a_plan_asked_for_in_no_ordinary_numbers_is_misuse(asked, code):
    done = call("study", "plan", IT, "SYN01", *asked)
    assert (done.exit_code, f"[{code}]" in done.output) == (2, True), done.output


def test_a_plan_for_the_last_place_says_that_it_is_reached():
    output = call("study", "plan", IT, "SYN01", "--rank", 40).output
    assert "reached already" in output
    assert "∞" not in output
