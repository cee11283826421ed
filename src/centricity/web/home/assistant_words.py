"""What an assistant took off people, in words; said beside it is what others claim, as their claim."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from centricity.language import Language, number
from centricity.metrics import definition
from centricity.tables.write import OutputTable
from centricity.web.home.assistant import Assistant, Dialogues
from centricity.web.home.board import NOT_TOLD
from centricity.web.home.channel_rows import NOTHING
from centricity.web.home.channels import Channels
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet, shortly

Said = dict[Language, str]
_HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("Начато с ассистентом", "Осталось у ассистента", "Передано человеку", "Спросили снова за 7 дней"),
    "en": ("Begun with the assistant", "Stayed with the assistant", "Handed over to a person", "Asked again in 7 days"),
}
_FIRST: dict[str, Said] = {
    "channels": {"ru": "Канал", "en": "Channel"},
    "about": {"ru": "О чём", "en": "About"},
}
_CSAT: Said = {"ru": "CSAT канала", "en": "CSAT of the channel"}
_TITLES: dict[str, Said] = {
    "channels": {"ru": "Ассистент", "en": "Assistant"},
    "about": {"ru": "Типовые диалоги ассистента", "en": "Typical dialogues of the assistant"},
}
_NOTES: dict[Language, dict[str, str]] = {
    "ru": {
        "untold": "Диалогов, о которых не сказано, переданы ли они человеку: {n}. В доле оставшихся у ассистента "
        "их нет.",
        "again": "«Спросили снова» — доля диалогов, оставшихся у ассистента, после которых тот же клиент за 7 дней "
        "обратился ещё раз, в любой канал и о чём угодно. Кто сдался и ушёл совсем, здесь не виден.",
        "young": "Диалогов, у которых 7 дней ещё не прошли: {n}.",
        "too_many": "Кто спросил снова, не посчитано: обращений больше, чем страница берёт за раз. Сузьте период.",
        "claim": "О ботах пишут, что около 90 % запросов не требуют человека. Это утверждение агентства Tidio в чужом "
        "пересказе, без данных и методики. Целью и нормой оно здесь не служит.",
    },
    "en": {
        "untold": "Dialogues of which it is not told whether they were handed over: {n}. They are not in the share "
        "that stayed with the assistant.",
        "again": "“Asked again” is the share of the dialogues that stayed with the assistant after which the same "
        "customer turned to you again within 7 days, by any channel and about anything. Who gave up for good is "
        "not seen.",
        "young": "Dialogues whose 7 days are not over yet: {n}.",
        "too_many": "Who asked again is not counted: there are more contacts than the page takes at once. Narrow the "
        "period.",
        "claim": "It is written of bots that about 90% of requests need no person. This is a claim of the agency "
        "Tidio, told by others without data or method. Here it is neither a target nor a norm.",
    },
}  # fmt: skip


def assistant_in_words(
    found: Channels, language: Language, named: Callable[[str], str], listed: Callable[[str], str]
) -> Analysis:
    """The assistant as a page shows it, channels ``named`` and their dialogues ``listed`` as it says; or nothing."""
    told = found.assistant
    if told.whole is None:
        return Analysis()
    csat = {line.code: line.csat for line in (*found.lines, *found.groups)}
    by_channel = _sheet("channels", [*told.channels, told.whole], language, named, listed)
    beside = tuple((*row, _csat(csat.get(each.code, NOTHING), language)) for row, each in zip(
        by_channel.rows, [*told.channels, told.whole], strict=True
    ))  # fmt: skip
    heads = (*by_channel.heads, Head(_CSAT[language]))
    sheets = [Sheet("assistant", by_channel.title, heads, beside, by_channel.file)]
    if any(each.code for each in told.about):
        sheets.append(_sheet("about", told.about, language, lambda code: code or NOT_TOLD[language], _nowhere))
    return Analysis(sheets, notes=list(_notes(told, language)))


def _csat(found: Any, language: Language) -> Entry:
    return shortly(found, definition("csat"), language)


def _nowhere(_code: str) -> str:
    return ""


def _sheet(
    code: str, lines: Sequence[Dialogues], language: Language, named: Callable[[str], str], listed: Callable[[str], str]
) -> Sheet:
    heads = (Head(_FIRST[code][language], numeric=False), *(Head(each) for each in _HEADS[language]))
    rows = tuple((Entry(named(each.code)), *_cells(each, language, listed(each.code))) for each in lines)
    return Sheet(code, _TITLES[code][language], heads, rows, _file(code, lines))


def _cells(each: Dialogues, language: Language, href: str) -> Iterator[Entry]:
    yield Entry(number(each.begun, language), href=href)
    yield shortly(each.contained, definition("containment"), language)
    yield Entry(number(each.handed_over, language))
    yield shortly(each.again, definition("repeat_contacts"), language)


def _file(code: str, lines: Sequence[Dialogues]) -> OutputTable:
    columns = ("about" if code == "about" else "channel", "measure", "value", "low", "high", "n")
    cells: list[Any] = []
    for line in lines:
        name = line.code or "not_told"
        counts = (("begun", line.begun), ("handed_over", line.handed_over), ("untold", line.untold))
        cells += [(name, what, n, None, None, line.begun) for what, n in counts]
        made = (("containment", line.contained), ("asked_again", line.again))
        cells += [(name, what, each.value, each.low, each.high, each.n) for what, each in made]
    return OutputTable("assistant", columns, cells)


def _notes(told: Assistant, language: Language) -> Iterator[str]:
    words = _NOTES[language]
    yield definition("containment").reading[language]
    yield words["again"]
    if told.whole is not None and told.whole.untold:
        yield words["untold"].format(n=number(told.whole.untold, language))
    if told.young:
        yield words["young"].format(n=number(told.young, language))
    if told.too_many:
        yield words["too_many"]
    yield words["claim"]
