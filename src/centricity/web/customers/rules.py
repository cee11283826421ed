"""The language of rules: what may be asked of a customer, checked whole with every fault at once, and told in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from centricity.errors import Fault, MisuseError, Place
from centricity.language import Text
from centricity.web.customers.models import Channel, Customer

MOST_RULES, MOST_VALUES = 8, 20
LONGEST_VALUE, LONGEST_NAME, LONGEST_DAYS = 200, 40, 36_500
OWN = "fields."
_MOST = Decimal(10) ** 12


class Type(StrEnum):
    """What a field holds."""

    WORD = "word"
    TEXT = "text"
    DAY = "day"
    COUNT = "count"
    DAYS = "days"
    MONEY = "money"
    SCORE = "score"


OPERATORS: dict[str, Text] = {
    "is": Text(ru="это", en="is"),
    "is_not": Text(ru="известно и не это", en="is known and is not"),
    "contains": Text(ru="содержит", en="contains"),
    "at_least": Text(ru="не меньше", en="at least"),
    "at_most": Text(ru="не больше", en="at most"),
    "before": Text(ru="раньше дня", en="before the day"),
    "since": Text(ru="с дня", en="on the day or after"),
    "lately": Text(ru="за последние, дней", en="in the last, days"),
    "long_ago": Text(ru="не меньше чем столько дней назад", en="at least so many days ago"),
    "known": Text(ru="известно", en="is known"),
    "unknown": Text(ru="неизвестно", en="is not known"),
}
_BARE = ("known", "unknown")
_NUMBERS = ("is", "at_least", "at_most", *_BARE)
ALLOWED: dict[Type, tuple[str, ...]] = {
    Type.WORD: ("is", "is_not", *_BARE),
    Type.TEXT: ("is", "is_not", "contains", *_BARE),
    Type.DAY: ("before", "since", "lately", "long_ago", *_BARE),
    Type.COUNT: ("is", "at_least", "at_most"),
    Type.DAYS: _NUMBERS,
    Type.MONEY: _NUMBERS,
    Type.SCORE: _NUMBERS,
}


@dataclass(frozen=True)
class Field:
    """Something that is known of customers; of some it may look back a number of days."""

    type: Type
    label: Text
    words: tuple[str, ...] = ()
    back: bool = False


NPS = ("promoter", "passive", "detractor")
FIELDS: dict[str, Field] = {
    "kind": Field(Type.WORD, Text(ru="вид клиента", en="kind"), tuple(Customer.Kind.values)),
    "market": Field(Type.WORD, Text(ru="рынок", en="market"), tuple(Customer.Market.values)),
    "segment": Field(Type.TEXT, Text(ru="сегмент в карточке", en="segment on the card")),
    "language": Field(Type.WORD, Text(ru="язык", en="language"), ("ru", "en")),
    "channel": Field(Type.WORD, Text(ru="предпочитаемый канал", en="preferred channel"), tuple(Channel.values)),
    "consent": Field(Type.WORD, Text(ru="согласие на опросы", en="consent to be asked"), ("given", "withdrawn")),
    "joined": Field(Type.DAY, Text(ru="клиент с", en="customer since")),
    "left": Field(Type.DAY, Text(ru="ушёл", en="left")),
    "orders": Field(Type.COUNT, Text(ru="число заказов", en="number of orders"), back=True),
    "amount": Field(Type.MONEY, Text(ru="сумма заказов", en="amount of orders"), back=True),
    "since_order": Field(Type.DAYS, Text(ru="дней с последнего заказа", en="days since the last order")),
    "since_contact": Field(
        Type.DAYS, Text(ru="дней с последнего обращения клиента", en="days since the customer last turned to us")
    ),
    "nps": Field(Type.WORD, Text(ru="последний ответ на NPS", en="last NPS answer"), NPS),
    "recency": Field(Type.SCORE, Text(ru="балл давности (RFM)", en="recency score (RFM)")),
    "frequency": Field(Type.SCORE, Text(ru="балл частоты (RFM)", en="frequency score (RFM)")),
    "monetary": Field(Type.SCORE, Text(ru="балл суммы (RFM)", en="monetary score (RFM)")),
}


def field_of(name: str) -> Field | None:
    """A field by its name, own ones among them."""
    if name.startswith(OWN):
        own = name.removeprefix(OWN)
        fit = 0 < len(own) <= LONGEST_NAME and own.isprintable() and own == own.strip()
        return Field(Type.TEXT, Text(ru=f"поле «{own}»", en=f"field “{own}”")) if fit else None
    return FIELDS.get(name)


@dataclass(frozen=True)
class Rule:
    """One rule; ``values`` are written the same way always, ``days`` is how far back it looks, None without an end."""

    field: str
    operator: str
    values: tuple[str, ...] = ()
    days: int | None = None

    @property
    def type(self) -> Type:
        """What its field holds."""
        found = field_of(self.field)
        assert found is not None  # noqa: S101  a rule is made of what was checked
        return found.type

    @property
    def number(self) -> Decimal:
        """Its value where it is a number."""
        return Decimal(self.values[0])

    def content(self) -> dict[str, Any]:
        """The rule as it is stored."""
        return {"field": self.field, "operator": self.operator, "values": list(self.values), "days": self.days}

    def __str__(self) -> str:
        back = f"({self.days})" if self.days else ""
        return f"{self.field}{back} {self.operator} {'; '.join(self.values)}".rstrip()


_LINE = re.compile(
    rf"(?P<field>.+?)(?:\((?P<days>\d+)\))? (?P<operator>{'|'.join(OPERATORS)})(?: (?P<values>.*))?", re.DOTALL
)


def read_rule(line: str) -> Rule | None:
    """The rule that a line of the audit log tells, ``str(rule)``; None where it tells none."""
    found = _LINE.fullmatch(line)
    if found is None or field_of(found["field"]) is None:
        return None
    values = tuple(found["values"].split("; ")) if found["values"] else ()
    return Rule(found["field"], found["operator"], values, int(found["days"]) if found["days"] else None)


def rules_of(content: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Rules as they were stored."""
    return tuple(Rule(each["field"], each["operator"], tuple(each["values"]), each["days"]) for each in content)


def checked(raw: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Rules of what was asked: ``field``, ``operator``, ``values`` and ``days`` of each.

    Raises
    ------
    MisuseError
        With everything that does not fit, each in its place.
    """
    faults: list[Fault] = []
    if not raw:
        faults.append(Fault("web.segment_empty"))
    if len(raw) > MOST_RULES:
        faults.append(Fault("web.segment_rules", fields={"limit": MOST_RULES}))
    made = [_rule(each, f"rules.{i}", faults) for i, each in enumerate(raw[:MOST_RULES])]
    if faults:
        raise MisuseError(faults)
    return tuple(each for each in made if each is not None)


def _rule(told: Mapping[str, Any], at: str, faults: list[Fault]) -> Rule | None:
    name, operator = str(told.get("field", "")), str(told.get("operator", ""))
    field = field_of(name)
    if field is None:
        faults.append(Fault("web.segment_field", Place(key=f"{at}.field"), {"field": name[:60]}))
        return None
    if operator not in ALLOWED[field.type] or (name == "kind" and operator in _BARE):
        fit = _listed(tuple(each for each in ALLOWED[field.type] if not (name == "kind" and each in _BARE)))
        fields = {"field": _both(field.label), "operators": fit}
        faults.append(Fault("web.segment_operator", Place(key=f"{at}.operator"), fields))
        return None
    before = len(faults)
    values = _values(field, operator, told.get("values") or (), at, faults)
    days = _days(field, told.get("days"), at, faults)
    return Rule(name, operator, values, days) if len(faults) == before else None


def _values(field: Field, operator: str, told: Sequence[Any], at: str, faults: list[Fault]) -> tuple[str, ...]:
    most = 0 if operator in _BARE else MOST_VALUES if operator in {"is", "is_not"} and not _number(field) else 1
    if not min(most, 1) <= len(told) <= most:
        code = "web.segment_no_value" if not most else "web.segment_values"
        fields = {"field": _both(field.label), "limit": most}
        faults.append(Fault(code, Place(key=f"{at}.values"), fields))
        return ()
    made = [_value(field, operator, each) for each in told]
    for each, value in zip(told, made, strict=True):
        if value is None:
            fields = {"field": _both(field.label), "value": str(each)[:60], "expected": _expected(field, operator)}
            faults.append(Fault("web.segment_value", Place(key=f"{at}.values"), fields))
    return tuple(dict.fromkeys(value for value in made if value is not None))


def _number(field: Field) -> bool:
    return field.type in {Type.COUNT, Type.DAYS, Type.MONEY, Type.SCORE}


def _value(field: Field, operator: str, told: Any) -> str | None:
    """A value as it is written; None where it does not fit."""
    text = str(told).strip()[: LONGEST_VALUE + 1]
    if field.type == Type.WORD:
        return text if text in field.words else None
    if field.type == Type.TEXT:
        return text if 0 < len(text) <= LONGEST_VALUE and text.isprintable() else None
    if field.type == Type.DAY and operator in {"before", "since"}:
        return _day(text)
    return _amount(text, field.type)


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _amount(text: str, kind: Type) -> str | None:
    """A number within what its field may hold."""
    try:
        value = Decimal(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    low, high = (1, 5) if kind == Type.SCORE else (-_MOST, _MOST) if kind == Type.MONEY else (0, LONGEST_DAYS)
    if not value.is_finite() or not low <= value <= high:
        return None
    if kind == Type.MONEY:
        return str(value.quantize(Decimal("0.01"))) if value == value.quantize(Decimal("0.01")) else None
    return str(int(value)) if value == int(value) else None


def _days(field: Field, told: Any, at: str, faults: list[Fault]) -> int | None:
    text = "" if told is None else str(told).strip()
    if not text or not field.back:
        return None
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= LONGEST_DAYS:
        return int(text[:9])
    fields = {"value": text[:60], "limit": LONGEST_DAYS}
    faults.append(Fault("web.segment_days", Place(key=f"{at}.days"), fields))
    return None


def _expected(field: Field, operator: str) -> dict[str, str]:
    """What a value of a field may be, in words."""
    if field.type == Type.WORD:
        return dict.fromkeys(("ru", "en"), ", ".join(field.words))
    if field.type == Type.DAY and operator in {"before", "since"}:
        return {"ru": "день вида 2026-03-31", "en": "a day such as 2026-03-31"}
    return {
        Type.TEXT: {"ru": f"текст до {LONGEST_VALUE} знаков", "en": f"a text of up to {LONGEST_VALUE} letters"},
        Type.SCORE: {"ru": "целое от 1 до 5", "en": "a whole number from 1 to 5"},
        Type.MONEY: {"ru": "число, не более двух знаков после запятой", "en": "a number of at most two decimals"},
    }.get(field.type, {"ru": f"целое от 0 до {LONGEST_DAYS}", "en": f"a whole number from 0 to {LONGEST_DAYS}"})


def _both(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en}


def _listed(operators: tuple[str, ...]) -> dict[str, str]:
    found = [OPERATORS[each] for each in operators]
    return {"ru": ", ".join(each.ru for each in found), "en": ", ".join(each.en for each in found)}
