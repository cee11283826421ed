"""Questions in the terminal about one passage after another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import click
from rich.console import Console
from rich.text import Text

_LEAVE = {"q", "й"}
"""The same key on both keyboards."""


@dataclass(frozen=True)
class Question:
    """What is asked of every passage: the words, the label of every sign, what is said where none was typed."""

    words: str
    signs: Mapping[str, str]
    wrong: str


def ask(rows: Sequence[dict[str, str]], question: Question, save: Callable[[], None]) -> None:
    """Ask for every label that is missing; each answer is saved at once."""
    out = Console()
    missing = [row for row in rows if not row["label"].strip()]
    for i, row in enumerate(missing, start=1):
        out.print(Text(f"\n{i}/{len(missing)}  {row['company']}  {row['source_kind']}", style="dim"))
        out.print(Text(row["sentence"]))
        answer = _answer(question)
        if answer is None:
            return
        row["label"] = answer
        save()


def _answer(question: Question) -> str | None:
    """A label; None to leave."""
    while True:
        try:
            typed = click.prompt(question.words, prompt_suffix=" > ").strip()
        except (click.Abort, EOFError):
            return None
        if typed in question.signs:
            return question.signs[typed]
        if typed.lower() in _LEAVE:
            return None
        click.echo(question.wrong, err=True)
