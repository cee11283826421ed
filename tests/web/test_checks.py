"""What is wrong with the settings or the database is said before the platform starts, all of it at once."""

import json
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from centricity.web import checks
from centricity.web.audit.triggers import lift
from centricity.web.checks import check_settings
from centricity.web.database_checks import check_database, text_of, unreachable
from centricity.web.environment import database, email, seconds

SOUND = {
    "SECRET_KEY": "a-secret-of-more-than-fifty-characters-0123456789-xyz", "ALLOWED_HOSTS": ["cx.example.org"],
    "CSRF_TRUSTED_ORIGINS": ["https://cx.example.org"], "LOCAL": False, "BIND": "0.0.0.0:8000", "DEBUG": False,
}  # fmt: skip


@pytest.fixture
def sound(settings, tmp_path):
    """Settings of production without a fault."""
    tmp_path.chmod(0o700)
    for name, value in SOUND.items():
        setattr(settings, name, value)
    settings.HOME = tmp_path
    assert check_settings() == []
    return settings


def found():
    return [each.id for each in check_settings()]


@pytest.mark.parametrize("key", ["short", "a" * 60, "not-set-and-refused-by-a-check"])
def test_a_secret_must_be_long_and_various(sound, key):
    sound.SECRET_KEY = key
    assert found() == ["centricity.E001"]


@pytest.mark.parametrize("hosts", [[], ["*"], ["cx.example.org", "*"]])
def test_hosts_must_be_named(sound, hosts):
    sound.ALLOWED_HOSTS = hosts
    assert found() == ["centricity.E002"]


@pytest.mark.parametrize(
    "origins",
    [
        [],
        ["http://cx.example.org"],
        ["cx.example.org"],
        ["https://"],
        ["https://a.org/b"],
        ["https://[a"],
        ["https://*"],
    ],
)
def test_the_origin_must_be_https(sound, origins):
    sound.CSRF_TRUSTED_ORIGINS = origins
    assert found() == ["centricity.E003"]
    sound.LOCAL, sound.BIND = True, "127.0.0.1:1"
    assert found() == []


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://a:port/b", "x", "postgresql://[a/b"])
def test_a_database_that_cannot_be_read_is_a_fault_not_a_traceback(sound, url, tmp_path, monkeypatch):
    monkeypatch.setitem(sound.DATABASES, "default", database(url, tmp_path))
    assert found() == ["centricity.E004"]
    assert check_database(databases=["default"]) == []


@pytest.mark.parametrize("url", ["", "sqlite:////tmp/a", "postgres://a/b", "postgresql://u:p@h:5/b?sslmode=require"])
def test_known_databases_pass(sound, url, tmp_path, monkeypatch):
    monkeypatch.setitem(sound.DATABASES, "default", database(url, tmp_path))
    assert found() == []


@pytest.mark.parametrize("url", ["http://a", "smtp://a:port", "x"])
def test_mail_that_cannot_be_read_is_a_fault(sound, url):
    sound.EMAIL_BACKEND = email(url)["EMAIL_BACKEND"]
    assert found() == ["centricity.E005"]


@pytest.mark.parametrize("url", ["", "smtp://a", "smtps://u:p@a:465", "smtp+tls://u:p@a:587"])
def test_known_mail_passes(sound, url):
    sound.EMAIL_BACKEND = email(url)["EMAIL_BACKEND"]
    assert found() == []


def test_the_home_must_be_a_folder(sound, tmp_path):
    sound.HOME = tmp_path / "none"
    assert found() == ["centricity.E006"]
    sound.HOME.write_text("a file")
    assert found() == ["centricity.E006"]


def test_the_home_must_be_writable(sound, monkeypatch):
    monkeypatch.setattr(checks.os, "access", lambda *_: False)
    assert found() == ["centricity.E006"]
    monkeypatch.undo()
    monkeypatch.setattr(checks, "_read_only", lambda _: True)
    assert found() == ["centricity.E006"]


@pytest.mark.parametrize("mode", [0o755, 0o701, 0o707])
def test_the_home_must_be_closed_to_others(sound, tmp_path, mode):
    tmp_path.chmod(mode)
    assert found() == ["centricity.E007"]


def test_the_group_may_read_the_home(sound, tmp_path):
    tmp_path.chmod(0o750)
    assert found() == []


@pytest.mark.parametrize("bind", ["0.0.0.0:80", "192.0.2.1:80", "[::]:80", ":80", "127.0.0.1.example.org:80"])
def test_a_local_platform_is_reached_by_nobody_else(sound, bind):
    sound.LOCAL, sound.BIND = True, bind
    assert found() == ["centricity.E008"]


@pytest.mark.parametrize("bind", ["127.0.0.1:80", "localhost:80", "[::1]:80", "unix:/run/a", ""])
def test_a_local_platform_may_be_bound_here(sound, bind):
    sound.LOCAL, sound.BIND = True, bind
    assert found() == []


def test_debugging_is_never_on(sound):
    sound.DEBUG = True
    assert found() == ["centricity.E012"]


def test_all_faults_are_told_at_once_in_both_languages(sound, monkeypatch):
    sound.SECRET_KEY, sound.ALLOWED_HOSTS, sound.DEBUG = "short", [], True
    english = text_of(check_settings())
    monkeypatch.setattr(checks, "say", lambda ru, _: ru)
    russian = text_of(check_settings())
    for number in ("E001", "E002", "E012"):
        assert number in english
        assert number in russian
    assert "Задайте CENTRICITY_SECRET_KEY" in russian
    assert "Set CENTRICITY_SECRET_KEY" in english


def database_faults():
    return [each.id for each in check_database(databases=["default"])]


@pytest.mark.django_db
def test_a_sound_database_passes():
    assert database_faults() == []
    assert check_database() == []


@pytest.mark.django_db
def test_an_older_database_is_told():
    MigrationRecorder(connection).record_unapplied("audit", "0002_refuse_changes")
    assert database_faults() == ["centricity.E010"]


@pytest.mark.django_db
def test_a_newer_database_is_told():
    MigrationRecorder(connection).record_applied("audit", "9999_of_tomorrow")
    assert database_faults() == ["centricity.E011"]


@pytest.mark.django_db
def test_an_audit_log_without_triggers_is_told():
    lift(connection)
    assert database_faults() == ["centricity.E013"]


def test_a_database_out_of_reach_is_told_without_its_password(platform):
    said = platform.run("check", "--local", code=1, DATABASE_URL="postgresql://u:very-secret@127.0.0.1:1/x")
    assert "centricity.E009" in said
    assert "very-secret" not in said
    assert "Traceback" not in said
    assert unreachable(DatabaseError("database is locked")).msg != unreachable(DatabaseError("no")).msg


def test_check_tells_everything_and_the_head_of_the_log(platform):
    *_, head = json.loads(platform.script("told"))["audit"]
    assert head in platform.run("check", "--local", "--digest", head)
    assert "no entry with this digest" in platform.run("check", "--local", "--digest", "0" * 64, code=1)
    platform.home.chmod(0o755)
    said = platform.run("check", code=1, CENTRICITY_LOCAL="0", CENTRICITY_EMAIL_URL="x://")
    for number in ("E001", "E002", "E003", "E005", "E007"):
        assert number in said, said
    assert head in said


def test_check_finds_a_changed_log(platform):
    platform.script("lifted", ["sql", "UPDATE audit_entry SET actor = 'nobody' WHERE number = 3"])
    said = platform.run("check", "--local", code=1)
    assert "broken at entry 3" in said
    assert "centricity.E013" in said


def test_the_worker_refuses_an_empty_database(empty_platform):
    said = empty_platform().run("worker", "--once", code=1)
    assert "centricity.E010" in said


@pytest.mark.parametrize(("told", "is_"), [("", 5), ("2", 2), ("0.5", 0.5), ("-1", 5), ("0", 5), ("x", 5), ("nan", 5)])
def test_a_span_that_is_none_leaves_the_usual_one(monkeypatch, told, is_):
    monkeypatch.setenv("CENTRICITY_BEAT", told)
    assert seconds("CENTRICITY_BEAT", 5) == is_


def test_the_key_of_a_local_platform_is_made_once_and_closed(tmp_path, monkeypatch):
    from centricity.web.environment import environment

    monkeypatch.setenv("CENTRICITY_HOME", str(tmp_path / "home"))
    first = environment().secret_key
    assert len(first) >= 60
    assert environment().secret_key == first
    assert (tmp_path / "home" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert Path(tmp_path / "home").stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("CENTRICITY_HOME", "/proc/none")
    assert environment().secret_key == ""
