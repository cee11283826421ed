"""Names that are also words, on real texts: how many other senses rules and models take for the company.

``PYTHONPATH=src python bench/sense_quality.py [--show]``; the sets are read as in tone_quality.py.

In these sets six well-known names stand almost only in their other senses, so that only false alarms of a rule can be
counted; ``--show`` prints what the rules took, for a reader to judge. For models the two senses are made of real
sentences: an organisation of the news and a word of the news go by one invented name with a capital, as many of either,
and are told on labels hidden from the model. That is the test by pseudo-words of Gale, Church and Yarowsky (1992), Work
on statistical methods for word sense disambiguation.
"""

import re
import sys

import numpy as np
import pyarrow as pa
import tone_quality
from numpy.typing import NDArray

from centricity.language import Text
from centricity.stats.proportions import wilson
from centricity.text.companies import Company, companies_of
from centricity.text.mentions import Finder
from centricity.text.normal import one_byte
from centricity.text.rules import Rule
from centricity.text.sense_learning import learn
from centricity.text.surroundings import Seen, seen_at

NEEDS = {
    "Россия": ("авиакомпания", "рейс", "лайнер", "аэрофлот"),
    "Победа": ("авиакомпания", "рейс", "лоукостер", "аэропорт", "билет"),
    "Лента": ("гипермаркет", "супермаркет", "магазин", "ритейлер", "покупатель"),
    "Самолёт": ("застройщик", "девелопер", "квартира", "ипотека", "новостройка"),
    "Метро": ("гипермаркет", "магазин", "ритейлер", "кэш", "cash"),
    "Мега": ("торговый центр", "тц", "магазин", "икея", "парковка"),
}
"""Rules as the how-to tells to write them, written before any of these texts was read."""

WORDS = {
    "Россия": r"росси[яиюе]|россией",
    "победа": r"побед[аыеу]|победой",
    "самолёт": r"самол[её]т(?:а|у|ы|ом|ов|ами)?",
    "фильм": r"фильм(?:а|у|ы|ом|ов)?",
    "город": r"город(?:а|у|е|ом)?",
}
LEAST = 20
NAME = "Название"


def texts() -> list[str]:
    """One of each group of copies: tweets of four sets and sentences of news."""
    tweets = [tone_quality.tweets(f"{name}_{part}") for name in ("banks", "telecom") for part in ("train", "test")]
    both = tone_quality.joined(*tweets, tone_quality.news("train"), tone_quality.news("dev"))
    _, first = np.unique(both.groups, return_index=True)
    return [both.texts[at] for at in first.tolist()]


def taken(every: list[str], name: str, *rules: Rule) -> list[str]:
    """Texts in which a name is taken for a company."""
    found = Finder(companies_of([Company(company="it", name=Text(ru=name, en=name), rules=rules)]))
    return [every[at] for at in sorted(set(found.find(pa.array(every)).text.tolist()))]


def rules(show: bool) -> None:
    """False alarms of the name alone, with a capital, and with a rule."""
    every = texts()
    print(f"{len(every):,} texts")
    for name, needs in NEEDS.items():
        word = taken(every, name)
        capital = taken(every, name, Rule(name=name, capital=True))
        ruled = taken(every, name, Rule(name=name, capital=True, needs=needs, within=8))
        print(f"{name}: in {len(word)} texts, with a capital in {len(capital)}, by the rule in {len(ruled)}")
        for text in ruled if show else []:
            print("   ", text[:200])


def news() -> list[dict[str, str]]:
    """Entities of the news, training and other set together."""
    return [row for part in ("train", "dev") for row in tone_quality.rows(f"rusentne2023_{part}")]


def seen(text: str, start: int, end: int) -> Seen:
    """What stands around a place when the invented name is put there."""
    written = text[:start] + NAME + text[end:]
    column = one_byte(pa.array([written], pa.string()))
    first = int(column.offsets[0]) + start
    return seen_at(column, 0, first, first + len(NAME), written)


def organisations(rows: list[dict[str, str]]) -> dict[str, list[tuple[str, int, int]]]:
    """Places of each organisation that has a name of one word and stands in enough sentences."""
    found: dict[str, dict[str, tuple[str, int, int]]] = {}
    for row in rows:
        if row["entity_tag"] == "ORGANIZATION" and row["entity"][:1].isupper() and " " not in row["entity"]:
            start, end = int(row["entity_pos_start_rel"]), int(row["entity_pos_end_rel"])
            found.setdefault(row["entity"][:5].lower(), {})[row["sentence"]] = row["sentence"], start, end
    return {name: list(each.values()) for name, each in found.items() if len(each) >= LEAST}


def words(rows: list[dict[str, str]]) -> dict[str, list[tuple[str, int, int]]]:
    """Places of each word, the first of a sentence."""
    sentences = dict.fromkeys(row["sentence"] for row in rows)
    made = {}
    for name, pattern in WORDS.items():
        found = [(text, re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)) for text in sentences]
        made[name] = [(text, *each.span()) for text, each in found if each]
    return {name: each for name, each in made.items() if len(each) >= LEAST}


def models() -> None:
    """Precision and recall of models, each of one organisation and one word, on labels hidden from it."""
    rows, rng = news(), np.random.default_rng(0)
    one, other = organisations(rows), words(rows)
    print({name: len(each) for name, each in (one | other).items()})
    every = np.zeros(4, np.int64)
    for word, theirs in other.items():
        hidden = np.zeros(4, np.int64)
        for ours in one.values():
            size = min(len(ours), len(theirs))
            places = [kind[at] for kind in (ours, theirs) for at in rng.permutation(len(kind))[:size]]
            copies = tone_quality.groups_of([text for text, _, _ in places]).tolist()
            labels = [1] * size + [0] * size
            hidden += learn(NAME, [seen(*place) for place in places], labels, [str(one) for one in copies]).hidden
        every += hidden
        told(word, hidden)
    told("together", every)


def told(name: str, hidden: NDArray[np.int64]) -> None:
    """Print the precision and recall of models added up."""
    right, taken_, missed, refused = hidden.tolist()
    print(f"{name}: {right + missed} of companies, {taken_ + refused} others; precision "
          f"{_share(right, right + taken_)}, recall {_share(right, right + missed)}")  # fmt: skip


def _share(part: int, whole: int) -> str:
    low, high = wilson(np.array([part / whole]), np.array([float(whole)]))
    return f"{part / whole:.2f} ({low[0]:.2f}-{high[0]:.2f})"


if __name__ == "__main__":
    rules("--show" in sys.argv)
    models()
