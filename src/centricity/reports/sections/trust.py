"""What the numbers rest on and where they end: coverage, evidence, limits, provenance."""

import numpy as np
import polars as pl

from centricity.index.built import NODE_STATES
from centricity.index.frame import STATE_NAMES
from centricity.language import long_date
from centricity.reports.context import Context
from centricity.reports.document import Block, Bullets, Cell, Column, Heading, Paragraph, Section, Table


def coverage(at: Context) -> Section:
    """How many subjects are assessed, not assessed or not applicable on each metric; evidence by access."""
    build = at.result.wave.build
    members = at.result.wave.market_members
    head = (
        Column(at.say("Метрика", "Metric"), wide=1),
        Column(at.say("Оценено", "Assessed"), numeric=True),
        Column(at.say("Не оценено", "Not assessed"), numeric=True),
        Column(at.say("Неприменимо", "Not applicable"), numeric=True),
        Column(at.say("Восполнено", "Imputed"), numeric=True),
    )
    rows = []
    for code in at.method.metrics:
        counts = np.bincount(build.metric_states[code][members], minlength=len(STATE_NAMES))
        rows.append((Cell(at.coded(code), at.coded(code)), *(Cell(at.score(int(n), 0), int(n)) for n in counts)))
    blocks: list[Block] = [Paragraph(_rules(at))]
    given = _given(at)
    if given:
        blocks.append(Paragraph(given))
    else:
        blocks.append(
            Table(
                head,
                tuple(rows),
                at.say("Покрытие по метрикам", "Coverage by metric"),
                sheet=at.say("Покрытие", "Coverage"),
            )
        )
    blocks += _evidence(at)
    blocks += _changes(at)
    return Section("coverage", at.say("Покрытие и свидетельства", "Coverage and evidence"), blocks)


def _rules(at: Context) -> str:
    said = at.say(
        "Нет данных — не ноль: «не оценено», «неприменимо» и «оценено в 0» различаются. ",
        "No data is not zero: “not assessed”, “not applicable” and “assessed at 0” are told apart. ",
    )
    for threshold in at.method.policies.missing.thresholds:
        where = (
            at.say("Индекс", "The index") if threshold.depth == 0 else at.say("Часть индекса", "A part of the index")
        )
        needs = []
        if threshold.metrics is not None:
            needs.append(at.say(f"не меньше {threshold.metrics} метрик", f"at least {threshold.metrics} metrics"))
        if threshold.children is not None:
            needs.append(at.say(f"{threshold.children} её частей", f"{threshold.children} of its parts"))
        if threshold.share is not None:
            needs.append(
                at.say(f"{at.percent(threshold.share)} метрик", f"{at.percent(threshold.share)} of its metrics")
            )
        said += at.say(
            f"{where} выводится, если есть {', '.join(needs)}. ", f"{where} is given if there are {', '.join(needs)}. "
        )
    return said.strip()


def _given(at: Context) -> str:
    build = at.result.wave.build
    given = [code for code, states in build.states.items() if (states == NODE_STATES.index("given")).any()]
    if not given or build.frame.values:
        return ""
    names = ", ".join(at.label(code) for code in given)
    return at.say(
        f"Метрик в исследовании нет: значения даны прямо для узлов ({names}).",
        f"The study holds no metrics: values are given at the nodes themselves ({names}).",
    )


def _evidence(at: Context) -> list[Block]:
    evidence = at.result.study.evidence
    if evidence.is_empty():
        return []
    words = {
        "public": at.say("открытых", "public"),
        "restricted": at.say("ограниченного доступа", "restricted"),
        "confidential": at.say("конфиденциальных", "confidential"),
    }
    counts = {str(access): int(n) for access, n in evidence["access"].value_counts().iter_rows()}
    parts = ", ".join(f"{word} {at.score(counts[key], 0)}" for key, word in words.items() if key in counts)
    said = at.say(
        f"Свидетельств {at.score(evidence.height, 0)}: {parts}. Конфиденциальные учтены в баллах, но не названы нигде.",
        f"Pieces of evidence: {at.score(evidence.height, 0)} ({parts}). "
        "Confidential ones count in the scores and are named nowhere.",
    )
    tools = evidence.filter(pl.col("tool").is_not_null())
    if not tools.is_empty():
        unchecked = tools.filter(pl.col("human_checked").fill_null("false") != "true").height
        names = ", ".join(sorted(tools["tool"].unique().to_list()))
        said += " " + at.say(
            f"Получено инструментами ({names}): {at.score(tools.height, 0)}, не проверено человеком {unchecked}.",
            f"Made by tools ({names}): {at.score(tools.height, 0)}, of which {unchecked} not checked by a person.",
        )
    return [Paragraph(said)]


def _changes(at: Context) -> list[Block]:
    changes = at.result.wave.build.changes
    imputed = sum(len(change.rows) for change in changes if change.step == "impute")
    treated = sum(len(change.rows) for change in changes if change.step == "treat")
    if not changes:
        return []
    return [
        Paragraph(
            at.say(
                f"Восполнено ячеек: {imputed}; обработано выбросов: {treated}. Каждая названа в changes.csv.",
                f"Cells imputed: {imputed}; outliers treated: {treated}. Each is named in changes.csv.",
            )
        )
    ]


def limits(at: Context) -> Section:
    """Limits of the method and of the study."""
    lines = [at.text(text) for text in at.result.study.settings.limits]
    if at.method.provenance.caution is not None:
        lines.append(at.text(at.method.provenance.caution))
    if at.method.policies.adjustment is not None:
        lines.append(
            at.say("Сглаживающие коэффициенты. ", "Smoothing coefficients. ")
            + at.text(at.method.policies.adjustment.status)
        )
    lines.append(
        at.say(
            "Интервал среднего — t-интервал Стьюдента (95 %): он говорит о разбросе между объектами, "
            "но не об ошибке оценщиков и не о выборе весов.",
            "The interval of a mean is Student's t interval (95%): it speaks of the spread between subjects, "
            "not of the raters' error nor of the choice of weights.",
        )
    )
    return Section("limits", at.say("Ограничения", "Limits"), [Bullets(tuple(lines))])


def voices(at: Context) -> Section | None:
    """Experts' words, where they agreed to be printed."""
    quotes = [quote for quote in at.result.study.settings.quotes if quote.consent == "granted"]
    if not quotes:
        return None
    blocks: list[Block] = []
    for quote in quotes:
        said = at.quoted(at.text(quote.text))
        blocks.append(
            Paragraph(f"{said} — {at.text(quote.author)}, {at.text(quote.role)}, {at.text(quote.organisation)}")
        )
    return Section("voices", at.say("Слова экспертов", "Experts' words"), blocks)


def conclusions(at: Context) -> Section | None:
    """Closing paragraphs of the method."""
    if not at.method.conclusions:
        return None
    blocks: list[Block] = []
    for conclusion in at.method.conclusions:
        blocks += [Heading(at.text(conclusion.title)), Paragraph(at.text(conclusion.text))]
    return Section(
        "conclusions", at.say("Из методики: как читать и применять", "From the method: how to read and use it"), blocks
    )


def provenance(at: Context) -> Section:
    """Who paid, whose interests, which data, which method, which program."""
    settings = at.result.study.settings
    pairs = [
        (at.say("Спонсор", "Sponsor"), at.text(settings.sponsor) or at.say("не назван", "not named")),
        (at.say("Конфликты интересов", "Conflicts of interest"), _conflicts(at)),
        (at.say("Методика", "Method"), at.method.identity),
        (at.say("Отпечаток методики", "Hash of the method"), at.method.hash[:16]),
        (at.say("Отпечаток данных", "Hash of the data"), at.result.study.data_hash[:16]),
        (at.say("Программа", "Program"), f"Centricity {at.result.version}"),
    ]
    if settings.published is not None:
        pairs.insert(0, (at.say("Дата издания", "Published"), long_date(settings.published, at.language)))
    if settings.overrides:
        pairs.append((at.say("Отступления от методики", "Departures from the method"), _flat(at, settings.overrides)))
    rows = tuple((Cell(name, name, strong=True), Cell(value, value)) for name, value in pairs)
    table = Table((Column("", wide=1), Column("", wide=2.5)), rows, sheet=at.say("Происхождение", "Provenance"))
    said = at.say(
        "Те же данные, методика и версия дают те же числа байт в байт; полные отпечатки стоят в result.json. "
        "Любой балл разбирают до наблюдений и свидетельств trace.csv и команда centricity study explain.",
        "The same data, method and version give the same figures, byte for byte; full hashes stand in result.json. "
        "Any score is taken apart down to observations and evidence by trace.csv and by centricity study explain.",
    )
    return Section("provenance", at.say("Происхождение", "Provenance"), [table, Paragraph(said)])


def _conflicts(at: Context) -> str:
    stated = at.result.study.settings.conflicts
    if not stated:
        return at.say("не объявлены", "none declared")
    lines = []
    for conflict in stated:
        subject = conflict.subject
        shown = subject is not None and _may_be_named(at, subject)
        who = f"{at.result.study.name_of(subject, at.language)}: " if subject is not None and shown else ""
        lines.append(who + at.text(conflict.text))
    return " ".join(lines)


def _may_be_named(at: Context, subject: str) -> bool:
    """Whether a subject may be named to this audience."""
    codes = at.result.wave.build.frame.subjects.tolist()
    return at.result.shows_subject(codes.index(subject))


def _flat(at: Context, content: object, path: str = "") -> str:
    """Overrides as ``key = value``; a text in the report's language alone."""
    if not isinstance(content, dict):
        return f"{path} = {'–' if content is None else content}"
    if set(content) == {"ru", "en"}:
        return f"{path} = {content[at.language]}"
    return "; ".join(_flat(at, value, f"{path}.{key}" if path else str(key)) for key, value in content.items())
