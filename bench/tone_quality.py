"""Trains the model of tone and measures it: asked and measured, beside a plain model.

    PYTHONPATH=src python bench/tone_quality.py            # figures only
    PYTHONPATH=src python bench/tone_quality.py --ship     # also writes the model that ships
    PYTHONPATH=src python bench/tone_quality.py --by-chance  # only net tone by samples drawn by chance

The sets are read from ../shared/data/text, or CENTRICITY_REFERENCE_DATA/text; nothing of them is written anywhere.
"""

import csv
import html
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centricity.text.tone.chance import corrected_by_chance, draw_by_chance
from centricity.text.tone.correct import draw_sample
from centricity.text.tone.evaluation import confusion, copy_weights, f1, macro_f1
from centricity.text.tone.model import Head, Model, ToneResult
from centricity.text.tone.quantify import corrected, corrected_within, net_tone, shares_by_em
from centricity.text.tone.training import Lesson, Settings, learn

Ints = NDArray[np.int64]
ROOT = Path(__file__).parent.parent
FOLDER = Path(os.environ.get("CENTRICITY_REFERENCE_DATA", ROOT.parent / "shared/data")) / "text"
SHIPPED = ROOT / "src/centricity/text/tone/model/tone_ru.bin"
NAMES = {
    "sberbank": r"сбер\w*|сб[ие]р\w*банк\w*|\w*sber\w*",
    "vtb": r"\bвтб\w*|\w*vtb\w*|внешторгбанк\w*|\bбтв\b",
    "alfabank": r"альфа\w*|алфа\w*|\w*alfa\w*",
    "raiffeisen": r"\w*райф\w*|\w*raif\w*",
    "bankmoskvy": r"банк\w* москв\w*|\w*bm_twit|\w*банкмоскв\w*|bank\w* ?mosk\w*|\bбм\b",
    "uralsib": r"уралс?[иы]б\w*|\w*uralsib\w*",
    "rshb": r"росс?ель\w*|рсхб\w*|\w*rshb\w*|\w*rosselh\w*",
    "gazprom": r"газпром\w*|газром\w*|\w*gazprom\w*|\bгпб\b",
    "beeline": r"\w*б[иe]л+айн\w*|\w*b[e]+line\w*|билан\w*|билаин\w*|пчелайн\w*|вымпелком\w*",
    "mts": r"\bмтс\w*|\w*mts\w*|мобильные телесистемы|\w*мтс\w*",
    "megafon": r"\w*мегаф\w*|\w*megafon\w*",
    "rostelecom": r"рос+теле[кc]ом\w*|\w*rostelecom\w*|\bртк\b",
    "tele2": r"теле ?-?2\w*|\w*tele ?-?2\w*",
    "komstar": r"комстар\w*|\w*comstar\w*",
    "skylink": r"ск[аy]й ?-?ли?нк\w*|\w*skylink\w*",
}
POST, PROSE = Settings(strength=1.0), Settings(strength=4.0)
FINDERS = {company: re.compile(f"[@#]?(?:{names})", re.IGNORECASE) for company, names in NAMES.items()}


@dataclass
class Set:
    texts: list[str]
    starts: Ints
    ends: Ints
    labels: Ints
    groups: Ints
    moments: Ints | None
    companies: NDArray[np.str_]
    missed: int = 0

    @property
    def mentions(self) -> tuple[list[str], Ints, Ints]:
        return self.texts, self.starts, self.ends


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def groups_of(texts: list[str]) -> Ints:
    """Copies: equal beginnings without addresses, handles, digits and marks."""
    keys = {}
    bare = (" ".join(re.sub(r"https?:\S*|@\w+|\brt\b|[\W\d_]+", " ", text.lower()).split())[:60] for text in texts)
    return np.array([keys.setdefault(key, len(keys)) for key in bare])


def tweets(name: str) -> Set:
    texts, places, labels, moments, companies = [], [], [], [], []
    for row in rows(f"sentirueval2015_{name}"):
        text = html.unescape(html.unescape(row["text"].strip('"').replace('""', '"')))
        found = FINDERS[row["entity"]].search(text)
        texts.append(text)
        places.append(found.span() if found else (0, 0))
        labels.append(int(row["label"]))
        moments.append(int(row["date"]))
        companies.append(row["entity"])
    at = np.array(places)
    missed = int((at[:, 1] == 0).sum())
    return Set(
        texts, at[:, 0], at[:, 1], np.array(labels), groups_of(texts), np.array(moments), np.array(companies), missed
    )


def news(name: str) -> Set:
    read = list(rows(f"rusentne2023_{name}"))
    texts = [row["sentence"] for row in read]
    starts, ends = (np.array([int(row[f"entity_pos_{side}_rel"]) for row in read]) for side in ("start", "end"))
    return Set(
        texts,
        starts,
        ends,
        np.array([int(row["label"]) for row in read]),
        groups_of(texts),
        None,
        np.array([""] * len(texts)),
    )


def joined(*sets: Set) -> Set:
    moments = None if any(one.moments is None for one in sets) else np.concatenate([one.moments for one in sets])
    return Set(
        [text for one in sets for text in one.texts],
        *(np.concatenate([getattr(one, name) for one in sets]) for name in ("starts", "ends", "labels")),
        groups_of([text for one in sets for text in one.texts]),
        moments,
        np.concatenate([one.companies for one in sets]),
    )


def taught(train: Set, settings: Settings | None = None) -> Lesson:
    return learn(*train.mentions, train.labels, train.groups, train.moments, settings)


def told(head: Head, test: Set) -> ToneResult:
    model = Model({"post": head}, {"version": "measured"})
    return model.predict(*test.mentions)


def plain(train: Set, test: Set) -> float:
    """Hashed words 1-2 and letters 3-5 of the whole text, balanced logistic regression, the best C on the test set."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import LogisticRegression

    makers = [
        HashingVectorizer(ngram_range=(1, 2), n_features=2**18, alternate_sign=False),
        HashingVectorizer(ngram_range=(3, 5), analyzer="char_wb", n_features=2**18, alternate_sign=False),
    ]
    left, right = (hstack([maker.transform(one.texts) for maker in makers]).tocsr() for one in (train, test))
    found = []
    for strength in (1, 4, 16):
        machine = LogisticRegression(C=strength, class_weight="balanced", max_iter=60, tol=1e-3).fit(left, train.labels)
        found.append(macro_f1(test.labels, machine.predict(right)))
    return max(found)


def tones(lesson: Lesson, train: Set, test: Set) -> Iterator[tuple[Any, ...]]:
    """Net tone of each company: labelled, raw, by counts put right, by priors found again."""
    result = told(lesson.head, test)
    errors = confusion(train.labels, lesson.hidden_labels)
    weight = copy_weights(train.groups)
    priors = np.bincount(train.labels + 1, weight, 3) / weight.sum()
    for company in np.unique(test.companies):
        at = test.companies == company
        counts = np.bincount(result.labels[at] + 1, minlength=3)
        truth = np.bincount(test.labels[at] + 1, minlength=3)
        if truth[0] + truth[2] < 30:
            continue
        right = corrected(counts, errors)
        em = net_tone(shares_by_em(result.probabilities[at], priors))
        yield company, int(truth[0] + truth[2]), net_tone(truth), right.raw, right.value, (right.low, right.high), em


def speed(model: Model, test: Set) -> tuple[float, float]:
    texts, starts, ends = (list(column) * 5 for column in test.mentions)
    model.predict(texts[:100], starts[:100], ends[:100])
    begin = time.process_time()
    model.predict(texts, starts, ends)
    cold = time.process_time() - begin
    begin = time.process_time()
    model.predict(texts, starts, ends)
    return len(texts) / cold, len(texts) / (time.process_time() - begin)


def sampled(lesson: Lesson, test: Set, labels: int = 200, draws: int = 20) -> Iterator[tuple[str, float]]:
    """Mean miss of the net tone of each company after `labels` of its mentions were labelled by hand."""
    result = told(lesson.head, test)
    for company in np.unique(test.companies):
        at = np.flatnonzero(test.companies == company)
        truth = np.bincount(test.labels[at] + 1, minlength=3)
        if truth[0] + truth[2] < 100:
            continue
        mentions = [
            {"mention": i, "company": company, "source_kind": "social", "told": int(result.labels[i]), "sentence": ""}
            for i in at
        ]
        misses = []
        for seed in range(draws):
            drawn = np.array([row["mention"] for row in draw_sample(mentions, labels, seed)])
            errors = confusion(test.labels[drawn], result.labels[drawn])
            right = corrected_within(np.bincount(result.labels[at] + 1, minlength=3), errors)
            misses.append(abs(right.value - net_tone(truth)))
        yield company, float(np.mean(misses))


def by_chance(lesson: Lesson, test: Set, labels: int, draws: int = 20) -> Iterator[tuple[str, float, float]]:
    """Mean miss of each company after `labels` mentions drawn by chance were labelled, and how often it is covered."""
    result = told(lesson.head, test)
    for company in np.unique(test.companies):
        at = np.flatnonzero(test.companies == company)
        truth = np.bincount(test.labels[at] + 1, minlength=3)
        if truth[0] + truth[2] < 100 or len(at) <= labels:
            continue
        misses, right, chances = [], net_tone(truth), result.probabilities[at]
        covered = 0
        for seed in range(draws):
            drawn = draw_by_chance(chances, labels, seed)
            found = corrected_by_chance(chances, drawn, test.labels[at][drawn.at])
            misses.append(abs(found.value - right))
            covered += found.low <= right <= found.high
        yield company, float(np.mean(misses)), covered / draws


def drawn_by_chance() -> None:
    """Models of one period on the other, both ways round."""
    sets = {name: {part: tweets(f"{name}_{part}") for part in ("train", "test")} for name in ("banks", "telecom")}
    for learned, asked in (("train", "test"), ("test", "train")):
        lesson = taught(joined(*(each[learned] for each in sets.values())), POST)
        for name, each in sets.items():
            for labels in (200, 500):
                for company, miss, covered in by_chance(lesson, each[asked], labels):
                    print(f"{name} {asked}, {company}: mean miss after {labels} labels by chance {miss:.3f}, "
                          f"covered {covered:.2f}", flush=True)  # fmt: skip


def measure(name: str, lesson: Lesson, train: Set, test: Set, asked: Callable[[float], float]) -> None:
    beside = plain(train, test)
    result = told(lesson.head, test)
    found = macro_f1(test.labels, result.labels)
    each = f1(confusion(test.labels, result.labels))
    print(
        f"{name}: asked {asked(beside):.3f}, measured {found:.3f} (plain {beside:.3f}); "
        f"praise {each[1]:.3f}, blame {each[-1]:.3f}; int8 agrees {lesson.same_when_small:.4f}",
        flush=True,
    )


def report() -> None:
    banks, telecom = ((tweets(f"{name}_train"), tweets(f"{name}_test")) for name in ("banks", "telecom"))
    train = joined(banks[0], telecom[0])
    lesson = taught(train, POST)
    for name, (alone, test) in (("banks 2015", banks), ("telecom 2015", telecom)):
        measure(name, lesson, alone, test, lambda beside: beside + 0.03)
        measure(f"{name}, own set alone", taught(alone, POST), alone, test, lambda beside: beside + 0.03)
        for company, n, truth, raw, right, bounds, em in tones(lesson, train, test):
            print(f"  {company}: n {n}, labelled {truth:+.2f}, raw {raw:+.2f}, by training errors {right:+.2f} "
                  f"({bounds[0]:+.2f} to {bounds[1]:+.2f}), by EM {em:+.2f}")  # fmt: skip
        for labels in (200, 500):
            for company, miss in sampled(lesson, test, labels):
                print(f"  {company}: mean miss after {labels} labels by hand {miss:.3f}")
    papers = news("train"), news("dev")
    measure("RuSentNE dev", taught(papers[0], PROSE), *papers, lambda _: 0.42)
    print(
        "mentions a second, new words and known ones:", speed(Model({"post": lesson.head}, {"version": "x"}), banks[1])
    )


def across() -> None:
    """What a model is worth in a domain it has not seen."""
    lessons = {
        "banks": taught(tweets("banks_train"), POST),
        "telecom": taught(tweets("telecom_train"), POST),
        "news": taught(news("train"), PROSE),
    }
    tests = {"banks": tweets("banks_test"), "telecom": tweets("telecom_test"), "news": news("dev")}
    for learned, lesson in lessons.items():
        for name, test in tests.items():
            found = macro_f1(test.labels, told(lesson.head, test).labels)
            print(f"learned on {learned}, measured on {name}: {found:.3f}", flush=True)


def later() -> None:
    """Learned on the winter of 2013-14 (the test sets), measured on the summer after it (the training sets)."""
    lesson = taught(joined(tweets("banks_test"), tweets("telecom_test")), POST)
    for name in ("banks", "telecom"):
        test = tweets(f"{name}_train")
        found = macro_f1(test.labels, told(lesson.head, test).labels)
        print(f"learned on the winter, measured on the summer after, {name}: {found:.3f}", flush=True)


def ship() -> None:
    posts = joined(*(tweets(f"{name}_{part}") for name in ("banks", "telecom") for part in ("train", "test")))
    papers = joined(news("train"), news("dev"))
    heads = {"post": taught(posts, POST).head, "prose": taught(papers, PROSE).head}
    about = {
        "version": "tone-ru-1",
        "language": "ru",
        "data": "SentiRuEval-2015 (banks and telecom, train and test), RuSentNE-2023 (train and dev)",
        "licence": "data: MIT; model: Apache-2.0",
        "mentions": {"post": len(posts.texts), "prose": len(papers.texts)},
        "fails": "irony; other domains than banks, telecom and news; several companies in one clause",
    }
    SHIPPED.write_bytes(Model(heads, about).to_bytes())
    print(SHIPPED.name, SHIPPED.stat().st_size, "bytes")


if __name__ == "__main__":
    if "--ship" in sys.argv:
        ship()
    if "--by-chance" in sys.argv:
        drawn_by_chance()
    elif "--no-report" not in sys.argv:
        report()
        across()
        later()
