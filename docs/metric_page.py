"""Metrics as pages: what each says and needs, the tables they are made from, the options they listen to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from method_page import Words, header, row
from pydantic import BaseModel

from centricity.language import Language, number
from centricity.metrics.calendar import Calendar
from centricity.metrics.catalogue import FAMILIES, contracts, definition, metric_ids
from centricity.metrics.definition import Column, Input, Metric, TableContract
from centricity.metrics.mapping import ready_mappings
from centricity.metrics.options import Options
from centricity.metrics.rules import ALWAYS

Texts = Mapping[str, Any]
Same = Callable[[Iterable[str], Iterable[str], str], None]


def metric_lines(language: Language, texts: Texts) -> Iterator[str]:
    """Write every metric, by family."""
    for family in FAMILIES:
        yield from (f"## {texts['families'][family][language]}", "")
        for metric in (definition(name) for name in metric_ids()):
            if metric.family == family:
                yield from _metric(metric, language, texts)


def _metric(metric: Metric, language: Language, texts: Texts) -> Iterator[str]:
    words: Words = texts["metric words"]
    end = ".md" if language == "en" else ".ru.md"
    options = ", ".join(f"`{name}`" for name in metric.options)
    yield from (f"### {metric.name[language]}", "", f"`{metric.id}`. {metric.says[language]}", "")
    for label, text in (
        ("unit", _unit(metric, language, texts)),
        ("scale", _scale(metric, language, words)),
        *((_role(wanted, words, language), _columns(wanted, language, words, end)) for wanted in metric.inputs),
        ("formula", f"{metric.formula.words[language]} `{metric.formula.symbols}`"),
        ("interval", metric.interval[language]),
        ("least", f"{metric.min_n}; {words['withheld' if metric.private else 'marked'][language]}"),
        ("options", f"[{options}](metric-options{end})" if options else ""),
        ("reading", metric.reading[language]),
        ("source", metric.source[language]),
    ):
        title = words[label][language] if label in words else label
        yield from ((f"- **{title}:** {text}",) if text else ())
    yield ""


def _unit(metric: Metric, language: Language, texts: Texts) -> str:
    unit = texts["units"][metric.unit][language]
    return f"{unit}; {texts['better'][metric.better][language]}"


def _scale(metric: Metric, language: Language, words: Words) -> str:
    rule = metric.rule
    if rule is None:
        return ""
    sides = [(rule.positive, "for"), (rule.negative, "against")]
    shown = [f"{words[word][language]} {ends[0]:g}–{ends[1]:g}" for ends, word in sides if ends]
    return "; ".join([rule.scale.text.replace("-", "–"), *shown])


def _role(wanted: Input, words: Words, language: Language) -> str:
    table = words["table"][language]
    return table if wanted.role == "main" else f"{table} `{wanted.role}=`"


def _columns(wanted: Input, language: Language, words: Words, end: str) -> str:
    needs, uses = (", ".join(f"`{name}`" for name in names) for names in (wanted.needs, wanted.uses))
    more = f"; {words['uses'][language]} {uses}" if uses else ""
    return f"[{wanted.table}](metric-tables{end}#{wanted.table}); {words['needs'][language]} {needs}{more}"


def table_lines(language: Language, texts: Texts) -> Iterator[str]:
    """Write every table that metrics are made from, then the ready mappings."""
    for name, contract in contracts().items():
        yield from _table(name, contract, language, texts)
    words: Words = texts["metric words"]
    yield from (f"## {words['mappings'][language]}", "", words["mappings lead"][language], "")
    yield from header(*(words[word][language] for word in ("name", "export", "made")))
    for name, mapping in ready_mappings().items():
        yield row(f"`{name}`", mapping.title[language], f"`{mapping.table}`")


def _table(name: str, contract: TableContract, language: Language, texts: Texts) -> Iterator[str]:
    words: Words = texts["metric words"]
    users = [metric for metric in metric_ids() if name in {wanted.table for wanted in definition(metric).inputs}]
    yield from (f"## {name}", "", f"{contract.title[language]}.", "")
    yield from header(*(words[word][language] for word in ("column", "kind", "meaning")))
    for column in contract.columns:
        yield row(f"`{column.name}`", _kind(column, language, texts), column.title[language])
    yield ""
    for first, second in contract.order:
        yield from (words["order"][language].format(first=first, second=second), "")
    for part, whole in contract.within:
        yield from (words["within"][language].format(part=part, whole=whole), "")
    yield from (f"{words['users'][language]}: {', '.join(f'`{metric}`' for metric in users)}.", "")


def _kind(column: Column, language: Language, texts: Texts) -> str:
    words: Words = texts["metric words"]
    shown = texts["kinds"][column.kind][language]
    if column.least is not None:
        shown += f", {words['least value'][language]} {number(column.least, language)}"
    return shown + (f"; {words['may be blank'][language]}" if column.blank else "")


def option_lines(language: Language, texts: Texts, same: Same) -> Iterator[str]:
    """Write every option, and the keys of the working calendar; both must be described, and nothing else."""
    words: Words = texts["metric words"]
    for model, name in ((Options, "options"), (Calendar, "calendar")):
        same(model.model_fields, texts[name], f"texts.yaml, {name}")
    yield from header(*(words[word][language] for word in ("option", "default", "meaning", "heard")))
    for name in Options.model_fields:
        meaning, heard = texts["options"][name][language], _listeners(name, words, language)
        yield row(f"`{name}`", _default(Options, name), meaning, heard)
    yield from ("", f"## {words['calendar'][language]}", "", words["calendar lead"][language], "")
    yield from header(*(words[word][language] for word in ("key", "default", "meaning")))
    for name in Calendar.model_fields:
        yield row(f"`{name}`", _default(Calendar, name), texts["calendar"][name][language])


def _default(model: type[BaseModel], name: str) -> str:
    value = model.model_fields[name].default
    if value is None or isinstance(value, BaseModel) or value == ():
        return "–"
    if isinstance(value, tuple):
        return f"`[{', '.join(f'{part:g}' for part in value)}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _listeners(name: str, words: Words, language: Language) -> str:
    if name in ALWAYS:
        return words["all metrics"][language]
    return ", ".join(f"`{metric}`" for metric in metric_ids() if name in definition(metric).options)
