"""Labelling by hand in the terminal, and what the labels say of the model."""

from pathlib import Path
from typing import Any

import click
import polars as pl
from rich.console import Console
from rich.table import Table

from centricity.cli.text_ask import Question, ask
from centricity.cli.words import say
from centricity.errors import CentricityError
from centricity.language import Language, number
from centricity.tables.write import write_whole
from centricity.text.passages import passage
from centricity.text.scan import Told, tell
from centricity.text.tone.correct import corrected_within, draw_sample, read_labels, read_rows, to_csv


def label_texts(
    folder: Path, labels: Path, n: int, seed: int, name: str | None, company: str | None, lang: Language
) -> None:  # fmt: skip
    """Label the tone, or the places of a name where one is given."""
    if name is None:
        if company is not None:
            raise click.UsageError(say("--company нужна только вместе с --name.", "--company goes only with --name."))
        label_mentions(folder, labels, n, seed, lang)
        return
    from centricity.cli.text_names import label_name

    label_name(folder, labels, name, company, n, seed)


def label_mentions(folder: Path, file: Path, n: int, seed: int, lang: Language) -> None:
    """Draw a sample or take up an earlier one, ask for its labels one by one, and say what they tell."""
    told = tell(folder)
    if not file.exists():
        write_whole(file, to_csv(draw_sample(_candidates(told), n, seed)).encode())
    rows = read_rows(file)
    ask(rows, _question(), lambda: write_whole(file, to_csv(rows).encode()))
    _say_errors(file, told, lang)


def _question() -> Question:
    return Question(
        say("тон + 0 - ? (q - выйти)", "tone + 0 - ? (q to leave)"),
        {"+": "1", "0": "0", "-": "-1", "−": "-1", "?": ""},
        say("Введите +, 0, - или ?.", "Type +, 0, - or ?."),
    )


def _candidates(told: Told) -> list[dict[str, Any]]:
    """Mentions that a model judged, with the passage around them."""
    judged = told.mentions.filter(pl.col("tone_by") != "rating")
    joined = judged.join(told.documents.select("document", "source_kind", "title", "text"), on="document")
    return [
        {
            "mention": f"{row['document']}:{row['company']}:{row['start']}", "company": row["company"],
            "source_kind": row["source_kind"], "told": row["tone"], "sentence": passage(row),
        }
        for row in joined.iter_rows(named=True)
    ]  # fmt: skip


def _say_errors(file: Path, told: Told, lang: Language) -> None:
    """The confusion of the model and the net tone put right by it."""
    labels = read_labels(file)
    if not labels.rows:
        click.echo(say("Меток ещё нет.", "There are no labels yet."))
        return
    table = labels.confusion(weighted=False)
    click.echo(say("Человек по строкам, модель по столбцам:", "By hand in rows, the model in columns:"))
    shown = Table(box=None, pad_edge=False)
    for title in ("", "−", "0", "+"):
        shown.add_column(title, justify="right")
    for name, row in zip(("−", "0", "+"), table.tolist(), strict=True):
        shown.add_row(name, *(str(int(cell)) for cell in row))
    Console().print(shown)
    counts = [int((told.mentions["tone"] == tone).sum()) for tone in (-1, 0, 1)]
    try:
        found = corrected_within(counts, table)
    except CentricityError as error:
        click.echo(error.text(lang), err=True)
        return
    value, low, high, raw = (number(x, lang, 2) for x in (found.value, found.low, found.high, found.raw))
    click.echo(say(f"Баланс тона по модели {raw}; с поправкой {value}, от {low} до {high}; меток {found.labelled}.",
                   f"Balance of tone by the model {raw}; corrected {value}, between {low} and {high}; "
                   f"{found.labelled} labels."))  # fmt: skip
