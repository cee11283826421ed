"""The commands of the platform: ``centricity web serve | worker | check | backup | restore | createadmin``."""

import os
from pathlib import Path
from typing import Any

import click

from centricity.cli.words import say

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("web", help=say("Платформа: запустить, проверить, сохранить.", "The platform: serve, check, back up."))
def group() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centricity.web.settings")


def _local_command(command: Any) -> Any:
    return click.option(
        "--local", is_flag=True,
        help=say("Только для этой машины: без HTTPS, ключ делается сам.",
                 "For this machine alone: no HTTPS, the key is made."),
    )(command)  # fmt: skip


def _begin(*, local: bool) -> None:
    if local:
        os.environ["CENTRICITY_LOCAL"] = "1"
    import django

    django.setup()


@group.command(help=say("Запустить платформу с рабочим процессом.", "Serve the platform, with a worker beside it."))
@_local_command
@click.option(
    "--bind",
    default="127.0.0.1:8000",
    envvar="CENTRICITY_BIND",
    show_default=True,
    help=say("Адрес и порт.", "Address and port."),
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help=say("Процессы.", "Processes.")
)
@click.option(
    "--examples", is_flag=True,
    help=say("Загрузить примеры и показательные учётные записи.", "Load the examples and demonstration accounts."),
)  # fmt: skip
@click.option("--worker/--no-worker", default=True, help=say("С рабочим процессом рядом.", "With a worker beside it."))
def serve(local: bool, bind: str, workers: int, examples: bool, worker: bool) -> None:
    os.environ["CENTRICITY_BIND"] = bind
    _begin(local=local)
    from centricity.web.serving import serve as begin

    begin(bind, workers, examples=examples, worker=worker)


@group.command(
    help=say("Загрузить примеры и показательные учётные записи.", "Load the examples and demonstration accounts.")
)
@_local_command
def examples(local: bool) -> None:
    _begin(local=local)
    from centricity.web.examples import load
    from centricity.web.preparing import refuse_unready

    refuse_unready()
    for email, password in load():
        click.echo(f"  {email}  {password}")


@group.command(help=say("Выполнять задания из очереди.", "Do the jobs that wait."))
@_local_command
@click.option("--once", is_flag=True, help=say("До пустой очереди.", "Until none waits."))
def worker(local: bool, once: bool) -> None:
    _begin(local=local)
    from centricity.web.jobs.worker import work
    from centricity.web.preparing import refuse_unready

    refuse_unready()
    work(once=once)


@group.command(help=say("Проверить настройки, базу и журнал действий.", "Check settings, database and audit log."))
@click.option(
    "--digest", default="",
    help=say("Хеш, который вы храните: его запись должна быть в журнале.",
             "The digest that you keep: its entry must be in the log."),
)  # fmt: skip
@_local_command
def check(local: bool, digest: str) -> None:
    _begin(local=local)
    from django.core.checks import ERROR, run_checks

    from centricity.web.audit.selectors import holds, verify
    from centricity.web.database_checks import UNREADABLE, check_database, text_of

    faults = [each for each in run_checks() if each.level >= ERROR] + check_database(databases=["default"])
    if faults:
        click.echo(text_of(faults), err=True)
    if not {each.id for each in faults} & UNREADABLE:
        found = verify()
        if found.broken is not None:
            raise click.ClickException(
                say(
                    f"Журнал действий нарушен на записи {found.broken}.",
                    f"The audit log is broken at entry {found.broken}.",
                )
            )
        if digest and not holds(digest):
            raise click.ClickException(
                say(
                    "В журнале действий нет записи с этим хешем: его конец отрезан или журнал переписан.",
                    "The audit log has no entry with this digest: its end was cut off, or it was written anew.",
                )
            )
        click.echo(
            say(
                f"Журнал действий цел: записей {found.entries}, последняя {found.last}. "
                "Храните это число вне машины: по нему видно, что журнал не укорочен.",
                f"The audit log is whole: {found.entries} entries, the last {found.last}. "
                "Keep this digest elsewhere: by it you see that none was cut off.",
            )
        )
    if faults:
        raise SystemExit(1)


@group.command(
    help=say(
        "Сохранить базу и файлы в один архив; платформа может работать.",
        "Write database and files into one archive; the platform may run.",
    )
)
@_local_command
@click.argument("file", type=_FILE)
def backup(local: bool, file: Path) -> None:
    _begin(local=local)
    from centricity.web.backup import back_up
    from centricity.web.checks import OPEN
    from centricity.web.database_checks import UNGUARDED
    from centricity.web.preparing import refuse_unready

    refuse_unready(but={OPEN, UNGUARDED})
    size = back_up(file)
    click.echo(say(f"Записано {size} байт в {file}.", f"{size} bytes written to {file}."))


@group.command(help=say("Восстановить из архива в пустое место.", "Restore an archive into an empty place."))
@_local_command
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(local: bool, file: Path) -> None:
    _begin(local=local)
    from centricity.web.database_checks import OLDER
    from centricity.web.preparing import refuse_unready
    from centricity.web.restoring import restore as put_back

    refuse_unready(but={OLDER})
    missing = put_back(file)
    click.echo(say("Восстановлено.", "Restored."))
    if missing:
        names = "\n".join(missing)
        click.echo(
            say(
                f"Файлы удалили, пока писалась копия; записи о них есть, а самих файлов нет: {len(missing)}\n{names}",
                f"Files were removed while the backup was made; rows name them, and they are not there: "
                f"{len(missing)}\n{names}",
            )
        )


@group.command(help=say("Создать администратора платформы.", "Make an administrator of the platform."))
@_local_command
@click.argument("email")
@click.password_option(prompt=say("Пароль", "Password"), confirmation_prompt=say("Ещё раз", "Once more"))
def createadmin(local: bool, email: str, password: str) -> None:
    _begin(local=local)
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from centricity.web.people.roles import Role
    from centricity.web.people.services import Scope, grant, user_create
    from centricity.web.preparing import refuse_unready

    refuse_unready()
    try:
        validate_email(email)
        user = user_create(email, password)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    grant(user, Scope(Role.ADMINISTRATOR))
    click.echo(say(f"Администратор {user.email} создан.", f"Administrator {user.email} made."))
