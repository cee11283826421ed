"""Results of a survey as a table that is taken away: the figures of its page, with what the page withholds left out."""

from collections.abc import Iterator

from centricity.language import Language
from centricity.tables.write import Cell as Written
from centricity.tables.write import OutputTable
from centricity.web.voice.results import Results
from centricity.web.voice.shapes import Figure, Item

HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("код вопроса", "вопрос", "показатель", "столбец", "группа или ответ", "значение", "от", "до", "n",
           "примечание"),
    "en": ("question code", "question", "metric", "column", "group or answer", "value", "low", "high", "n", "note"),
}  # fmt: skip
WORDS: dict[Language, dict[str, str]] = {
    "ru": {
        "answer": "ответ", "department": "подразделение", "segment": "сегмент", "touchpoint": "точка контакта",
        "channel": "канал", "market": "рынок", "rule": "сегмент по правилам",
        "sealed": "анонимный опрос: результаты показываются, когда он закрыт",
    },
    "en": {
        "answer": "answer", "department": "department", "segment": "segment", "touchpoint": "touchpoint",
        "channel": "channel", "market": "market", "rule": "segment of rules",
        "sealed": "anonymous survey: results are shown once it is closed",
    },
}  # fmt: skip
Line = tuple[Written, ...]


def results_table(read: Results | None, language: Language) -> OutputTable:
    """Every figure of the page as a line: of questions, of their answers, of groups."""
    if read is None:
        return OutputTable("results", HEADS[language], [])
    if read.sealed:
        blank = ("",) * (len(HEADS[language]) - 1)
        return OutputTable("results", HEADS[language], [(*blank, WORDS[language]["sealed"])])
    lines = [line for item in read.items for line in _lines(item, language)]
    return OutputTable("results", HEADS[language], lines)


def _lines(item: Item, language: Language) -> Iterator[Line]:
    about, words = (item.code, item.text, item.name), WORDS[language]
    withheld = item.hidden or item.withheld
    yield (*about, "", "", *_numbers(item.figure, None if withheld else item.n), withheld)
    if withheld:
        return
    for bar in item.bars:
        yield (*about, words["answer"], bar.text, *_numbers(bar.figure, bar.n), "")
    for table in item.tables:
        for cell in table.cells:
            yield (*about, words[table.column], cell.key, *_numbers(cell.figure, cell.n), cell.hidden)


def _numbers(figure: Figure | None, n: int | None) -> tuple[Written, ...]:
    return (*(figure or (None, None, None)), n)
