"""Documents are tried like code: the tutorial runs, links lead somewhere, every page has its twin."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from centricity.metrics.catalogue import contracts, metric_ids
from centricity.metrics.options import Options

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^```(\w+)(?: ([^\n`]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TWINS = [page for folder in ("tutorial", "how-to", "explanation") for page in (ROOT / "docs" / folder).glob("*.md")]


def shell(command: str, folder: Path, language: str = "en") -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "CENTRICITY_LANG": language, "COLUMNS": "100"}
    called = ["bash", "-c", command]
    done = subprocess.run(
        called, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("page", ["first-study.md", pytest.param("first-study.ru.md", marks=pytest.mark.slow)])
def test_the_tutorial_works_as_it_is_written(tmp_path, page):
    said = ""
    for language, name, body in FENCE.findall((ROOT / "docs" / "tutorial" / page).read_text("utf-8")):
        if name:
            (tmp_path / name).write_text(body, "utf-8")
        elif language == "sh" and "make run" not in body:
            said = shell(body, tmp_path)
            (tmp_path / "first" / "study.xlsx").unlink(missing_ok=True)
            assert "Traceback" not in said, said
            if "[observation.level_outside_scale]" in said:
                path = tmp_path / "first" / "observations.csv"
                path.write_text(
                    re.sub(r"^(rowan,.*),4$", r"\1,2", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8"
                )
                assert "8 subjects, 128 observations" in shell(body.replace("--lang ru", "--lang en"), tmp_path)
    public = (tmp_path / "out" / "public" / "scores.csv").read_text("utf-8")
    assert len({line.split(",")[0] for line in public.splitlines()[1:]}) == 5
    assert (tmp_path / "out" / "public" / "report.pdf").is_file()


METRIC_HOW_TOS = (
    "build-a-dashboard", "count-retention-and-churn", "find-drivers", "follow-a-journey", "map-foreign-columns",
    "measure-nps-and-csat", "measure-service", "plan-a-survey", "run-on-a-warehouse", "value-customers",
    "weigh-answers",
)  # fmt: skip

LONG = frozenset(
    {"value-customers", "measure-service", "count-retention-and-churn", "follow-a-journey", "find-drivers"}
)
"""Pages whose commands take long: followed by the long tests."""


def slow(value):
    return pytest.param(value, marks=pytest.mark.slow)


def followed(page: Path, folder: Path, mend: Callable[[str], None] | None = None) -> str:
    """Do what a page says; hold what is said against every line that the page promises."""
    text, said, everything = page.read_text("utf-8"), "", ""
    language = "ru" if ".ru." in page.name else "en"
    blocks = FENCE.findall(text)
    for i, (kind, name, body) in enumerate(blocks):
        promised = i + 1 < len(blocks) and blocks[i + 1][0] == "text"
        if name:
            (folder / name).write_text(body, "utf-8")
        elif kind in {"sh", "python"} and (promised or page.parent.name == "tutorial") and "make run" not in body:
            command = body if kind == "sh" else f"python - <<'END'\n{body}END\n"
            said = shell(command, folder, language)
            everything += said
            assert "Traceback" not in said, said
            if mend is not None:
                mend(said)
        elif kind == "text":
            there = [" ".join(line.split()) for line in said.splitlines()]
            assert [line for line in body.splitlines() if " ".join(line.split()) not in there] == [], said
    return everything


@pytest.mark.parametrize("page", ["first-metric.md", pytest.param("first-metric.ru.md", marks=pytest.mark.slow)])
def test_the_metric_tutorial_works_as_it_is_written(tmp_path, page):
    answers = tmp_path / "answers.csv"
    mended = []

    def mend(said: str) -> None:
        if "[11]" in said and not mended:
            answers.write_text(answers.read_text("utf-8").replace("18,2026-02-12,shop,11", "18,2026-02-12,shop,10"))
            mended.append(said)

    said = followed(ROOT / "docs" / "tutorial" / page, tmp_path, mend)
    assert mended
    again = shell("centricity metric compute nps answers.csv --by month --lang en", tmp_path)
    assert "Left out: 1 of 33 rows" in again
    assert "February 2026: NPS 63.6" in again
    assert "out/report.html" in said
    assert {"nps.csv", "nps.svg"} <= {path.name for path in tmp_path.iterdir()}
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"01-nps.csv", "02-csat.csv", "03-csat.csv", "report.pdf", "report.xlsx"} <= made


@pytest.mark.parametrize("name", [slow(name) if name in LONG else name for name in METRIC_HOW_TOS])
def test_what_a_how_to_promises_is_what_is_said(tmp_path, name):
    folder = tmp_path / "cx-dashboard"
    shutil.copytree(ROOT / "examples" / "cx-dashboard", folder)
    followed(ROOT / "docs" / "how-to" / f"{name}.md", folder)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["read-open-texts.md", "read-open-texts.ru.md"])
def test_open_texts_can_be_read_as_the_page_says(tmp_path, page):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    said = [
        shell(f"{body} < /dev/null", tmp_path)
        for language, _, body in FENCE.findall((ROOT / "docs" / "how-to" / page).read_text("utf-8"))
        if language == "sh"
    ]
    assert not any("Traceback" in each or "[text.no" in each for each in said), said
    assert (tmp_path / "out" / "texts-report" / "report.pdf").is_file()
    observed = (tmp_path / "out" / "my-study" / "observations.csv").read_text("utf-8")
    assert observed.count("centricity text") > 20
    assert (tmp_path / "out" / "my-study-report" / "report.pdf").is_file()
    assert (tmp_path / "labels.csv").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(page):
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [page for page in TWINS if ".ru." not in page.name], ids=lambda page: page.name)
def test_every_page_has_its_russian_twin_with_the_same_headings(page):
    twin = page.with_name(page.name.replace(".md", ".ru.md"))
    levels = [re.findall(r"^(#+) ", side.read_text("utf-8"), re.MULTILINE) for side in (page, twin)]
    assert levels[0] == levels[1]


def test_reference_pages_are_fresh():
    done = subprocess.run([sys.executable, str(ROOT / "docs" / "generate.py"), "--check"], check=False)
    assert done.returncode == 0


def test_every_command_is_in_the_reference():
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    for command in ("method list", "method show", "method check", "method schema"):
        assert f"centricity {command}" in reference
    for command in (
        "new",
        "check",
        "run",
        "audit",
        "simulate",
        "plan",
        "sweep",
        "feed",
        "explain",
        "freeze",
        "compare",
    ):
        assert f"centricity study {command}" in reference
    for command in ("list", "show", "compute", "report", "plan", "drivers", "mappings"):
        assert f"## centricity metric {command}\n" in reference


def test_every_metric_and_column_is_in_the_reference_in_both_languages():
    for end in (".md", ".ru.md"):
        pages = {
            name: (ROOT / "docs" / "reference" / f"{name}{end}").read_text("utf-8")
            for name in ("metrics", "metric-tables", "metric-options")
        }
        assert [name for name in metric_ids() if f"\n`{name}`. " not in pages["metrics"]] == []
        for name, contract in contracts().items():
            assert f"\n## {name}\n" in pages["metric-tables"]
            assert [column for column in contract.names if f"\n| `{column}` |" not in pages["metric-tables"]] == []
        assert [name for name in Options.model_fields if f"\n| `{name}` |" not in pages["metric-options"]] == []


def test_the_lock_names_no_host():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "index-url" not in text
