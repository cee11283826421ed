"""From a URL to an Ibis backend; every session reckons in UTC and reaches for nothing on the network."""

import logging
import os
import re
import shutil
import socket
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlsplit

import ibis

from centricity.errors import Fault, MisuseError

SCHEMES = ("duckdb", "sqlite", "postgres", "postgresql", "spark")

_SPARK = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.log.level": "ERROR",
    "spark.sql.csv.parser.columnPruning.enabled": "false",  # or a line of another width would pass unseen
}

_SECRET = re.compile(r"(?i)([?&][^=&]*(?:pass|secret|token|key)[^=&]*=)([^&]*)")
_PATIENCE = 5
"""Seconds to wait for a Spark master before saying that nobody answers; Spark itself waits a minute."""


@dataclass(frozen=True)
class Engine:
    """A connected Ibis backend.

    Attributes
    ----------
    kind
        ``duckdb``, ``sqlite``, ``postgres`` or ``spark``.
    backend
        The Ibis backend; ``backend.table(name)`` gives a table.
    """

    kind: str
    url: str
    backend: Any

    @property
    def reads_files(self) -> bool:
        """Whether the engine reads files itself; the databases hold tables."""
        return self.kind in {"duckdb", "spark"}

    def close(self) -> None:
        """End the session; a Spark session that others share goes on."""
        if self.kind != "spark":
            self.backend.disconnect()


def connect(url: str = "duckdb://") -> Engine:
    """Connect to an engine.

    Parameters
    ----------
    url
        ``duckdb://`` (in memory) or ``duckdb:///folder/file.duckdb``; ``sqlite:///folder/file.db``;
        ``postgres://user:password@host/database``; ``spark://local`` (this machine, all cores),
        ``spark://local[2]`` or ``spark://host:7077``. What follows ``?`` is given to DuckDB or Spark as settings.

    Raises
    ------
    MisuseError
        Where the scheme is unknown, a part is not installed, or nobody answers.
    """
    scheme = url.partition("://")[0]
    if scheme not in SCHEMES or "://" not in url:
        raise MisuseError([Fault("engine.unknown", fields={"url": _hidden(url), "known": ", ".join(SCHEMES)})])
    kind = "postgres" if scheme == "postgresql" else scheme
    _needs(kind)
    try:
        return Engine(kind, _hidden(url), _OPEN[kind](url))
    except MisuseError:
        raise
    except Exception as error:  # every driver has its own tree of errors
        fields = {"url": _hidden(url), "problem": _without_secrets(_first_line(error), url)}
        raise MisuseError([Fault("engine.refused", fields=fields)]) from error


def _needs(kind: str) -> None:
    """Say what an engine lacks before its driver does in its own words."""
    module = {"postgres": "psycopg", "spark": "pyspark"}.get(kind)
    if module and find_spec(module) is None:
        raise MisuseError([Fault("engine.not_installed", fields={"engine": kind, "extra": f"centricity[{kind}]"})])
    if kind == "spark" and not _java():
        raise MisuseError([Fault("engine.no_java")])


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (home is not None and (Path(home) / "bin" / "java").exists())


def _hidden(url: str) -> str:
    """URL without its passwords."""
    head, mark, rest = _SECRET.sub(r"\1***", url).partition("://")
    user, at, place = rest.rpartition("@")
    return f"{head}{mark}{user.partition(':')[0]}{at}{place}"


def _without_secrets(text: str, url: str) -> str:
    """Text without the passwords of a URL, should a driver repeat them."""
    user, _, _ = url.partition("://")[2].rpartition("@")
    secrets = {user.partition(":")[2], *(value for _, value in _SECRET.findall(url))}
    for secret in {plain for each in secrets for plain in (each, unquote(each))} - {""}:
        text = text.replace(secret, "***")
    return text


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _path(url: str) -> str:
    return url.partition("://")[2].partition("?")[0].replace("//", "/")


def _settings(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url.replace("[", "").replace("]", "")).query))


def _duckdb(url: str) -> Any:
    """Open DuckDB; it may not fetch extensions, and spills to disk instead of failing."""
    path = _path(url)
    if path:
        _there(path)
    quiet = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    backend = ibis.duckdb.connect(path or ":memory:", read_only=bool(path), **(quiet | _settings(url)))
    backend.raw_sql("SET enable_progress_bar = false")
    return backend


def _sqlite(url: str) -> Any:
    path = _path(url)
    _there(path)
    backend = ibis.sqlite.connect(path)
    backend.list_tables()  # a file of another kind is told of here
    return backend


def _there(path: str) -> None:
    """Refuse a file that is not there: the drivers would make an empty one."""
    if not Path(path).is_file():
        raise MisuseError([Fault("file.missing", fields={"file": path})])


def _postgres(url: str) -> Any:
    backend = ibis.connect("postgres" + url[url.index("://") :])
    backend.raw_sql("SET TIME ZONE 'UTC'").close()
    return backend


def _spark(url: str) -> Any:
    from pyspark.sql import SparkSession

    place = url.partition("://")[2].partition("?")[0]
    master = place if place.startswith("local") else f"spark://{place}"
    master = "local[*]" if master == "local" else master
    running = SparkSession.getActiveSession()
    if running is not None and running.sparkContext.master != master:
        raise ConnectionError(f"this process already works with {running.sparkContext.master}")
    builder = SparkSession.builder.appName("centricity").master(master)
    here = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    local = here if place.startswith(("local", "127.")) else {}
    if local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers of this machine need what this process has
    if not place.startswith("local"):
        _answers(place)
    for key, value in (_SPARK | local | _settings(url)).items():
        builder = builder.config(key, value)
    with _silent() as said:
        try:
            session = builder.getOrCreate()
        except Exception as error:
            raise ConnectionError(f"{_first_line(error)} {_last_line(said)}".strip()) from error
        session.sparkContext.setLogLevel("ERROR")
    logging.getLogger("SQLQueryContextLogger").disabled = True  # it repeats every error, with the whole query
    warnings.filterwarnings("ignore", "toPandas attempted Arrow optimization", UserWarning)  # so does this
    return ibis.pyspark.connect(session)


def _answers(place: str) -> None:
    """Refuse masters of whom none answers."""
    for i, master in enumerate(masters := place.split(",")):
        host, _, port = master.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=_PATIENCE).close()
        except (OSError, ValueError):
            if i == len(masters) - 1:
                raise
        else:
            return


@contextmanager
def _silent() -> Iterator[IO[str]]:
    """Keep what Java says while it starts from the terminal; what it says afterwards goes there too."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        try:
            before = os.dup(2)
        except OSError:
            yield said
            return
        os.dup2(said.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(before, 2)
            os.close(before)


def _last_line(said: IO[str]) -> str:
    said.seek(0)
    lines = [line for line in said.read().splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


_OPEN = {"duckdb": _duckdb, "sqlite": _sqlite, "postgres": _postgres, "spark": _spark}
