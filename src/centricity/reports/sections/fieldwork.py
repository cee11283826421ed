"""The visits behind a mystery-shopping score: how many, how sure, and whom the method asks more of."""

import math

from centricity.language import number
from centricity.reports.context import Context
from centricity.reports.document import Block, Callout, Cell, Column, Paragraph, Section, Table
from centricity.studies.fieldwork import Visited, fieldwork_of


def fieldwork(at: Context) -> Section | None:
    """Visits by subject, with the standard error of every score."""
    asked = at.method.policies.fieldwork
    found = fieldwork_of(at.result)
    if asked is None or not found:
        return None
    lead = at.say(
        f"Методика просит не меньше {asked.visits} визитов, {asked.channels} каналов и {asked.shoppers} покупателей. "
        "Балл — среднее визитов; рядом его стандартная ошибка.",
        f"The method asks for at least {asked.visits} visits, {asked.channels} channels and {asked.shoppers} shoppers. "
        "A score is the mean of visits; its standard error stands beside.",
    )
    blocks: list[Block] = [Paragraph(lead), _table(at, found)]
    short = tuple(at.result.study.name_of(each.subject, at.language) for each in found if each.short(asked))
    if short:
        title = at.say(
            "Визитов, каналов или покупателей меньше, чем нужно", "Fewer visits, channels or shoppers than needed"
        )
        blocks.append(Callout("warning", title, short))
    return Section("fieldwork", at.say("Визиты", "Visits"), blocks)


def _table(at: Context, found: list[Visited]) -> Table:
    nodes = list(at.method.nodes)
    head = (
        Column(at.text(at.method.subject), wide=1), Column(at.say("Визитов", "Visits"), numeric=True),
        Column(at.say("Каналов", "Channels"), numeric=True), Column(at.say("Покупателей", "Shoppers"), numeric=True),
        Column(at.say("Минут", "Minutes"), numeric=True), *(Column(at.label(node), numeric=True) for node in nodes),
    )  # fmt: skip
    rows = tuple(
        (Cell(at.result.study.name_of(each.subject, at.language), each.subject, strong=True),
         *(Cell(str(n), n) for n in (each.visits, each.channels, each.shoppers)),
         Cell("–" if math.isnan(each.minutes) else number(each.minutes, at.language, 0), each.minutes),
         *(_score(at, each, node) for node in nodes))
        for each in found
    )  # fmt: skip
    note = at.say("Балл ± стандартная ошибка по визитам.", "Score ± standard error over visits.")
    return Table(head, rows, at.say("Визиты и их надёжность", "Visits and how sure they make the score"), note,
                 at.say("Визиты", "Visits"))  # fmt: skip


def _score(at: Context, each: Visited, node: str) -> Cell:
    value, error = each.scores[node].value, each.errors[node]
    if math.isnan(value):
        return Cell("–")
    spread = "" if math.isnan(error) else f" ± {number(error, at.language, 1)}"
    return Cell(number(value, at.language, 1) + spread, value)
