"""From a URL to an Ibis backend; every session reckons in UTC and reaches for nothing on the network."""

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import ibis

from centricity.errors import Fault, MisuseError

SCHEMES = ("duckdb", "sqlite", "postgres", "postgresql", "spark")

_SPARK = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


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
        fields = {"url": _hidden(url), "problem": _first_line(error)}
        raise MisuseError([Fault("engine.refused", fields=fields)]) from error


def _needs(kind: str) -> None:
    """Say what an engine lacks before its driver does in its own words."""
    module = {"postgres": "psycopg", "spark": "pyspark"}.get(kind)
    if module and find_spec(module) is None:
        raise MisuseError([Fault("engine.not_installed", fields={"engine": kind, "extra": f"centricity[{kind}]"})])
    if kind == "spark" and shutil.which("java") is None:
        raise MisuseError([Fault("engine.no_java")])


def _hidden(url: str) -> str:
    """URL without its password."""
    head, mark, rest = url.partition("://")
    user, at, place = rest.rpartition("@")
    return f"{head}{mark}{user.partition(':')[0]}{at}{place}"


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
    return ibis.sqlite.connect(path)


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
    builder = SparkSession.builder.appName("centricity").master("local[*]" if master == "local" else master)
    here = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    local = here if place.startswith(("local", "127.")) else {}
    for key, value in (_SPARK | local | _settings(url)).items():
        builder = builder.config(key, value)
    return ibis.pyspark.connect(builder.getOrCreate())


_OPEN = {"duckdb": _duckdb, "sqlite": _sqlite, "postgres": _postgres, "spark": _spark}
