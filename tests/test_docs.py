"""Documents are tried like code: the tutorial runs, links lead somewhere, every page has its twin."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^```(\w+)(?: ([^\n`]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TWINS = [page for folder in ("tutorial", "how-to", "explanation") for page in (ROOT / "docs" / folder).glob("*.md")]


def shell(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "CENTRICITY_LANG": "en"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode("utf-8")


@pytest.mark.parametrize("page", ["first-study.md", "first-study.ru.md"])
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
    for command in ("new", "check", "run", "explain", "freeze", "compare"):
        assert f"centricity study {command}" in reference


def test_the_lock_names_no_host():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "index-url" not in text
