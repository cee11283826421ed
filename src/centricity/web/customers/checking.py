"""From texts of a file to values as they are stored; what will not do is found all at once, by columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from centricity.errors import Fault, MisuseError
from centricity.tables.read import ROW
from centricity.web.customers.columns import (
    AMOUNTS,
    DAYS,
    LONGEST,
    MOMENTS,
    NAMED,
    NEEDED,
    NO,
    NUMBER,
    WORDS,
    YES,
    Chosen,
)  # fmt: skip
from centricity.web.customers.keys import EMAIL, NAME_OF_KIND, PHONE, key_of
from centricity.web.customers.models import FIRST_DAY, LAST_DAY

FAULTS: Mapping[Any, Any] = {
    "row": pl.UInt32,
    "column": pl.String,
    "value": pl.String,
    "code": pl.String,
    "target": pl.String,
}
"""A fault of a cell, or of a row where ``column`` is empty."""
_DAYS = ((r"^\d{4}-\d{2}-\d{2}$", "%Y-%m-%d"), (r"^\d{2}\.\d{2}\.\d{4}$", "%d.%m.%Y"), (r"^\d{8}$", "%Y%m%d"))
_MOMENTS = (
    (r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$", "%Y-%m-%d %H:%M:%S"),
    (r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$", "%Y-%m-%d %H:%M"),
    (r"^\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}:\d{2}$", "%d.%m.%Y %H:%M:%S"),
    (r"^\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}$", "%d.%m.%Y %H:%M"),
)


@dataclass(frozen=True)
class Checked:
    """Values by the codes of their columns with row numbers, and faults as rows of `FAULTS`."""

    values: pl.DataFrame
    faults: pl.DataFrame


def choices_checked(holds: str, chosen: Sequence[Chosen]) -> None:
    """See that columns are taken for what makes sense together.

    Raises
    ------
    MisuseError
        With everything that does not.
    """
    faults = []
    codes = [each.code for each in chosen if each.target]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        columns = ", ".join(each.column for each in chosen if each.target and each.code == code)
        faults.append(Fault("web.import_twice", fields={"columns": columns}))
    misnamed = [each.column for each in chosen if each.target in NAMED and not _named(each)]
    faults += [Fault("web.import_name", fields={"column": column}) for column in misnamed]
    if not any(each.key for each in chosen):
        faults.append(Fault("web.import_no_key_column"))
    targets = {each.target for each in chosen}
    faults += [Fault(_NEEDED[need]) for need in NEEDED[holds] if need not in targets]
    faults += [Fault("web.import_no_robot")] if "handed_over" in targets and "robot" not in targets else []
    if faults:
        raise MisuseError(faults)


_NEEDED = {"at": "web.import_no_at", "event": "web.import_no_event"}


def _named(each: Chosen) -> bool:
    if each.target == NUMBER:
        taken = each.name in {EMAIL, PHONE} or each.name != each.name.lower()
        return bool(NAME_OF_KIND.fullmatch(each.name)) and not taken
    return bool(each.name.strip()) and len(each.name) <= 40 and each.name.isprintable()


def checked(texts: pl.DataFrame, holds: str, chosen: Sequence[Chosen]) -> Checked:
    """Give the values of a table; a cell that will not do is empty and stands among the faults."""
    used = [each for each in chosen if each.target]
    rows = pl.col(ROW) if ROW in texts.columns else pl.int_range(2, pl.len() + 2, dtype=pl.UInt32).alias(ROW)
    values = texts.select(rows, *(_value(texts, each) for each in used))
    found = [_unfit(texts, values, each) for each in used]
    keys = [each.code for each in used if each.key]
    found.append(_of_rows(values, pl.all_horizontal(pl.col(keys).is_null()), "web.import_no_key"))
    for need in NEEDED[holds]:
        column = next(each.column for each in used if each.target == need)
        found.append(_of_rows(values, texts[column].is_null().alias("wrong"), "web.import_missing", need, column))
    found.append(_handed_over_alone(values, used))
    return Checked(values, pl.concat(found).sort("row"))


def _handed_over_alone(values: pl.DataFrame, used: Sequence[Chosen]) -> pl.DataFrame:
    """What was handed over to a person without having been begun with the assistant."""
    column = next((each.column for each in used if each.target == "handed_over"), "")
    if not column or "robot" not in values.columns:
        return pl.DataFrame(schema=FAULTS)
    wrong = (pl.col("handed_over") == "true") & (pl.col("robot") != "true").fill_null(value=True)
    return _of_rows(values, wrong, "web.import_handed_over", "handed_over", column)


def _value(texts: pl.DataFrame, each: Chosen) -> pl.Expr:
    """A column by its very header, which as a name of `polars.col` might stand for many."""
    return value_of(each, pl.lit(texts[each.column].alias("text"))).alias(each.code)


def value_of(each: Chosen, text: pl.Expr) -> pl.Expr:
    """A column of texts as it is stored; empty where it will not do."""
    if each.key:
        return key_of(each.key, text)
    if each.target in WORDS:
        return _word(each.target, text)
    if each.target in DAYS:
        return _day(text)
    if each.target in MOMENTS:
        return _moment(text)
    if each.target in AMOUNTS:
        return _amount(text)
    plain = text.str.normalize("NFC").str.strip_chars()
    return pl.when(plain.str.len_chars() <= LONGEST[each.target]).then(plain)


def _unfit(texts: pl.DataFrame, values: pl.DataFrame, each: Chosen) -> pl.DataFrame:
    wrong = (texts[each.column].is_not_null() & values[each.code].is_null()).alias("wrong")
    if not wrong.any():
        return pl.DataFrame(schema=FAULTS)
    code = "web.import_key" if each.key else _CODES.get(each.target, "web.import_long")
    said = pl.Series("value", texts[each.column]).str.slice(0, 100)
    return _of_rows(values.with_columns(value=said), wrong, code, each.target, each.column)


_CODES = (
    dict.fromkeys(WORDS, "web.import_word")
    | dict.fromkeys((*DAYS, *MOMENTS), "web.import_date")
    | dict.fromkeys(AMOUNTS, "web.import_amount")
)


def _of_rows(
    values: pl.DataFrame, wrong: pl.Expr | pl.Series, code: str, target: str = "", column: str = ""
) -> pl.DataFrame:
    said = pl.col("value") if "value" in values.columns else pl.lit("")
    told = {"column": pl.lit(column), "value": said, "code": pl.lit(code), "target": pl.lit(target)}
    return values.filter(wrong).select(row=pl.col(ROW), **told).cast(FAULTS)


def of_rows(rows: pl.Series, code: str) -> pl.DataFrame:
    """Faults of whole rows."""
    return _of_rows(pl.DataFrame({ROW: rows}), pl.lit(value=True), code)


def _word(target: str, text: pl.Expr) -> pl.Expr:
    known = {word.lower(): code for code, words in WORDS[target].items() for word in (code, *words)}
    return text.str.strip_chars().str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String)


def _parsed(text: pl.Expr, patterns: Sequence[tuple[str, str]], kind: type[pl.Date | pl.Datetime]) -> pl.Expr:
    each = [
        pl.when(text.str.contains(pattern)).then(text).str.strptime(kind, how, strict=False)
        for pattern, how in patterns
    ]
    made = pl.coalesce(each)
    return pl.when(made.dt.year().is_between(FIRST_DAY.year, LAST_DAY.year)).then(made)


def _day(text: pl.Expr) -> pl.Expr:
    """Days; of a moment its day."""
    return _parsed(text.str.replace(r"[T ]\d{2}:\d{2}.*$", ""), _DAYS, pl.Date)


def _moment(text: pl.Expr) -> pl.Expr:
    """Moments in UTC; of a day its beginning."""
    plain = text.str.replace("T", " ", literal=True).str.replace(r"(\.\d+)?Z?$", "")
    whole = pl.coalesce(_parsed(plain, _MOMENTS, pl.Datetime), _parsed(plain, _DAYS, pl.Date).cast(pl.Datetime))
    return whole.cast(pl.Datetime("us"))


def _amount(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace_all(r"[\s₽$€]|руб\.?", "").str.replace(",", ".", literal=True)
    fit = plain.str.contains(r"^[+-]?\d{1,12}(\.\d+)?$")
    return pl.when(fit).then(plain).cast(pl.Float64, strict=False).round(2)


def fields_of(code: str, target: str) -> dict[str, object]:
    """What the sentence of a fault says beside."""
    if code == "web.import_word":
        words = {"true": YES[0], "false": NO[0]}
        return {"known": ", ".join(f"{words.get(code, code)}{_russian(said)}" for code, said in WORDS[target].items())}
    return {"limit": LONGEST.get(target, 0)} if code == "web.import_long" else {}


def _russian(words: Sequence[str]) -> str:
    """The first word of several that is Russian, in brackets."""
    return next((f" ({word})" for word in words if "а" <= word[0] <= "я"), "")
