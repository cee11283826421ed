import datetime as dt
from pathlib import Path
from typing import Any

import click

from centricity.cli.app import language_option
from centricity.cli.words import say
from centricity.language import Language

_DIR = click.Path(path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

_audience = click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    help=say(
        "public: строки только с согласия, малые группы скрыты; internal: всё. По умолчанию как в study.yaml.",
        "public: rows only with consent, small groups withheld; internal: everything. Default: as study.yaml says.",
    ),
)


@click.group(
    "study",
    help=say("Исследования: создать, проверить, рассчитать, объяснить.", "Studies: make, check, run, explain."),
)
@language_option
def group(lang: Language) -> None:
    pass


@group.command(help=say("Создать папку исследования, готовую к заполнению.", "Make a study folder, ready to fill in."))
@click.argument("folder", type=_DIR, metavar="DIR")
@click.option("--method", "name", required=True, metavar="ID|FILE", help=say("Методика.", "The method."))
@language_option
def new(folder: Path, name: str, lang: Language) -> None:
    from centricity.methods import find_method
    from centricity.studies.new import new_study

    method = find_method(name)
    paths = new_study(folder, method, name, lang, dt.datetime.now(tz=dt.UTC).year)
    for path in paths:
        click.echo(path)
    click.echo(
        say(f"Дальше: заполните {paths[1].name} и запустите: ", f"Next: fill in {paths[1].name}, then run: ")
        + f"centricity study check {folder}"
    )


@group.command(help=say("Проверить исследование: все ошибки сразу.", "Check a study: every fault at once."))
@click.argument("folder", type=_DIR, metavar="DIR")
@language_option
def check(folder: Path, lang: Language) -> None:
    from centricity.studies import inspect_study

    inspection = inspect_study(folder)
    for fault in inspection.errors:
        click.echo(fault.text(lang))
    for fault in inspection.warnings:
        click.echo(say("Замечание. ", "Note. ") + fault.text(lang))
    errors = len(inspection.errors)
    if inspection.study is None or errors:
        click.echo(say(f"Ошибок: {errors}.", f"Faults: {errors}."))
        raise SystemExit(1)
    study = inspection.study
    click.echo(
        say(
            f"Ошибок нет: объектов {study.subjects.height}, наблюдений {study.observations.height}.",
            f"Sound: {study.subjects.height} subjects, {study.observations.height} observations.",
        )
    )


@group.command(help=say("Рассчитать исследование и записать отчёт.", "Compute a study and write its report."))
@click.argument("folder", type=_DIR, metavar="DIR")
@click.option(
    "--out", type=_DIR, required=True, metavar="OUT", help=say("Папка для результатов.", "Folder for the results.")
)
@_audience
@language_option
def run(folder: Path, out: Path, audience: str | None, lang: Language) -> None:
    from centricity.cli.progress import Steps
    from centricity.reports import print_terminal, write_reports
    from centricity.studies import read_study
    from centricity.studies import run as run_study
    from centricity.studies.write import write_tables
    from centricity.tables.write import whole_folder

    with Steps(4) as steps:
        steps.next(say("Читаю и проверяю", "Reading and checking"))
        study = read_study(folder)
        steps.next(say("Считаю", "Computing"))
        result = run_study(study, audience)  # type: ignore[arg-type]
        steps.next(say("Пишу таблицы", "Writing tables"))
        with whole_folder(out) as draft:
            write_tables(result, draft)
            steps.next(say("Пишу отчёт", "Writing the report"))
            report = write_reports(result, draft, lang)
            names = sorted(path.name for path in draft.iterdir())
    print_terminal(report)
    click.echo(say("Записано в ", "Written to ") + f"{out}: " + ", ".join(names))
    click.echo(say("Откройте ", "Open ") + str(out / "report.html"))


@group.command(
    help=say(
        "Проверить сам индекс: неопределённость, чувствительность, согласованность, веса, эксперты.",
        "Audit the index itself: uncertainty, sensitivity, coherence, weights, raters.",
    )
)
@click.argument("folder", type=_DIR, metavar="DIR")
@click.option(
    "--out",
    type=_DIR,
    metavar="OUT",
    help=say("Папка для отчёта с проверкой в приложении.", "Folder for the report with the audit as an appendix."),
)
@_audience
@language_option
def audit(folder: Path, out: Path | None, audience: str | None, lang: Language) -> None:
    from centricity.cli.study_run import audit_study

    audit_study(folder, out, audience, lang)


@group.command(
    help=say(
        "Что будет, если изменить уровни метрик объекта: индекс, место, кто обойдён.",
        "What becomes of a subject whose metrics change: index, place, who is overtaken.",
    )
)
@click.argument("folder", type=_DIR, metavar="DIR")
@click.argument("subject", metavar=say("ОБЪЕКТ", "SUBJECT"))
@click.argument("levels", nargs=-1, required=True, metavar=say("МЕТРИКА=УРОВЕНЬ…", "METRIC=LEVEL…"))
@_audience
@language_option
def simulate(folder: Path, subject: str, levels: tuple[str, ...], audience: str | None, lang: Language) -> None:
    from centricity.cli.study_run import simulate_study

    simulate_study(folder, subject, levels, audience, lang)


@group.command(
    help=say(
        "Самый дешёвый набор шагов до цели; ОБЪЕКТ — код или market для среднего всех.",
        "The cheapest set of steps to a target; SUBJECT is a code, or market for the mean of all.",
    )
)
@click.argument("folder", type=_DIR, metavar="DIR")
@click.argument("subject", metavar=say("ОБЪЕКТ", "SUBJECT"))
@click.option("--target", type=float, help=say("Индекс, до которого поднять.", "The index to reach."))
@click.option("--rank", type=int, help=say("Место, до которого поднять.", "The place to reach."))
@click.option(
    "--efforts",
    type=_FILE,
    metavar="FILE",
    help=say("Файл с усилиями на шаг каждой метрики.", "File with the effort of a step of each metric."),
)
@click.option(
    "--step",
    type=click.FloatRange(min=0.01),
    default=1.0,
    show_default=True,
    help=say("Уровней в одном шаге.", "Levels in one step."),
)
@click.option(
    "--plans",
    type=click.IntRange(1, 20),
    default=3,
    show_default=True,
    help=say("Сколько планов показать.", "How many plans to show."),
)
@_audience
@language_option
def plan(folder: Path, subject: str, audience: str | None, lang: Language, **asked: Any) -> None:
    from centricity.cli.study_run import plan_study

    plan_study(folder, subject, audience, lang, **asked)


@group.command(
    help=say(
        "Лаборатория коэффициентов: кто кого обходит, пока коэффициент группы меняется.",
        "Coefficient laboratory: who overtakes whom while the coefficient of a group moves.",
    )
)
@click.argument("folder", type=_DIR, metavar="DIR")
@click.argument("of", metavar=say("ГРУППА", "GROUP"))
@click.option(
    "--from", "low", type=float, help=say("Начало; на 10 % ниже нынешнего.", "Start; 10% below the present one.")
)
@click.option("--to", "high", type=float, help=say("Конец; на 10 % выше нынешнего.", "End; 10% above the present one."))
@click.option("--out", type=_DIR, metavar="FILE", help=say("Файл SVG для рисунка.", "SVG file for the chart."))
@_audience
@language_option
def sweep(folder: Path, of: str, audience: str | None, lang: Language, **asked: Any) -> None:
    from centricity.cli.study_run import sweep_study

    sweep_study(folder, of, audience, lang, **asked)


@group.command(
    help=say("Объяснить балл: от индекса до наблюдений и свидетельств.", "Explain a score: from index to evidence.")
)
@click.argument("folder", type=_DIR, metavar="DIR")
@click.argument("subject", metavar=say("ОБЪЕКТ|ГРУППА", "SUBJECT|GROUP"))
@click.argument("node", required=False)
@_audience
@language_option
def explain(folder: Path, subject: str, node: str | None, audience: str | None, lang: Language) -> None:
    from centricity.cli.render import explanation, group_explanation
    from centricity.studies import read_study
    from centricity.studies import run as run_study
    from centricity.studies.explain import explain as explain_score
    from centricity.studies.explain import explain_group

    result = run_study(read_study(folder), audience)  # type: ignore[arg-type]
    group_ = explain_group(result, subject, node) if subject not in result.study.codes else None
    if group_ is not None:
        group_explanation(result, group_, lang)
        return
    explanation(result, explain_score(result, subject, node), subject, lang)


@group.command(
    help=say(
        "Записать наблюдения, которые визиты тайного покупателя дают другому индексу.",
        "Write the observations that mystery-shopping visits give to another index.",
    )
)
@click.argument("folder", type=_DIR, metavar="DIR")
@click.argument("file", type=_DIR, metavar="FILE")
@_audience
@language_option
def feed(folder: Path, file: Path, audience: str | None, lang: Language) -> None:
    from centricity.cli.study_run import feed_study

    feed_study(folder, file, audience, lang)


@group.command(
    help=say(
        "Записать границы процентильных шкал этой волны, чтобы следующая считалась по ним же.",
        "Write down the percentile cuts of this wave, so that the next is computed by the same.",
    )
)
@click.argument("folder", type=_DIR, metavar="DIR")
@click.argument("file", type=_DIR, metavar="FILE")
@language_option
def freeze(folder: Path, file: Path, lang: Language) -> None:  # noqa: ARG001  errors take the language from the call
    from centricity.studies import read_study
    from centricity.studies import run as run_study
    from centricity.studies.freeze import write_cuts

    write_cuts(run_study(read_study(folder)), file)
    click.echo(
        say(f"Записано: {file}. В study.yaml: cuts: {file.name}", f"Written: {file}. In study.yaml: cuts: {file.name}")
    )


@group.command(help=say("Сравнить два result.json одной методики.", "Compare two result.json of the same method."))
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@language_option
def compare(first: Path, second: Path, lang: Language) -> None:
    from centricity.cli.render import comparison
    from centricity.studies.compare import compare as compare_results

    comparison(compare_results(first, second), lang)
