"""The platform as somebody starts it: it serves, says what is wrong, and ends cleanly."""

import os
import re
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest
from ports import free_port
from web_platform import QUICK, until


def page(port, path="/healthz"):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return None


def children(pid):
    """Processes under one, by their commands."""
    lines = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in lines.splitlines()]
    found, frontier = {}, {str(pid)}
    while frontier:
        new = {
            row[0]: row[2] for row in rows if row[1] in frontier and row[0] not in found and "<defunct>" not in row[2]
        }
        found |= new
        frontier = set(new)
    return {int(key): value for key, value in found.items()}


def alive(pids):
    states = [(pid, Path(f"/proc/{pid}/stat")) for pid in pids]
    return [pid for pid, state in states if state.exists() and " Z " not in state.read_text()]


def worker_of(process):
    return next((pid for pid, command in children(process.pid).items() if "web worker" in command), None)


@pytest.fixture
def served(platform):
    port = free_port()
    process = platform.start("serve", "--local", "--bind", f"127.0.0.1:{port}", **QUICK)
    until(lambda: page(port) == "ok\n")
    return process, port


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_server_and_worker_cleanly(served, number):
    process, port = served
    until(lambda: worker_of(process))
    all_of_them = [process.pid, *children(process.pid)]
    process.send_signal(number)
    out, _ = process.communicate(timeout=40)
    assert process.returncode == 0, out
    assert "Traceback" not in out
    assert until(lambda: not alive(all_of_them))
    assert page(port) is None


def test_a_worker_that_dies_is_begun_again_and_none_outlives_a_killed_server(served):
    process, port = served
    first = until(lambda: worker_of(process))
    os.kill(first, signal.SIGKILL)
    second = until(lambda: (found := worker_of(process)) and found != first and found)
    assert second != first
    assert page(port) == "ok\n"
    all_of_them = [process.pid, *children(process.pid)]
    process.kill()
    process.communicate()
    assert until(lambda: not alive(all_of_them))


def test_a_port_in_use_is_said_with_a_remedy(platform):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = platform.run("serve", "--local", "--bind", f"127.0.0.1:{taken.getsockname()[1]}", code=1)
    assert "cannot be taken" in said
    assert "--bind" in said
    assert "Traceback" not in said
    assert "cannot be taken" in platform.run("serve", "--local", "--bind", "nonsense", code=1)


def test_a_home_that_cannot_be_written_is_said_with_a_remedy(platform):
    said = platform.run("serve", "--local", "--bind", f"127.0.0.1:{free_port()}", code=2, CENTRICITY_HOME="/proc/none")
    assert re.search(r"E006.*\n.*CENTRICITY_HOME", said)
    assert "Traceback" not in said


def test_a_database_held_by_another_is_said_with_a_remedy(empty_platform):
    platform = empty_platform()
    holder = platform.start_script(["held", 60])
    assert holder.stdout.readline().strip() == "held"
    said = platform.run("serve", "--local", "--bind", f"127.0.0.1:{free_port()}", code=1)
    holder.kill()
    holder.communicate()
    assert "held by another process" in said
    assert "Traceback" not in said


def test_a_wrong_setting_ends_by_two_and_a_database_out_of_reach_by_one(empty_platform):
    platform, away = empty_platform(), "postgresql://u:very-secret@127.0.0.1:1/x"
    for command in (("serve", "--bind", f"127.0.0.1:{free_port()}"), ("worker", "--once")):
        said = platform.run(*command, code=2, CENTRICITY_LOCAL="0", CENTRICITY_SECRET_KEY="short")
        assert "centricity.E001" in said
        said = platform.run(*command, "--local", code=1, DATABASE_URL=away)
        assert "centricity.E009" in said
        assert "very-secret" not in said


@pytest.mark.parametrize(
    "command",
    [("createadmin", "you@example.org", "--password", "correct horse battery"), ("backup", "away.zip"), ("examples",)],
    ids=["createadmin", "backup", "examples"],
)
def test_a_command_before_the_first_start_says_what_is_missing(empty_platform, tmp_path, command):
    command = [str(tmp_path / each) if each.endswith(".zip") else each for each in command]
    said = empty_platform().run(*command, "--local", code=1)
    assert "centricity.E010" in said
    assert "Traceback" not in said


def test_a_restore_without_a_database_says_so(empty_platform, tmp_path):
    (tmp_path / "any.zip").touch()
    away = "postgresql://u:very-secret@127.0.0.1:1/x"
    said = empty_platform().run("restore", str(tmp_path / "any.zip"), "--local", code=1, DATABASE_URL=away)
    assert "centricity.E009" in said
    assert "Traceback" not in said
