"""What the columns of a file likely hold."""

import re

import polars as pl

from centricity.web.columns.guessing import Patterns, guess
from centricity.web.customers.checking import value_of
from centricity.web.customers.columns import CONTACTS, LABELS, NUMBER, OWN, SKIP, Chosen
from centricity.web.customers.keys import EMAIL, NAME_OF_KIND, PHONE

ENOUGH = 3
"""Cells that tell what a column holds."""
_HEADERS: Patterns = (
    (r"e-?mail|почт|имейл|мейл", EMAIL),
    (r"phone|mobile|^tel|телефон|моб", PHONE),
    (r"consent.*(date|at$)|date.*consent|дата.*согласи", "consent_at"),
    (r"consent.*source|источник.*согласи", "consent_source"),
    (r"consent|согласи", "consent"),
    (r"do.?not.?contact|не.*(связ|беспоко|звон)", "do_not_contact"),
    (r"order.?(id|no|number)|номер заказ|№ заказ|invoice", "id"),
    (r"(customer|client|user|crm).?(id|no|number|code)?$|(номер|код|id).*клиент|клиент", NUMBER),
    (r"market|рынок", "market"),
    (r"segment|сегмент", "segment"),
    (r"lang|язык", "language"),
    (r"channel|канал", "channel"),
    (r"amount|sum|total|price|revenue|сумма|выручка", "amount"),
    (r"joined|since|registered|signup|дата.*регистрац|клиент с", "joined"),
    (r"^left|churned.?at|дата.*ухода|ушёл|ушел", "left"),
    (r"date|time|^at$|when|дата|время|когда", "at"),
    (r"event|что произошло|событие", "event"),
    (r"direction|outgoing|направлен", "outgoing"),
    (
        r"hand(ed)?.?(over|off)|escalat|transferred|эскалац|(передан|перев[её]д).*(человек|оператор|сотрудник)",
        "handed_over",
    ),
    (r"\bbot\b|chat.?bot|robot|assistant|\bбот|чат.?бот|робот|ассистент", "robot"),
    (r"^about$|topic|theme|subject|^тема|о ч[её]м", "about"),
    (r"text|comment|note|product|текст|комментар|товар|описание", "text"),
    (r"^kind$|^type$|^вид$|^тип", "kind"),
    (r"name|фио|имя|назван|наименован", "name"),
    (r"^id$|number|номер|№", "id"),
)


def guessed(holds: str, texts: pl.DataFrame) -> list[Chosen]:
    """What each column likely holds, by its header and its first cells; each once, all else own fields of customers."""
    otherwise = OWN if holds == CONTACTS else SKIP
    columns = ((column, texts[column]) for column in texts.columns)
    return guess(columns, _HEADERS, LABELS[holds], _fits, name_of, otherwise=otherwise)


def _fits(target: str, cells: pl.Series) -> bool:
    """Whether any cell will do, where there are enough to tell."""
    said = cells.drop_nulls()
    sound = pl.select(value_of(Chosen("", target, "number"), pl.lit(said))).to_series().drop_nulls()
    return len(said) < ENOUGH or len(sound) > 0


def name_of(column: str, target: str) -> str:
    """A name for a system or an own field, made of a header."""
    if target == OWN:
        return column[:40]
    name = re.sub(r"\W+", "_", column.lower()).strip("_")[:40]
    return name if target == NUMBER and NAME_OF_KIND.fullmatch(name) else "number" if target == NUMBER else ""
