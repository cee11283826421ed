import importlib.util
import socket
import sqlite3
import sys

import ibis
import pytest

from centricity.engines import connect, fetch
from centricity.errors import FaultsError, MisuseError

SECRET = "geheim-5f3"
ROOM = sys.modules["centricity.engines.connect"]


def refused(url):
    with pytest.raises(MisuseError) as told:
        connect(url)
    (fault,) = told.value.faults
    for language in ("ru", "en"):
        assert SECRET not in fault.text(language)
    assert SECRET not in str(told.value)
    return fault


@pytest.fixture
def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.parametrize(
    "url", ["mysql://u:geheim-5f3@h/d", "duckdb", "", "://", "file.duckdb", "DuckDB://", "http://x"]
)
def test_an_unknown_address(url):
    assert refused(url).code == "engine.unknown"


@pytest.mark.parametrize("scheme", ["duckdb", "sqlite"])
def test_a_file_that_is_not_there_is_not_made(scheme, tmp_path):
    path = tmp_path / "none.db"
    assert refused(f"{scheme}://{path}").code == "file.missing"
    assert not path.exists()
    assert refused(f"{scheme}://{tmp_path}").code == "file.missing"


@pytest.mark.parametrize("scheme", ["duckdb", "sqlite"])
def test_a_file_of_another_kind(scheme, tmp_path):
    path = tmp_path / "a.db"
    path.write_text("Это не база данных. " * 400, "utf-8")
    assert refused(f"{scheme}://{path}").code == "engine.refused"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
@pytest.mark.parametrize("rest", ["u:{}@127.0.0.1:{}/d", "u@127.0.0.1:{1}/d?password={0}", "u:p%20@{}@127.0.0.1:{}/d"])
def test_nobody_answers(scheme, rest, closed_port):
    fault = refused(f"{scheme}://{rest.format(SECRET, closed_port)}")
    assert fault.code == "engine.refused"
    assert "127.0.0.1" in fault.text("en")


def test_a_driver_that_repeats_the_password_is_not_repeated(monkeypatch):
    def repeats(url, **_):
        raise ValueError(f"cannot parse {url} with {SECRET}")

    monkeypatch.setattr(ibis, "connect", repeats)
    assert "***" in refused(f"postgres://u:{SECRET}@h/d").text("en")
    assert "***" in refused(f"postgres://u@h/d?sslpassword={SECRET}").text("en")


def test_a_wrong_password_a_wrong_database(postgres_server):
    import psycopg

    with psycopg.connect(postgres_server, autocommit=True) as base:
        base.execute(f"CREATE ROLE clerk LOGIN PASSWORD '{SECRET}'")
    host = postgres_server.partition("?")[2]
    engine = connect(f"postgres://clerk:{SECRET}@/postgres?{host}")
    assert SECRET not in engine.url
    assert SECRET not in repr(engine)
    engine.close()
    assert refused(f"postgres://clerk:{SECRET}@/no_such_base?{host}").code == "engine.refused"
    assert refused(f"postgres://no_such_role:{SECRET}@/postgres?{host}").code == "engine.refused"


@pytest.mark.parametrize(("scheme", "module"), [("postgres", "psycopg"), ("spark", "pyspark")])
def test_a_driver_that_is_not_installed(scheme, module, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(ROOM, "find_spec", lambda name: None if name == module else find(name))
    fault = refused(f"{scheme}://u:{SECRET}@h/d")
    assert fault.code == "engine.not_installed"
    assert f"centricity[{scheme}]" in fault.text("ru")


def test_there_is_no_java(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert refused("spark://local").code == "engine.no_java"
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert refused("spark://local").code == "engine.no_java"


def test_a_spark_master_that_does_not_answer_is_not_waited_for(monkeypatch, closed_port):
    monkeypatch.setattr(ROOM, "_java", lambda: True)
    assert refused(f"spark://127.0.0.1:{closed_port}").code == "engine.refused"
    assert refused("spark://127.0.0.1").code == "engine.refused"


def test_duckdb_fetches_no_extension():
    engine = connect("duckdb://")
    asked = "SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')"
    assert engine.backend.raw_sql(asked).fetchall() == [(False, False)]
    with pytest.raises(FaultsError) as told:
        fetch(engine.backend.sql("SELECT * FROM 'https://127.0.0.1:1/a.parquet'", schema={"a": "int64"}))
    assert told.value.faults[0].code == "engine.failed"
    engine.close()


def test_settings_reach_duckdb_and_it_may_not_write_to_a_file(tmp_path):
    import duckdb

    duckdb.connect(tmp_path / "a.duckdb").close()
    engine = connect(f"duckdb://{tmp_path}/a.duckdb?threads=1&memory_limit=300MB")
    assert engine.backend.raw_sql("SELECT current_setting('threads')").fetchone() == (1,)
    with pytest.raises(Exception, match="read-only"):
        engine.backend.raw_sql("CREATE TABLE a (b int)")
    engine.close()


def test_every_session_reckons_in_universal_time(postgres_server):
    engine = connect(postgres_server)
    with engine.backend.raw_sql("SHOW TimeZone") as cursor:
        assert cursor.fetchone() == ("UTC",)
    engine.close()


@pytest.mark.parametrize("kind", ["duckdb", "sqlite", "postgres"])
def test_a_query_that_fails_is_a_fault(kind, tmp_path, postgres_server):
    sqlite3.connect(tmp_path / "a.db").close()
    urls = {"duckdb": "duckdb://", "sqlite": f"sqlite://{tmp_path}/a.db", "postgres": postgres_server}
    engine = connect(urls[kind])
    with pytest.raises(FaultsError) as told:
        fetch(engine.backend.sql("SELECT 1 AS a", schema={"a": "int64"}).join(_gone(engine), "a"))
    assert [fault.code for fault in told.value.faults] == ["engine.failed"]
    assert "gone" in str(told.value)
    engine.close()


def _gone(engine):
    """A table that was there when it was opened."""
    made = engine.backend.create_table("gone", schema=ibis.schema({"a": "int64"}), temp=engine.kind != "sqlite")
    engine.backend.drop_table("gone")
    return made
