"""The report of a scan: share of voice, tone over time, themes by company, quotes, and how it was made."""

from collections.abc import Sequence

from centricity.language import Language, number
from centricity.reports.charts import draw
from centricity.reports.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Paragraph,
    Section,
    Table,
)
from centricity.reports.text_answers import answer_section
from centricity.reports.text_at import At
from centricity.reports.text_calls import call_section
from centricity.text.answers import METRIC as ANSWERS
from centricity.text.call_facts import METRIC as CALLS
from centricity.text.overview import (
    Quote,
    Toned,
    complaints,
    emerging,
    tone_by_month,
    tone_by_theme,
    typical,
)
from centricity.text.scan import Told
from centricity.text.themes import themes

MOST_LINES, MOST_ROWS, MOST_THEMES = 6, 40, 6

_INDICATORS = {
    "mcsi": ("1.4", "баланс тона", "balance of tone"),
    "n_eff": ("1.4", "упоминаний с тоном", "mentions with a tone"),
    "media_index": ("1.4", "медиаиндекс", "media index"),
    "rating_shrunk": ("1.5", "оценка с поправкой", "corrected rating"),
    "channel_min": ("1.5", "худший канал", "worst channel"),
    "mentions_log": ("2.1", "lg(1 + упоминаний)", "log10(1 + mentions)"),
    "share_of_voice": ("2.1", "доля голоса", "share of voice"),
    "enps_proxy": ("3.3", "eNPS по отзывам", "eNPS by reviews"),
    "active_accounts": ("4.2", "живых страниц", "accounts alive"),
    "incident_reports": ("4.4", "сообщений о происшествиях", "reports of incidents"),
}


def text_report(told: Told, language: Language) -> Document:
    """Make the document of a scan."""
    at = At(told, language)
    sections = [
        _voice(at), _tone(at), _themes(at), _topics(at), _terms(at), _quotes(at), answer_section(at),
        call_section(at), _facts(at), _made(at),
    ]  # fmt: skip
    scan = told.store.scan()
    return Document(
        language=language,
        title=at.say("Что говорят о компаниях открытые тексты", "What open texts say of companies"),
        subtitle=at.say(
            f"Год до {told.period.end.isoformat()}, этот день не включён",
            f"The year before {told.period.end.isoformat()}, that day left out",
        ),
        edition=at.say("Просмотр текстов", "Scan of texts"),
        facts=(
            (at.say("Документов прочитано", "Documents read"), number(sum(scan["read"].values()), language)),
            (at.say("Говорят о компаниях", "Speak of companies"), number(scan["kept"], language)),
            (at.say("Компаний", "Companies"), number(len(told.companies.codes), language)),
        ),
        banner="",
        contents=at.say("Содержание", "Contents"),
        sections=tuple(section for section in sections if section.blocks),
    )


def _voice(at: At) -> Section:
    known = [(code, fact) for code in at.told.companies.codes if (fact := at.fact(code, "share_of_voice")) is not None]
    ranked = sorted(known, key=lambda pair: -pair[1].estimate.value if pair[1].estimate else 0)[:MOST_ROWS]
    rows = [
        {"name": at.names[code], "order": i, "value": 100 * e.value, "low": 100 * e.low, "high": 100 * e.high,
         "second": None, "label": at.share(e.value, 1)}
        for i, (code, fact) in enumerate(ranked) if (e := fact.estimate) is not None
    ]  # fmt: skip
    if not rows:
        return Section("voice", "", [])
    most = max(float(str(row["high"])) for row in rows)
    svg = draw("forest", rows, span=(0.0, most * 1.08), height=max(30 * len(rows), 60), language=at.language, width=360)
    caption = at.say("Доля голоса, %", "Share of voice, %")
    alt = caption + ": " + "; ".join(f"{row['name']} {row['label']}" for row in rows)
    says = at.say(
        "Какая часть упоминаний всех компаний приходится на каждую: от издания по одному на сюжет, без своих и "
        "оплаченных материалов.",
        "What part of the mentions of all companies each has: one per outlet and story, its own and paid items left "
        "out.",
    )
    return Section("voice", at.say("Доля голоса", "Share of voice"), [Paragraph(says), Chart(svg, caption, alt)])


def _tone(at: At) -> Section:
    toned = [each for each in tone_by_month(at.told) if each.balance is not None]
    months = sorted({each.key for each in toned})
    if len(months) < 2:
        return Section("tone", "", [])
    sizes = {code: sum(e.positive + e.negative for e in toned if e.company == code) for code in at.names}
    drawn = sorted((code for code in sizes if sizes[code]), key=lambda code: (-sizes[code], code))
    blocks: list[Block] = [Paragraph(at.say(
        "Баланс — (похвал − критики) / (похвал + критики), один сюжет — один голос; полоса — 95 %. Месяцы, где с "
        "ясным тоном меньше пяти сюжетов, не показаны.",
        "The balance is (praise − blame) / (praise + blame), one story one voice; the band is 95%. Months with fewer "
        "than five stories of a clear tone are not shown.",
    ))]  # fmt: skip
    begins = range(0, min(len(drawn), MOST_LINES), 3)
    blocks += [_lines(at, toned, months, drawn[begin : begin + 3]) for begin in begins]
    return Section("tone", at.say("Тон по месяцам", "Tone by month"), blocks)


def _lines(at: At, toned: Sequence[Toned], months: Sequence[str], codes: Sequence[str]) -> Chart:
    rows = [
        {"order": months.index(e.key), "name": e.key, "series": at.names[e.company], "value": e.balance.value,
         "low": e.balance.low, "high": e.balance.high}
        for e in toned if e.company in codes and e.balance is not None
    ]  # fmt: skip
    svg = draw("series", rows, span=(-1.0, 1.0), height=210, marker=0.0, language=at.language, width=520)
    caption = at.say("Баланс тона: ", "Balance of tone: ") + ", ".join(at.names[code] for code in codes)
    return Chart(svg, caption, caption)


def _themes(at: At) -> Section:
    toned = tone_by_theme(at.told)
    titles = {theme.code: theme.title[at.language] for theme in themes()}
    codes = [code for code in at.names if any(each.company == code and each.balance for each in toned)][:MOST_ROWS]
    if not codes:
        return Section("themes", "", [])
    known = {(each.company, each.key): each for each in toned}
    used = [code for code in titles if any(key == code and each.balance for (_, key), each in known.items())]
    says = at.say(
        "Баланс тона там, где рядом с именем компании говорят о теме; в скобках — сколько сюжетов с ясным тоном. Где "
        "их меньше пяти, пусто.",
        "Balance of tone where a theme is spoken of beside the company's name; in brackets, how many stories had a "
        "clear tone. Fewer than five: empty.",
    )
    title = at.say("О чём говорят", "What is spoken of")
    tables = [
        _theme_table(at, known, codes, {code: titles[code] for code in used[begin : begin + MOST_THEMES]}, begin)
        for begin in range(0, len(used), MOST_THEMES)
    ]
    return Section("themes", title, [Paragraph(says), *tables])


def _theme_table(
    at: At, known: dict[tuple[str, str], Toned], codes: Sequence[str], titles: dict[str, str], begin: int
) -> Table:
    """Some themes across, companies downward: a page holds no more."""
    head = (Column(at.say("Компания", "Company"), wide=1), *(Column(title, numeric=True) for title in titles.values()))
    rows = []
    for code in codes:
        cells = [Cell(at.names[code], at.names[code], strong=True)]
        for theme in titles:
            each = known.get((code, theme))
            if each is None or each.balance is None:
                cells.append(Cell(""))
                continue
            value = each.balance.value
            text = f"{at.number(value, 2, signed=True)} ({each.positive + each.negative})"
            cells.append(Cell(text, value, heat=(value + 1) / 2))
        rows.append(tuple(cells))
    sheet = at.say("Темы", "Themes") + (f" {begin // MOST_THEMES + 1}" if begin else "")
    return Table(head, tuple(rows), ", ".join(titles.values()), sheet=sheet)


def _topics(at: At) -> Section:
    found = complaints(at.told)
    whole = sum(len(topic.members) for topic in found.topics) + len(found.other)
    if not found.topics:
        return Section("topics", "", [])
    blocks: list[Block] = [Paragraph(at.say(
        f"Критика за год, {number(whole, at.language)} сюжетов, сгруппирована по словам; в мелких группах: "
        f"{number(len(found.other), at.language)}. Названия групп — их самые весомые слова.",
        f"The blame of the year, {number(whole, at.language)} stories, grouped by words; in small groups: "
        f"{number(len(found.other), at.language)}. A group is named by its weightiest words.",
    ))]  # fmt: skip
    for topic in found.topics:
        blocks.append(Heading(f"{', '.join(topic.terms[:5])} ({number(len(topic.members), at.language)})"))
        blocks.append(Bullets(tuple(f"«{quote.text.strip()}» — {quote.source}" for quote in topic.quotes[:2])))
    return Section("topics", at.say("На что жалуются", "What is complained of"), blocks)


def _terms(at: At) -> Section:
    found = emerging(at.told)[:MOST_ROWS]
    if not found:
        return Section("terms", "", [])
    head = (
        Column(at.say("Слово", "Term"), wide=1), Column(at.say("Было", "Before"), numeric=True),
        Column(at.say("Стало", "Now"), numeric=True), Column(at.say("Во сколько раз", "Times"), numeric=True),
        Column(at.share(0.95), numeric=True, ends=at.ends), Column("p", numeric=True),
    )  # fmt: skip
    rows = tuple(
        (Cell(each.term, each.term, strong=True), Cell(str(each.before), each.before), Cell(str(each.now), each.now),
         Cell(at.number(each.ratio, 1), each.ratio), at.limits(each.low, each.high, 1),
         Cell(at.number(each.adjusted, 3), each.adjusted))
        for each in found
    )  # fmt: skip
    says = at.say(
        "Слова, которые за последние 91 день стоят в большей доле сюжетов, чем за 91 день до того; p с поправкой на "
        "число сравнений.",
        "Terms found in a larger share of stories in the last 91 days than in the 91 before; p is adjusted for the "
        "number of comparisons.",
    )
    title = at.say("Новые слова", "New terms")
    return Section("terms", title, [Paragraph(says), Table(head, rows, title, sheet=title)])


def _quotes(at: At) -> Section:
    blocks: list[Block] = []
    for code in list(at.names)[:MOST_ROWS]:
        said = [*typical(at.told, code, 1, 2), *typical(at.told, code, -1, 2)]
        if said:
            blocks += [Heading(at.names[code]), Bullets(tuple(_said(at, quote) for quote in said))]
    if blocks:
        blocks.insert(0, Paragraph(at.say(
            "По два самых ясных высказывания; личные данные закрыты точками. Тон определила модель, и она ошибается.",
            "The two clearest of each; personal data are dotted out. The tone is a model's, and it errs.",
        )))  # fmt: skip
    return Section("quotes", at.say("Что именно говорят", "What exactly is said"), blocks)


def _said(at: At, quote: Quote) -> str:
    sign = {1: "+", 0: "0", -1: "−"}[quote.tone]
    copies = at.say(f", копий {quote.copies}", f", {quote.copies} copies") if quote.copies > 1 else ""
    passage = f"{quote.before[-120:]}{quote.name}{quote.after[:160]}".strip()
    return f"{sign} «{passage}» — {quote.source}, {quote.published}{copies}"


def _facts(at: At) -> Section:
    head = (
        Column(at.say("Компания", "Company"), wide=1), Column(at.say("Метрика", "Metric")),
        Column(at.say("Показатель", "Indicator"), wide=1), Column(at.say("Значение", "Value"), numeric=True),
        Column(at.share(0.95), numeric=True, ends=at.ends), Column("n", numeric=True),
        Column(at.say("Документов", "Documents"), numeric=True),
    )  # fmt: skip
    rows = []
    for fact in (each for each in at.told.facts if each.metric not in {ANSWERS, CALLS}):
        metric, ru, en = _INDICATORS.get(fact.indicator, (fact.metric, fact.indicator, fact.indicator))
        e = fact.estimate
        digits = 0 if fact.indicator in {"n_eff", "active_accounts", "incident_reports"} else 2
        value = Cell(at.say("мало данных", "too few")) if e is None else Cell(at.number(e.value, digits), e.value)
        rows.append((
            Cell(at.names[fact.company], at.names[fact.company]), Cell(metric, metric),
            Cell(at.say(ru, en), at.say(ru, en)), value, Cell("") if e is None else at.limits(e.low, e.high),
            Cell("" if e is None else at.number(e.n, 0), None if e is None else e.n),
            Cell(at.number(len(fact.documents), 0), len(fact.documents)),
        ))  # fmt: skip
    title = at.say("Показатели индекса", "Indicators of the index")
    return Section("facts", title, [Table(head, tuple(rows), title, sheet=title[:31])])


def _made(at: At) -> Section:
    scan = at.told.store.scan()
    kinds = ", ".join(f"{kind} {number(n, at.language)}" for kind, n in sorted(scan["read"].items()))
    left = sum(scan["left_out"].values())
    masked = sum(scan["masked"].values())
    lines = [
        at.say(f"Прочитано по видам источников: {kinds}.", f"Read by kind of source: {kinds}."),
        at.say(f"Не прочитано записей: {number(left, at.language)}; причины - в scan.json.",
               f"Records left out: {number(left, at.language)}; the reasons stand in scan.json."),
        at.say(f"Личных данных закрыто: {number(masked, at.language)}.",
               f"Personal data masked: {number(masked, at.language)}."),
        at.say(f"Тон: {scan['identity']['model']}.", f"Tone: {scan['identity']['model']}."),
        at.say(f"Компании и имена: {scan['identity']['companies']}.",
               f"Companies and names: {scan['identity']['companies']}."),
    ]  # fmt: skip
    if at.told.weights:
        told = ", ".join(f"{name} {at.number(weight)}" for name, weight in sorted(at.told.weights.items()))
        lines.append(at.say(f"Вес источников в медиаиндексе: {told}; остальных - 1.",
                            f"Weight of sources in the media index: {told}; of the others 1."))  # fmt: skip
    warn = Callout("warning", at.say("Читать с оговорками", "Read with care"), (
        at.say("Модель тона ошибается, и на новых видах текстов больше. Разметьте сто: centricity text label.",
               "The model of tone errs, more so on new kinds of text. Label a hundred: centricity text label."),
        at.say("Пишут не все: отзывы и записи - не опрос.", "Not everybody writes: reviews and posts are no survey."),
    ))  # fmt: skip
    return Section("made", at.say("Как получено", "How it was made"), [Bullets(tuple(lines)), warn])
