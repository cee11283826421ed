"""The tree of commands, loaded lazily so that ``--help`` answers at once."""

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from centricity import __version__
from centricity.cli.words import LANG, LANGUAGES, explain_error, say
from centricity.errors import CentricityError, Fault, MisuseError, Place

NOUNS = {
    "metric": say(
        "Метрики клиентского опыта: список, расчёт, отчёт.",
        "Customer-experience metrics: list, compute, report.",
    ),
    "method": say("Методики: список, описание, проверка, схема.", "Methods: list, show, check, schema."),
    "study": say(
        "Исследования: создать, проверить, рассчитать, объяснить.",
        "Studies: make, check, run, explain.",
    ),
    "text": say(
        "Открытые тексты: найти компании, тон, темы, факты для индекса.",
        "Open texts: find companies, tone, themes, facts for the index.",
    ),
    "web": say(
        "Платформа: запустить, проверить, сохранить.",
        "The platform: serve, check, back up.",
    ),
}
_ELSEWHERE = {"web": "centricity.web.command"}
"""Nouns whose commands stand on a floor beside this one."""


def _forget_output() -> None:
    """Let what could not be printed go, or Python would try again on its way out."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


class Commands(click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        if cmd_name not in NOUNS:
            return None
        module = import_module(_ELSEWHERE.get(cmd_name, f"centricity.cli.{cmd_name}"))
        command: click.Command = module.group
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        with formatter.section(say("Команды", "Commands")):
            formatter.write_dl(list(NOUNS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CentricityError as error:
            click.echo(explain_error(error), err=True)
            sys.exit(2 if isinstance(error, MisuseError) else 1)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EIO, errno.EDQUOT}:
                raise
            _forget_output()
            fault = Fault("file.not_writable", Place("stdout"), {"problem": error.strerror})
            click.echo(explain_error(MisuseError([fault])), err=True)
            sys.exit(2)


def language_option(command: Any) -> Any:
    """Add ``--lang``, the same on every command."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=LANG,
        help=say("Язык сообщений и отчёта.", "Language of messages and report."),
        show_default=True,
    )(command)


@click.group(
    cls=Commands,
    help=say(
        "Centricity измеряет, сравнивает и повышает клиентоцентричность.",
        "Centricity measures, compares and raises customer-centricity.",
    ),
)
@click.version_option(__version__, prog_name="centricity", help=say("Показать версию.", "Show the version."))
@language_option
def app(lang: str) -> None:
    """Entry point."""
