"""What commands print beside reports: methods, explanations, comparisons."""

import math
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from centricity.cli.words import say
from centricity.language import Language, in_percent, number
from centricity.methods import Method, Metric, Node
from centricity.methods.describe import level_texts
from centricity.studies.compare import Compared
from centricity.studies.explain import Explained, ExplainedGroup, Observed
from centricity.studies.result import Result

_STATUS = {
    "scored": ("вычислен", "scored"),
    "given": ("дан", "given"),
    "withheld": ("не выводится: данных меньше, чем требует методика", "withheld: fewer data than the method asks for"),
    "not_assessed": ("не оценено", "not assessed"),
    "not_applicable": ("неприменимо", "not applicable"),
    "assessed": ("оценено", "assessed"),
    "imputed": ("восполнено", "imputed"),
}


def method_table(methods: Sequence[Method], language: Language) -> None:
    """One line per method."""
    table = Table(box=None, pad_edge=False)
    for title in ("id", say("версия", "version"), say("название", "title"), say("метрик", "metrics")):
        table.add_column(title, style="bold" if title == "id" else "", overflow="fold")
    for method in methods:
        table.add_row(method.id, method.version, method.title[language], str(len(method.metrics)))
    Console().print(table)


def method_page(method: Method, language: Language) -> None:
    """A method in full."""
    out = Console()
    out.print(Text(method.title[language], style="bold"))
    out.print(Text(method.identity, style="dim"))
    for text in (method.summary, method.source.citation):
        out.print(Text(text[language]))
    published, proposed = say("Опубликовано. ", "Published. "), say("Предложено здесь. ", "Proposed here. ")
    out.print(Text(published + method.provenance.published[language]))
    out.print(Text(proposed + method.provenance.proposed[language]))
    if method.scale is not None:
        for anchor in method.scale.anchors:
            out.print(Text(f"  {anchor.value:g}  {anchor.text[language]}"))
    out.print(_branch(method, method.index, language))


def _branch(method: Method, part: Node | Metric, language: Language) -> Tree:
    label = Text(f"{part.code}  ", style="bold")
    label.append(part.title[language])
    if part.weight is not None:
        label.append(f"  {in_percent(100 * part.weight, language, 1)}", style="dim")
    tree = Tree(label)
    if isinstance(part, Node):
        for child in part.children:
            tree.add(_branch(method, child, language))
        return tree
    if part.question is not None:
        tree.add(Text(part.question[language]))
    else:
        for level, text in level_texts(method, part).items():
            tree.add(Text(f"{level:g}  {text[language]}", style="dim"))
    return tree


def explanation(result: Result, explained: Explained, subject: str, language: Language) -> None:
    """A score taken apart, as a tree down to the evidence."""
    out = Console()
    name = result.study.name_of(subject, language)
    out.print(Text(f"{name} ({subject})", style="bold"))
    out.print(_explained(result, explained, language))


_WEIGHTINGS = {
    "subjects": ("каждый объект один раз", "each subject once"),
    "respondents": ("по числу ответивших", "by number of respondents"),
    "n": ("по числу компаний", "by number of companies"),
}


def group_explanation(result: Result, explained: ExplainedGroup, language: Language) -> None:
    """A group's mean: n, interval, dispersion, then its members."""
    out = Console()
    score = explained.score
    part = result.method.parts[explained.node]
    out.print(Text(f"{explained.grouping} {explained.code}, {part.title[language]}", style="bold"))
    mean, sd = number(score.mean, language, 2), number(score.sd, language, 2)
    low, high = number(score.low, language, 1), number(score.high, language, 1)
    how = say(*_WEIGHTINGS[explained.weighting])
    out.print(say(f"среднее {mean} ({how}), n {score.n}", f"mean {mean} ({how}), n {score.n}"))
    out.print(say(f"СКО {sd}, 95 %: от {low} до {high}", f"SD {sd}, 95%: {low} to {high}"))
    table = Table(box=None, pad_edge=False)
    for title in (say("объект", "subject"), say("название", "name"), say("балл", "score")):
        table.add_column(title, justify="right" if title in {"балл", "score"} else "left")
    for code, value in explained.members:
        table.add_row(code, result.study.name_of(code, language), number(value, language, 2))
    out.print(table)
    if explained.withheld:
        out.print(say(f"Скрыто объектов: {explained.withheld}.", f"Subjects withheld: {explained.withheld}."))


def _explained(result: Result, explained: Explained, language: Language) -> Tree:
    part = result.method.parts[explained.code]
    label = Text(f"{explained.code}  {part.title[language]}: ", style="bold")
    label.append(number(explained.score, language, 2), style="bold cyan")
    for text in _details(explained, language):
        label.append(f"  {text}", style="dim")
    tree = Tree(label)
    for child in () if explained.status == "given" else explained.children:
        tree.add(_explained(result, child, language))
    if explained.answers:
        counted = ", ".join(f"{level:g} × {count}" for level, count in explained.answers)
        tree.add(Text(say("ответы: ", "answers: ") + counted))
    for observed in explained.observations:
        tree.add(_observation(observed, language))
    return tree


def _details(explained: Explained, language: Language) -> list[str]:
    details = []
    if not math.isnan(explained.value):
        details.append(say("уровень или значение ", "level or value ") + number(explained.value, language, 2))
    if not math.isnan(explained.coefficient):
        plain = number(explained.unadjusted, language, 2)
        held = abs(explained.unadjusted * explained.coefficient - explained.score) > 1e-9
        cap = say(", не выше предела", ", held at the cap") if held else ""
        details.append(f"= {plain} × {number(explained.coefficient, language, 3)}{cap}")
    if not math.isnan(explained.weight):
        details.append(say("вес ", "weight ") + in_percent(100 * explained.weight, language, 1))
    if not math.isnan(explained.contribution):
        details.append(say("вклад ", "contribution ") + number(explained.contribution, language, 2))
    if not math.isnan(explained.rank):
        details.append(say("место ", "place ") + f"{number(explained.rank, language)} / {explained.ranked}")
    if explained.applicable:
        details.append(say("метрик ", "metrics ") + f"{explained.assessed} / {explained.applicable}")
    if explained.status not in {"scored", "assessed"}:
        details.append(say(*_STATUS[explained.status]))
    return details


def _observation(observed: Observed, language: Language) -> Text:
    value = observed.level if not math.isnan(observed.level) else observed.value
    shown = (
        say(*_STATUS[observed.status]) if math.isnan(value) else number(value, language, 0 if value.is_integer() else 2)
    )
    head = [observed.indicator, observed.rater, observed.source, observed.observed_at]
    text = Text(f"{shown}  ", style="")
    text.append("  ".join(part for part in head if part), style="dim")
    if observed.access == "confidential":
        text.append(say("  [конфиденциальное свидетельство]", "  [confidential evidence]"), style="yellow")
    elif observed.evidence:
        evidence = [observed.evidence, observed.kind, observed.title, observed.reference]
        text.append("  → " + "  ".join(part for part in evidence if part), style="green")
    return text


def comparison(rows: Sequence[Compared], language: Language) -> None:
    """Subjects of two results, with the change."""
    table = Table(box=None, pad_edge=False)
    table.add_column(say("объект", "subject"))
    for title in (say("было", "before"), say("стало", "after"), say("сдвиг", "change")):
        table.add_column(title, justify="right")
    for row in rows:
        cells = (number(row.before, language, 2), number(row.after, language, 2))
        table.add_row(row.subject, *cells, number(row.change, language, 2, signed=True))
    Console().print(table)
    if not rows:
        click.echo(say("Сравнивать нечего.", "There is nothing to compare."))
