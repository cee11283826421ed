"""Recall and precision of mentions on the tweets of 2015, and of reprints on invented articles.

``python bench/mention_quality.py``; the tweets are read from the reference data (``../shared/data``, or
``CENTRICITY_REFERENCE_DATA``). The labels name the companies that a tweet speaks of; a company found in a tweet that no
label of the same text names counts against precision. The aliases below were written while looking at these sets, so
the figures flatter a little.
"""

import csv
import os
import random
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from centricity.language import Text
from centricity.text.companies import Company, companies_of
from centricity.text.documents import batch_of, document
from centricity.text.duplicates import clusters, signatures
from centricity.text.mentions import Finder

DATA = Path(os.environ.get("CENTRICITY_REFERENCE_DATA", Path(__file__).parents[2] / "shared" / "data")) / "text"


def company(code: str, ru: str, en: str, **more: tuple[str, ...]) -> Company:
    """A company with its names."""
    return Company(company=code, name=Text(ru=ru, en=en), **more)


BANKS = (
    company("sberbank", "Сбербанк", "Sberbank", aliases=("Сбер",), handles=("sberbank",),
            misspellings=("збербанк", "сбербанг")),
    company("vtb", "ВТБ", "VTB", aliases=("ВТБ24", "VTB24", "ВТБ 24", "VTB 24")),
    company("alfabank", "Альфа-Банк", "Alfa-Bank", aliases=("Альфабанк", "Альфа"), misspellings=("Альфо банк",)),
    company("raiffeisen", "Райффайзенбанк", "Raiffeisenbank",
            aliases=("Райффайзен", "Raiffeisen", "Райффайзен банк"),
            misspellings=("Райфайзенбанк", "Райфайзен", "Райффайзинг", "Райфайзен банк", "Раффайзен")),
    company("gazprom", "Газпромбанк", "Gazprombank", aliases=("ГПБ",)),
    company("bankmoskvy", "Банк Москвы", "Bank of Moscow"),
    company("rshb", "Россельхозбанк", "Rosselkhozbank", aliases=("РСХБ",)),
    company("uralsib", "Уралсиб", "Uralsib"),
)  # fmt: skip
TELECOM = (
    company("beeline", "Билайн", "Beeline", aliases=("Вымпелком",), handles=("Beeline_RUS", "beelineru"),
            misspellings=("билаин",)),
    company("mts", "МТС", "MTS", handles=("ru_mts",)),
    company("megafon", "МегаФон", "MegaFon", handles=("megafonru", "MegaFonHelp", "MegaFonCorp")),
    company("tele2", "Теле2", "Tele2", aliases=("Теле 2", "Tele 2")),
    company("rostelecom", "Ростелеком", "Rostelecom"),
    company("komstar", "Комстар", "Comstar"),
    company("skylink", "Скайлинк", "Skylink", aliases=("Скай Линк", "Sky Link")),
)  # fmt: skip


def mentions(name: str, known: tuple[Company, ...]) -> None:
    """Recall and precision over training and test set together."""
    rows = []
    for part in ("train", "test"):
        with (DATA / f"sentirueval2015_{name}_{part}.tsv").open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    finder = Finder(companies_of(known))
    made = finder.find(pa.array([row["text"] for row in rows]))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for text, claim in zip(made.text.tolist(), made.claim.tolist(), strict=True):
        found[text].add(finder.companies.codes[finder.claims[claim].company])
    named: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        named[row["text"]].add(row["entity"])
    hit = sum(row["entity"] in found[i] for i, row in enumerate(rows))
    extra = sum(len(found[i] - named[row["text"]]) for i, row in enumerate(rows))
    print(f"{name}: {len(rows):,} labels, recall {hit / len(rows):.4f}, precision {hit / (hit + extra):.4f}")


def reprints(stories: int = 1_500, seed: int = 1) -> None:
    """Articles of 80 to 400 invented words, reprinted with up to 8 % of the words changed, cut or led in."""
    rng = random.Random(seed)  # noqa: S311  invented articles, no secrets
    vocabulary = [f"слово{i}" for i in range(20_000)]
    weights = 1 / np.arange(1, len(vocabulary) + 1)
    rows, truth = [], []
    for story in range(stories):
        words = rng.choices(vocabulary, weights, k=rng.randint(80, 400))
        for copy in range(rng.choice([1, 1, 2, 3])):
            told = list(words)
            for _ in range(int(len(told) * rng.uniform(0, 0.08)) * (copy > 0)):
                told[rng.randrange(len(told))] = rng.choice(vocabulary)
            if copy and rng.random() < 0.5:
                told = told[rng.randint(0, len(told) // 10) :]
            rows.append(document(" ".join(told), f"s{copy}", "news", url=f"{story}-{copy}"))
            truth.append(story)
    made = clusters(pa.Table.from_batches([signatures(batch_of(rows))]).column)
    story_of = dict(zip(made["document"].to_pylist(), made["story"].to_pylist(), strict=True))
    found = [story_of[row["document"]] for row in rows]
    first = {story: found[truth.index(story)] for story in set(truth)}
    copies = [i for i, story in enumerate(truth) if i and truth[i - 1] == story]
    right = sum(found[i] == first[truth[i]] for i in copies)
    owners = defaultdict(set)
    for story, cluster in zip(truth, found, strict=True):
        owners[cluster].add(story)
    wrong = sum(len(each) > 1 for each in owners.values())
    print(f"reprints: {len(copies):,}, found {right / len(copies):.4f}; clusters of several stories {wrong}")


if __name__ == "__main__":
    reprints()
    if not DATA.is_dir():
        sys.exit(f"no reference data in {DATA.name}; only reprints were measured")
    mentions("banks", BANKS)
    mentions("telecom", TELECOM)
