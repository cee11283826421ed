"""Precision of themes, judged by a reader: draws tweets for each theme, and counts what the reader said of them.

    PYTHONPATH=src python bench/theme_quality.py draw winter FILE.csv [--beside OTHER.yaml] [--but OLD.csv ...]
    PYTHONPATH=src python bench/theme_quality.py count FILE.csv [--beside OTHER.yaml]

No set at hand has labels of themes. So one tweet of each group of copies is drawn for each theme, from the winter of
2013-14 (on which the lists of words are mended) or the summer of 2014 (on which they are reported). The reader puts 1
into ``label`` where the tweet tells of this theme as a customer of the company would meet it, else 0. ``--beside``
names another list of words: tweets are drawn from what either finds, and both are counted on the same tweets.
``--but`` names files of tweets that were read already and are not to be drawn again for the same theme.
The sets are read as in tone_quality.py; a file of labels holds tweets of others and stays out of the repository.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tone_quality
import yaml
from numpy.typing import NDArray

from centricity.stats.proportions import wilson
from centricity.text import themes
from centricity.text.lexicon import lexicon

Masks = NDArray[np.uint32]
PARTS = {"winter": "test", "summer": "train"}
COLUMNS = ("theme", "text", "found", "label")


def tweets(season: str) -> list[str]:
    """One tweet of each group of copies, banks and telecom together."""
    both = tone_quality.joined(*(tone_quality.tweets(f"{name}_{PARTS[season]}") for name in ("banks", "telecom")))
    _, first = np.unique(both.groups, return_index=True)
    return [" ".join(both.texts[at].split()) for at in first.tolist()]


def found(texts: list[str], words: Path | None) -> Masks:
    """Themes of each text by the shipped list of words, or by another."""
    if words is None:
        return themes.find_themes(texts).masks
    other, own = yaml.safe_load(words.read_text(encoding="utf-8")), dict(lexicon("themes"))
    try:
        lexicon("themes").update(other)
        themes._search.cache_clear()  # noqa: SLF001  another list in its place
        return themes.find_themes(texts).masks
    finally:
        lexicon("themes").update(own)
        themes._search.cache_clear()  # noqa: SLF001  another list in its place


def draw(texts: list[str], n: int, beside: Path | None, read: frozenset[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Texts of each theme, at random; a text is drawn for several themes where it has several."""
    mine, rng = found(texts, None), np.random.default_rng(0)
    either = mine | found(texts, beside) if beside else mine
    hits = themes.find_themes(texts)
    for theme in themes.themes():
        here = np.flatnonzero(either >> np.uint32(theme.bit) & 1)
        at = np.array([place for place in here.tolist() if (theme.code, texts[place]) not in read], dtype=np.int64)
        for place in rng.permutation(at)[:n].tolist():
            here = (hits.window == place) & (hits.theme == theme.bit)
            terms = {texts[place][a:b] for a, b in zip(hits.start[here], hits.end[here], strict=True)}
            yield {"theme": theme.code, "text": texts[place], "found": " | ".join(sorted(terms)), "label": ""}


def count(rows: list[dict[str, str]], beside: Path | None) -> None:
    """Print the precision of each theme with Wilson's interval."""
    texts = [row["text"] for row in rows]
    lists = {"shipped": found(texts, None)} | ({"beside": found(texts, beside)} if beside else {})
    for theme in themes.themes():
        mine = np.array([row["theme"] == theme.code and row["label"] in {"0", "1"} for row in rows])
        truth = np.array([row["label"] == "1" for row in rows])
        for name, masks in lists.items():
            told = mine & ((masks >> np.uint32(theme.bit) & 1) == 1)
            print(f"{theme.code:12} {name:8} {_share(int((told & truth).sum()), int(told.sum()))}", end="; ")
            print(f"kept of the right ones {_share(int((told & truth).sum()), int((mine & truth).sum()))}")


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a file of labels."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _share(part: int, whole: int) -> str:
    if not whole:
        return "0 of 0"
    low, high = wilson(np.array([part / whole]), np.array([float(whole)]))
    return f"{part} of {whole} = {part / whole:.2f} ({low[0]:.2f}-{high[0]:.2f})"


def main() -> None:
    """Draw tweets, or count labels."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("step", choices=("draw", "count"))
    asked.add_argument("what", nargs="+", help="season and file, or file")
    asked.add_argument("--beside", type=Path)
    asked.add_argument("--but", type=Path, nargs="*", default=[])
    asked.add_argument("--n", type=int, default=60)
    told = asked.parse_args()
    path = Path(told.what[-1])
    if told.step == "count":
        count(rows_of(path), told.beside)
        return
    read = frozenset((row["theme"], row["text"]) for file in told.but for row in rows_of(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(draw(tweets(told.what[0]), told.n, told.beside, read))


if __name__ == "__main__":
    main()
