"""What stands in deploy/ and in the how-to agrees with what the platform reads, and keeps who answers unknown."""

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


def locations():
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    return dict(re.findall(r"^    location (\S+) \{\n(.*?)^    \}", text, re.MULTILINE | re.DOTALL))


def test_nginx_keeps_no_log_of_those_who_answer():
    found = locations()
    assert [place for place, block in found.items() if "access_log off;" in block] == ["/s/"]
    assert "error_log /var/log/nginx/error.log crit;" in found["/s/"]


def test_nginx_keeps_no_log_of_those_who_come_without_https():
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    (plain,) = [server for server in re.split(r"^server \{$", text, flags=re.MULTILINE) if "listen 80;" in server]
    assert "    access_log off;" in plain


def test_commands_by_hand_run_as_the_services_do():
    wrapper = (ROOT / "deploy" / "centricity").read_text("utf-8")
    unit = (ROOT / "deploy" / "centricity.service").read_text("utf-8")
    for key in ("User", "EnvironmentFile", "Environment", "UMask"):
        (told,) = re.findall(rf"^{key}=(.+)$", unit, re.MULTILINE)
        assert told in wrapper
    (program,) = re.findall(r"^ExecStart=(\S+)", unit, re.MULTILINE)
    assert f'exec {program} "$@"' in wrapper


def test_every_location_of_nginx_tells_the_platform_the_same():
    told_to = {place: {line.strip() for line in block.splitlines() if "proxy_set_header" in line}
               for place, block in locations().items()}  # fmt: skip
    assert {"/", "/s/", "/accounts/login/"} <= set(told_to)
    assert len({frozenset(each) for each in told_to.values()}) == 1


def pinned(lock):
    return set(re.findall(r"^[a-z][a-z0-9-]*==\S+", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def test_the_lock_of_saml_is_that_of_the_platform_and_what_saml_needs():
    more = pinned("requirements-saml.lock") - pinned("requirements.lock")
    assert {each.partition("==")[0] for each in more} == {"isodate", "python3-saml", "xmlsec"}
    assert pinned("requirements.lock") < pinned("requirements-saml.lock")
