"""What stands in deploy/ agrees with the how-to and with what the platform reads."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src" / "centricity" / "web"
NAME = re.compile(r"\b(CENTRICITY_[A-Z_]+|DATABASE_URL)\b")
HOW_TO = [ROOT / "docs" / "how-to" / f"run-in-production{language}.md" for language in ("", ".ru")]


def told(page):
    """Variables of the table of a page."""
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| `")]
    return [name for row in rows for name in NAME.findall(row.split("|")[1])]


@pytest.mark.parametrize("page", HOW_TO, ids=["en", "ru"])
def test_the_table_of_variables_is_that_of_the_environment(page):
    names = told(page)
    assert len(names) == len(set(names))
    assert set(NAME.findall((WEB / "environment.py").read_text("utf-8"))) <= set(names)
    read = {
        name for path in (ROOT / "src" / "centricity").rglob("*.py") for name in NAME.findall(path.read_text("utf-8"))
    }
    assert set(names) <= read


def test_both_languages_tell_the_same_variables():
    assert told(HOW_TO[0]) == told(HOW_TO[1])


def test_the_example_of_an_environment_names_nothing_unknown():
    lines = (ROOT / "deploy" / "environment.example").read_text("utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if not line.startswith("#")]
    assert set(names) <= set(told(HOW_TO[0]))
    assert "CENTRICITY_MFA_FOR_ADMINISTRATORS" in names


def test_no_backup_of_the_how_to_has_the_name_of_another():
    for page in HOW_TO:
        named = re.findall(r"^centricity web backup (\S+)", page.read_text("utf-8"), re.MULTILINE)
        assert len(named) == len(set(named)) == 2


def code(page):
    return re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_both_languages_give_the_same_commands():
    assert code(HOW_TO[0]) == code(HOW_TO[1])


def test_the_image_keeps_its_check_of_health_and_runs_as_one_account():
    told = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
    assert "HEALTHCHECK" in told
    assert "USER 10001:10001" in told
    for page in HOW_TO:
        assert "podman build --format docker" in page.read_text("utf-8")


def test_the_example_of_an_environment_leaves_a_container_its_address():
    """An image listens on all addresses of its own; the file given to it would change that."""
    assert "CENTRICITY_BIND" not in (ROOT / "deploy" / "environment.example").read_text("utf-8")


def test_commands_by_hand_run_as_the_services_do():
    wrapper = (ROOT / "deploy" / "centricity").read_text("utf-8")
    unit = (ROOT / "deploy" / "centricity.service").read_text("utf-8")
    for key in ("User", "EnvironmentFile", "Environment", "UMask"):
        (told,) = re.findall(rf"^{key}=(.+)$", unit, re.MULTILINE)
        assert told in wrapper
    (program,) = re.findall(r"^ExecStart=(\S+)", unit, re.MULTILINE)
    assert f'exec {program} "$@"' in wrapper


def pinned(lock):
    return set(re.findall(r"^[a-z][a-z0-9-]*==\S+", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def test_the_lock_of_saml_is_that_of_the_platform_and_what_saml_needs():
    more = pinned("requirements-saml.lock") - pinned("requirements.lock")
    assert {each.partition("==")[0] for each in more} == {"isodate", "python3-saml", "xmlsec"}
    assert pinned("requirements.lock") < pinned("requirements-saml.lock")
