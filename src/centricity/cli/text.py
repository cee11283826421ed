from datetime import datetime
from pathlib import Path
from typing import Any

import click

from centricity.cli.app import language_option
from centricity.cli.words import say
from centricity.language import Language

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_PATH = click.Path(path_type=Path)
_THERE = click.Path(exists=True, path_type=Path)

_scanned = click.option(
    "--scan",
    "folder",
    type=_FOLDER,
    required=True,
    help=say("Папка, в которую писал text scan.", "Folder that text scan wrote into."),
)
_until = click.option(
    "--end",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar=say("ДАТА", "DATE"),
    help=say(
        "День после последнего учтённого; по умолчанию - после последнего документа.",
        "Day after the last that counts; by default after the last document.",
    ),
)


@click.group(
    "text",
    help=say("Открытые тексты: компании, тон, темы, факты.", "Open texts: companies, tone, themes, facts."),
)
@language_option
def group(lang: Language) -> None:
    pass


@group.command(
    help=say(
        "Прочитать документы (JSONL, CSV, Parquet, HTML, RSS, WARC, PDF, текст), найти компании, тон и темы. Второй "
        "просмотр той же папки читает только новое. DOCS - это папка, файл или знак -: поток строк JSON.",
        "Read documents (JSONL, CSV, Parquet, HTML, RSS, WARC, PDF, text), find companies, tone and themes. Another "
        "scan of the same folder reads only what is new. DOCS is a folder, a file, or - for a stream of JSON lines.",
    )
)
@click.argument("docs", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option(
    "--companies",
    type=_PATH,
    required=True,
    help=say("Файл компаний и их имён (YAML).", "File of companies and their names (YAML)."),
)
@click.option("--out", type=_PATH, required=True, help=say("Папка итогов.", "Folder of the results."))
@click.option(
    "--products",
    is_flag=True,
    help=say("Считать продукт упоминанием компании.", "Count a product as a mention of its company."),
)
@click.option(
    "--children",
    is_flag=True,
    help=say("Считать дочернюю компанию и за владельца.", "Count a child company for its parent too."),
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help=say("Процессов; по умолчанию по числу ядер.", "Processes; by default one for each core."),
)
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar=say("[ЯЗЫК=]ПУТЬ", "[LANGUAGE=]PATH"),
    help=say(
        "Своя модель тона: файл text train, ONNX или папка transformers на этом диске.",
        "A model of tone of your own: a file of text train, ONNX, or a folder of transformers on this disk.",
    ),
)
@_until
@language_option
def scan(**asked: Any) -> None:
    from centricity.cli.text_run import scan_texts

    scan_texts(**asked)


@group.command(
    help=say(
        "Показать предложения, на которых стоит число: COMPANY - код компании, METRIC - метрика, например 1.4, либо "
        "answers (ответы), calls (звонки).",
        "Show the sentences behind a number: COMPANY is its code, METRIC a metric such as 1.4, or answers, or calls.",
    )
)
@click.argument("company")
@click.argument("metric")
@_scanned
@click.option(
    "--most",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help=say("Сколько показать.", "How many to show."),
)
@_until
@language_option
def show(company: str, metric: str, folder: Path, most: int, end: datetime | None, lang: Language) -> None:
    from centricity.cli.text_run import show_passages

    show_passages(folder, company, metric, most, end, lang)


@group.command(help=say("Написать отчёт: HTML, PDF, книга.", "Write the report: HTML, PDF, workbook."))
@_scanned
@click.option("--out", type=_PATH, required=True, help=say("Папка отчёта.", "Folder of the report."))
@_until
@language_option
def report(folder: Path, out: Path, end: datetime | None, lang: Language) -> None:
    from centricity.cli.text_run import report_texts

    report_texts(folder, out, end, lang)


@group.command(
    help=say(
        "Записать показатели в исследование: наблюдения, свидетельства и списки документов.",
        "Write the indicators into a study: observations, evidence and lists of documents.",
    )
)
@click.argument("study", type=_FOLDER)
@_scanned
@click.option("--wave", help=say("Волна; по умолчанию волна исследования.", "Wave; that of the study by default."))
@_until
@language_option
def observe(study: Path, folder: Path, wave: str | None, end: datetime | None, lang: Language) -> None:  # noqa: ARG001  the language is taken before click runs
    from centricity.cli.text_run import observe_texts

    observe_texts(study, folder, wave, end)


@group.command(
    help=say(
        "Разметить упоминания вручную: они показываются по одному, тон вводится знаком: + 0 - ? (q - выйти). "
        "По размеченному считается ошибка модели и поправка. С --name спрашивается, та ли это компания.",
        "Label mentions by hand: they are shown one by one, the tone is a sign + 0 - (? unclear, q to leave). From the "
        "labels the error of the model and a correction are worked out. With --name it asks whether it is the company.",
    )
)
@_scanned
@click.option(
    "--file",
    "labels",
    type=_PATH,
    required=True,
    help=say("Файл меток (CSV); есть - продолжить.", "File of labels (CSV); gone on with if it is there."),
)
@click.option(
    "--n",
    type=click.IntRange(10, 10_000),
    default=100,
    show_default=True,
    help=say("Сколько упоминаний.", "How many mentions."),
)
@click.option("--seed", type=int, default=0, show_default=True, help=say("Зерно выборки.", "Seed of the sample."))
@click.option(
    "--name",
    help=say(
        "Имя, которое ещё и слово: разметить его места, и отвергнутые правилом тоже.",
        "A name that is also a word: label its places, those that its rule refused too.",
    ),
)
@click.option(
    "--company",
    help=say("Код компании, если имя носят несколько.", "Code of the company where several go by the name."),
)
@language_option
def label(lang: Language, **asked: Any) -> None:
    from centricity.cli.text_label import label_texts

    label_texts(lang=lang, **asked)


@group.command(
    help=say(
        "Найти всплески упоминаний и критики против обычного.",
        "Find spikes of mentions and of blame against the usual.",
    )
)
@_scanned
@click.option("--by", type=click.Choice(["day", "week"]), default="day", show_default=True, help=say("Шаг.", "Step."))
@language_option
def watch(folder: Path, by: str, lang: Language) -> None:
    from centricity.cli.text_run import watch_texts

    watch_texts(folder, by, lang)


@group.command(
    help=say(
        "Обучить модель тона или, по меткам label --name, модель имени; её ошибка считается на скрытых от неё метках.",
        "Learn a model of tone or, from labels of label --name, of a name; its error is told on labels hidden from it.",
    )
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=_PATH, required=True, help=say("Файл модели.", "File of the model."))
@click.option(
    "--name",
    help=say(
        "Имя модели тона для свидетельств, иначе own; по меткам имени - само имя.",
        "Name of the model of tone for the evidence, else own; from labels of a name that name.",
    ),
)
@language_option
def train(files: tuple[Path, ...], out: Path, name: str | None, lang: Language) -> None:
    from centricity.cli.text_train import train_texts

    train_texts(files, out, name, lang)


@group.command(
    help=say(
        "Скачать страницы по списку адресов (по одному в строке) в папку документов. Одна эта команда идёт "
        "в сеть: соблюдает robots.txt, ждёт между запросами, не ходит по внутренним адресам.",
        "Fetch pages of a list of addresses (one in a line) into a folder of documents. The only command that goes to "
        "the network: it obeys robots.txt, waits between requests, and refuses internal addresses.",
    )
)
@click.argument("urls", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=_PATH, required=True, help=say("Папка документов.", "Folder of documents."))
@click.option(
    "--agent",
    required=True,
    help=say("Кто спрашивает, с адресом для жалоб.", "Who asks, with an address for complaints."),
)
@click.option("--about", help=say("Компания, чьи это страницы.", "Company whose pages these are."))
@click.option(
    "--kind",
    type=click.Choice(["news", "own_site", "review", "employer_review", "social"]),
    default="news",
    show_default=True,
    help=say("Вид источника.", "Kind of source."),
)
@click.option(
    "--delay",
    type=click.FloatRange(0.5, 60),
    default=1.0,
    show_default=True,
    help=say("Секунд между запросами к узлу.", "Seconds between requests to a host."),
)
@language_option
def fetch(lang: Language, **asked: Any) -> None:
    from centricity.cli.text_fetch import fetch_texts

    fetch_texts(lang, **asked)
