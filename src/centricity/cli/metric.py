from pathlib import Path
from typing import Any

import click

from centricity.cli.app import language_option
from centricity.cli.words import say
from centricity.language import Language

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PATH = click.Path(path_type=Path)

_engine = click.option(
    "--engine",
    "url",
    default="duckdb://",
    show_default=True,
    metavar="URL",
    help=say(
        "Где таблицы: duckdb://, sqlite:///файл.db, postgres://..., spark://local.",
        "Where the tables are: duckdb://, sqlite:///file.db, postgres://..., spark://local.",
    ),
)


@click.group(
    "metric", help=say("Метрики клиентского опыта: список, расчёт, отчёт.", "CX metrics: list, compute, report.")
)
@language_option
def group(lang: Language) -> None:
    pass


@group.command("list", help=say("Перечислить метрики.", "List the metrics."))
@language_option
def list_metrics(lang: Language) -> None:
    from centricity.cli.metric_pages import metric_table
    from centricity.metrics import definition, metric_ids

    metric_table([definition(name) for name in metric_ids()], lang)


@group.command(
    help=say(
        "Показать метрику: что говорит, из чего, как читать.",
        "Show a metric: what it says, its inputs, how to read it.",
    )
)
@click.argument("name", metavar="ID")
@language_option
def show(name: str, lang: Language) -> None:
    from centricity.cli.metric_pages import metric_page
    from centricity.metrics import definition

    metric_page(definition(name), lang)


class _Separator(click.Choice[str]):
    """A separator; a tab may be typed as it is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Take a tab for its name."""
        return super().convert("\\t" if value == "\t" else value, param, ctx)


def _csv_options(command: Any) -> Any:
    """Add how the CSV files are written, and which sheet of a workbook is meant."""
    for option in (
        click.option(
            "--sheet", help=say("Лист книги; по умолчанию первый.", "Sheet of a workbook; the first by default.")
        ),
        click.option(
            "--encoding",
            type=click.Choice(["utf-8", "cp1251", "koi8-r", "utf-16"]),
            help=say("Кодировка CSV.", "Encoding of a CSV file."),
        ),
        click.option("--decimal", type=click.Choice([".", ","]), help=say("Десятичный знак.", "Decimal mark.")),
        click.option(
            "--separator",
            type=_Separator([",", ";", "\\t", "|"]),
            help=say("Разделитель CSV.", "Separator of a CSV file."),
        ),
    ):
        command = option(command)
    return command


@group.command(
    help=say(
        "Посчитать метрику по таблице: файл .parquet, .csv, .xlsx или таблица движка. Вторая таблица - имя=файл.",
        "Compute a metric from a table: a .parquet, .csv or .xlsx file, or a table of the engine. "
        "A second one is name=file.",
    )
)
@click.argument("name", metavar="ID")
@click.argument("tables", nargs=-1, required=True, metavar=say("ТАБЛИЦА [ИМЯ=ТАБЛИЦА]...", "TABLE [NAME=TABLE]..."))
@click.option(
    "--by",
    default="",
    metavar="A,B",
    help=say(
        "Разбивка: столбцы и один период (day, week, month, quarter, year).",
        "Groups: columns and one period (day, week, month, quarter, year).",
    ),
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="A=B,...|FILE|NAME",
    help=say(
        "Как названы столбцы: пары, файл или готовое соответствие.",
        "How columns are called: pairs, a file, or a ready mapping.",
    ),
)
@click.option(
    "--save-map",
    type=_PATH,
    metavar="FILE",
    help=say("Сохранить соответствие столбцов в файл.", "Save the mapping to a file."),
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="A=B",
    help=say("Параметр метрики; их называет metric show.", "An option of the metric; metric show names them."),
)
@click.option(
    "--weights",
    type=_FILE,
    help=say("Файл с известными долями: веса ответов.", "File of known shares: weights of the answers."),
)
@click.option(
    "--format",
    "face",
    type=click.Choice(["text", "table", "csv", "json"]),
    default="text",
    show_default=True,
    help=say("Что напечатать.", "What to print."),
)
@click.option(
    "--out",
    type=_PATH,
    metavar="FILE",
    help=say("Записать в файл .csv, .json, .xlsx, .svg или .png.", "Write to a .csv, .json, .xlsx, .svg or .png file."),
)
@_engine
@_csv_options
@language_option
def compute(name: str, tables: tuple[str, ...], lang: Language, **chosen: Any) -> None:
    from centricity.cli.metric_run import Asked, run

    run(Asked(name, tables, lang, **chosen))


@group.command(help=say("Отчёт по файлу панели: HTML, PDF, XLSX.", "Report of a dashboard file: HTML, PDF, XLSX."))
@click.argument("config", type=_FILE)
@click.option(
    "--out", type=_PATH, required=True, metavar="OUT", help=say("Папка для отчёта.", "Folder for the report.")
)
@click.option(
    "--engine",
    "url",
    metavar="URL",
    help=say("Движок вместо названного в файле.", "Engine instead of the one in the file."),
)
@language_option
def report(config: Path, out: Path, url: str | None, lang: Language) -> None:
    from centricity.cli.metric_run import report_dashboard

    report_dashboard(config, out, url, lang)


@group.command(
    help=say(
        "Сколько ответов нужно: для доли, NPS, среднего или заметной разницы.",
        "How many answers it takes: for a share, an NPS, a mean, or a difference to be seen.",
    )
)
@click.argument("kind", type=click.Choice(["nps", "share", "mean", "difference"]))
@click.option(
    "--margin",
    type=float,
    required=True,
    help=say(
        "Полуширина интервала: пункты NPS, проценты или единицы; для difference - разница.",
        "Half-width of the interval: NPS points, per cent or units; for difference, the difference.",
    ),
)
@click.option("--sd", type=float, help=say("Разброс (mean, difference).", "Standard deviation (mean, difference)."))
@click.option(
    "--promoters",
    type=float,
    default=50.0,
    show_default=True,
    help=say("Ожидаемая доля сторонников, %.", "Promoters expected, %."),
)
@click.option(
    "--detractors",
    type=float,
    default=20.0,
    show_default=True,
    help=say("Ожидаемая доля критиков, %.", "Detractors expected, %."),
)
@click.option(
    "--share", type=float, default=50.0, show_default=True, help=say("Ожидаемая доля, %.", "Share expected, %.")
)
@click.option("--population", type=float, help=say("Сколько людей всего.", "How many people there are."))
@click.option("--response-rate", type=float, help=say("Ожидаемая доля ответивших, %.", "Response rate expected, %."))
@click.option(
    "--confidence",
    type=float,
    default=0.95,
    show_default=True,
    help=say("Надёжность интервала.", "Coverage of the interval."),
)
@language_option
def plan(kind: str, lang: Language, **chosen: Any) -> None:
    from centricity.cli.metric_plan import print_plan

    print_plan(kind, lang, **chosen)


@group.command(
    help=say(
        "Что влияет на общую оценку: вклад точек контакта с интервалами.",
        "What goes with the overall score: importance of touchpoints with intervals.",
    )
)
@click.argument("table", metavar=say("ТАБЛИЦА", "TABLE"))
@click.option(
    "--outcome", required=True, metavar="COLUMN", help=say("Столбец общей оценки.", "Column of the overall score.")
)
@click.option(
    "--drivers",
    required=True,
    metavar="A,B,C",
    help=say("Столбцы оценок точек контакта.", "Columns of the touchpoint scores."),
)
@click.option(
    "--kind",
    type=click.Choice(["johnson", "shapley"]),
    default="johnson",
    show_default=True,
    help=say("Способ.", "Method."),
)
@_engine
@_csv_options
@language_option
def drivers(table: str, lang: Language, **chosen: Any) -> None:
    from centricity.cli.metric_run import print_drivers

    print_drivers(table, lang, **chosen)


@group.command(
    help=say(
        "Готовые соответствия столбцов; с именем - напечатать одно.",
        "Ready mappings of columns; with a name, print one.",
    )
)
@click.argument("name", required=False)
@language_option
def mappings(name: str | None, lang: Language) -> None:
    from centricity.cli.metric_pages import mapping_list

    mapping_list(name, lang)
