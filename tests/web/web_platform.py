"""A platform of its own in a folder, run by real processes."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from nursery import Born

import centricity

HERE = Path(__file__).parent
SOURCE = Path(centricity.__file__).parents[1]
QUICK = {"CENTRICITY_BEAT": "0.2", "CENTRICITY_DEAD": "1.5", "CENTRICITY_ROUND": "0.3"}
"""Signs of life so often that a test need not wait for half a minute."""


class Platform:
    """A home folder and a database; ``url`` is empty for SQLite."""

    def __init__(self, home, url=""):
        self.home, self.url, self._begun = Path(home), url, []

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CENTRICITY_", "DJANGO_"))}
        return kept | {
            "PYTHONPATH": os.pathsep.join([str(SOURCE), str(HERE)]), "CENTRICITY_HOME": str(self.home),
            "CENTRICITY_LOCAL": "1", "CENTRICITY_LANG": "en", "DATABASE_URL": self.url,
            "CENTRICITY_ANSWERS_A_MINUTE": "0", "CENTRICITY_ANSWERS_AN_HOUR": "0",
            "DJANGO_SETTINGS_MODULE": "centricity.web.settings", **more,
        }  # fmt: skip

    def start(self, *command, **more):
        """A command of the platform, running."""
        return self._process([sys.executable, "-m", "centricity", "web", *map(str, command)], more)

    def start_script(self, *steps, **more):
        """Functions of `web_scripts`, running one after another in one process of the platform."""
        return self._process([sys.executable, "-m", "web_scripts", json.dumps(steps, default=str)], more)

    def _process(self, command, more):
        begun = Born(command, env=self.environment(**more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._begun.append(begun)
        return begun

    def end(self):
        """End what a test left running."""
        for process in self._begun:
            process.kill()
            process.wait()
            process.stdout.close()

    def run(self, *command, code=0, **more):
        return _ended(self.start(*command, **more), code)

    def script(self, *steps, code=0, **more):
        return _ended(self.start_script(*steps, **more), code)


def _ended(process, code):
    out, _ = process.communicate(timeout=120)
    assert process.returncode == code, out
    return out


def until(true, seconds=60):
    """Wait until something is true."""
    last = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < last, "it did not become true"
        time.sleep(0.05)
    return found


def database_of(url):
    return urlsplit(url).path.lstrip("/")


def copy_of(seeded, home):
    """A platform like another one; of PostgreSQL a copy of its database."""
    from web_postgres import database_made

    shutil.copytree(seeded.home, home, dirs_exist_ok=True)
    if not seeded.url:
        return Platform(home)
    return Platform(home, database_made(database_of(seeded.url)))
