"""Serving the platform: check, prepare, then keep two processes alive, one that answers and one that works."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import click
from django.conf import settings
from django.db import connections

from centricity.cli.words import say
from centricity.web.preparing import prepare

ROUND = 0.3
PATIENCE = 25.0
"""Seconds that requests and jobs have to end when the platform is stopped."""


class _StopError(Exception):
    """A signal asked the platform to end."""


def serve(bind: str, workers: int, *, examples: bool, worker: bool) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    keepers: list[Any] = []
    try:
        _free(bind)
        prepare(examples=examples)
        connections.close_all()
        keepers = [_Server(bind, workers), *([_Worker()] if worker else [])]
        click.echo(say(f"Откройте {_address(bind)}", f"Open {_address(bind)}"))
        _keep(keepers)
    except _StopError:
        pass
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        _end(keepers)


def _address(bind: str) -> str:
    """Where people find the platform: behind a proxy that is not where the server listens."""
    return f"http://{bind}" if settings.LOCAL else str(settings.CSRF_TRUSTED_ORIGINS[0])


def _stop(number: int, frame: Any) -> None:
    raise _StopError


def _free(bind: str) -> None:
    """Refuse an address that is taken before anything is done; a socket file is left to the server."""
    host, _, port = bind.rpartition(":")
    if bind.startswith(("unix:", "fd:")):
        return
    try:
        found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], found[1]) as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            asked.bind(found[4])
    except (OSError, ValueError, OverflowError) as error:
        raise click.ClickException(
            say(
                f"Адрес {bind} не занять: {error}. Назовите другой: --bind 127.0.0.1:8010 (make serve PORT=8010).",
                f"The address {bind} cannot be taken: {error}. Name another: --bind 127.0.0.1:8010 "
                "(make serve PORT=8010).",
            )
        ) from error


def _keep(keepers: list[Any]) -> None:
    """Wait; a worker that dies is begun again, a server that ends ends the platform."""
    server = keepers[0]
    while server.code() is None:
        for each in keepers[1:]:
            each.revive()
        time.sleep(ROUND)
    if server.code():
        raise click.ClickException(
            say("Сервер остановился; причина выше.", "The server stopped; the cause stands above.")
        )


def _end(keepers: list[Any]) -> None:
    for each in keepers:
        each.ask_to_end()
    last = time.monotonic() + PATIENCE
    for each in keepers:
        while each.code() is None and time.monotonic() < last:
            time.sleep(0.05)
        each.kill()


class _Server:
    """The server, forked from this process, in which nothing was computed: it has all modules already."""

    def __init__(self, bind: str, workers: int) -> None:
        self._process = multiprocessing.get_context("fork").Process(target=_answer, args=(bind, workers, os.getpid()))
        self._process.start()

    def code(self) -> int | None:
        return self._process.exitcode

    def ask_to_end(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()


class _Worker:
    """The worker, begun when the server has had its time to, and again when it dies; later where it dies at once."""

    def __init__(self) -> None:
        self._pause, self._begun = 1.5, time.monotonic()
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def _begin() -> subprocess.Popen[bytes]:
        local = ["--local"] if settings.LOCAL else []
        told = os.environ | {"CENTRICITY_BESIDE": str(os.getpid())}
        command = [sys.executable, "-m", "centricity", "web", "worker", *local]
        return subprocess.Popen(command, env=told, start_new_session=True)  # noqa: S603  its own command

    def revive(self) -> None:
        lived = time.monotonic() - self._begun
        if lived < self._pause or (self._process is not None and self._process.poll() is None):
            return
        if self._process is not None:
            self._pause = 1.5 if lived > 60 else min(60.0, self._pause * 2)
            click.echo(
                say("Рабочий процесс остановился и запущен снова.", "The worker ended and is begun again."), err=True
            )
        self._begun, self._process = time.monotonic(), self._begin()

    def code(self) -> int | None:
        return 0 if self._process is None else self._process.poll()

    def ask_to_end(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)


def _answer(bind: str, workers: int, parent: int) -> None:
    """Answer requests until a signal, or until the process that keeps this one is gone."""
    from gunicorn.app.base import BaseApplication

    os.setsid()

    class Application(BaseApplication):
        def load_config(self) -> None:
            told = {"bind": bind, "workers": workers, "worker_class": "gthread", "threads": 4, "timeout": 60,
                    "graceful_timeout": 20, "max_requests": 20_000, "max_requests_jitter": 2_000, "loglevel": "warning",
                    "limit_request_line": 4_094, "keepalive": 5, "control_socket_disable": True}  # fmt: skip
            for name, value in told.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from centricity.web.wsgi import application

            return application

    _end_with(parent)
    Application().run()


def _end_with(parent: int) -> None:
    """Let Linux end this process when its keeper is killed; elsewhere it stays until it is stopped by hand."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        sys.exit(0)
