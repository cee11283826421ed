import json
from pathlib import Path

import click

from centricity.cli.app import language_option
from centricity.cli.words import say
from centricity.language import Language
from centricity.methods import bundled_method, find_method, inspect_method, method_ids

_YAML = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("method", help=say("Методики: список, описание, проверка, схема.", "Methods: list, show, check, schema."))
@language_option
def group(lang: Language) -> None:
    pass


@group.command("list", help=say("Перечислить встроенные методики.", "List the bundled methods."))
@language_option
def list_methods(lang: Language) -> None:
    from centricity.cli.render import method_table

    method_table([bundled_method(method_id) for method_id in method_ids()], lang)


@group.command(
    help=say("Показать методику целиком: дерево, шкалы, правила.", "Show a method: tree, rubrics, policies.")
)
@click.argument("name", metavar="ID|FILE")
@language_option
def show(name: str, lang: Language) -> None:
    from centricity.cli.render import method_page

    method_page(find_method(name), lang)


@group.command(help=say("Проверить файл методики: все ошибки сразу.", "Check a method file: every fault at once."))
@click.argument("file", type=_YAML)
@language_option
def check(file: Path, lang: Language) -> None:
    method, _, faults = inspect_method(file, str(file))
    for fault in faults:
        click.echo(fault.text(lang))
    if faults or method is None:
        raise SystemExit(1)
    click.echo(say(f"{method.identity}: ошибок нет.", f"{method.identity}: sound."))


@group.command(help=say("Напечатать JSON Schema файла методики.", "Print the JSON Schema of a method file."))
@language_option
def schema(lang: Language) -> None:  # noqa: ARG001  the schema is the same in both languages
    from centricity.methods.schema import method_schema

    click.echo(json.dumps(method_schema(), ensure_ascii=False, indent=2, sort_keys=True))
