"""The units of systemd in deploy/: they are taken, and what they start can run as they restrict it."""

import os
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANALYZE = shutil.which("systemd-analyze")


SERVICES = sorted(path.name for path in (ROOT / "deploy").glob("*.service"))


def settings_of(unit):
    """Lines of a unit, a list for every key."""
    told = {}
    for key, value in re.findall(r"^([A-Z]\w+)=(.*)$", (ROOT / "deploy" / unit).read_text("utf-8"), re.MULTILINE):
        told.setdefault(key, []).append(value)
    return told


@pytest.mark.skipif(ANALYZE is None, reason="no systemd-analyze")
def test_systemd_takes_the_units(tmp_path):
    """With programs and an account that are there: those of production are not, where tests run."""
    for path in (ROOT / "deploy").glob("centricity*.*"):
        unit = re.sub(r"^(ExecStart=)/opt/\S+", r"\1/bin/true", path.read_text("utf-8"), flags=re.MULTILINE)
        unit = re.sub(r"^(User|Group)=centricity$", r"\1=root", unit, flags=re.MULTILINE)
        (tmp_path / path.name).write_text(unit, "utf-8")
    units = sorted(tmp_path.iterdir())
    assert len(units) == 4
    done = subprocess.run([ANALYZE, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "centricity" in line]
    assert not ours


@pytest.mark.parametrize("unit", SERVICES)
def test_a_call_that_is_refused_is_an_error_and_no_death(unit):
    """Libraries that count ask for what the filter keeps back: killed for it, the server would never start."""
    told = settings_of(unit)
    assert told["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]
    assert told["SystemCallErrorNumber"] == ["EPERM"]


def test_all_units_are_restricted_alike():
    parts = [(ROOT / "deploy" / unit).read_text("utf-8").partition("NoNewPrivileges=")[2] for unit in SERVICES]
    only = {"ReadWritePaths=/var/lib/centricity /var/backups/centricity", "[Install]", "WantedBy=multi-user.target", ""}
    assert len({tuple(line for line in part.splitlines() if line not in only) for part in parts}) == 1


def test_the_server_is_up_when_systemd_says_so_and_a_wrong_setting_stops_it_for_good():
    server, worker = settings_of("centricity.service"), settings_of("centricity-worker.service")
    assert (server["Type"], server["NotifyAccess"]) == (["notify"], ["all"])
    assert server["TimeoutStartSec"] == ["infinity"]  # bringing a large database up to date takes its time
    assert "centricity.service" in worker["After"][0]
    assert server["RestartPreventExitStatus"] == worker["RestartPreventExitStatus"] == ["2"]


def test_old_nightly_backups_go_and_those_made_by_hand_stay(tmp_path):
    (line,) = settings_of("centricity-backup.service")["ExecStartPost"]
    old = datetime.now(UTC).timestamp() - 40 * 86_400
    for name in ("night-20260101T000000Z.zip", ".night-20260101T000000Z.zip-7", "by-hand.zip", "notes.txt"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (old, old))
    (tmp_path / "night-20261231T000000Z.zip").touch()
    command = [part.replace("/var/backups/centricity", str(tmp_path)) for part in shlex.split(line)]
    assert str(tmp_path) in command
    subprocess.run(command, check=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "by-hand.zip",
        "night-20261231T000000Z.zip",
        "notes.txt",
    ]
