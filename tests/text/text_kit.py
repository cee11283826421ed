"""A model of tone that tests can foresee, companies, and documents of our own."""

import json
from pathlib import Path

import numpy as np

from centricity.text.judge import Judge
from centricity.text.tone import ToneResult

GOOD, BAD = ("отлично", "спасибо", "great"), ("ужасно", "плохо", "awful")

COMPANIES = """\
companies:
- company: alpha
  name: {ru: Альфатех, en: Alphatech}
  products: [Альфа Диск]
  sites: [alpha.example]
- company: beta
  name: {ru: Бетасофт, en: Betasoft}
  handles: [beta_soft]
"""


class Words:
    """Praise and blame by two words of each language, the same everywhere."""

    version = "words 1"

    def predict(self, texts, *_places):
        """Count the words of the whole text."""
        labels = np.array(
            [np.sign(sum(w in t.lower() for w in GOOD) - sum(w in t.lower() for w in BAD)) for t in texts],
            np.int8,
        )
        chances = np.zeros((len(labels), 3), np.float32)
        chances[np.arange(len(labels)), labels + 1] = 1
        return ToneResult(labels, chances, self.version)


def judge():
    return Judge({"ru": Words(), "en": Words()})


def lines(path: Path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def news(number, text, **more):
    return {
        "text": text, "url": f"https://news{number % 3}.example/{number}",
        "published_at": f"2025-05-{1 + number % 28:02}",
        "source_kind": "news",
    } | more  # fmt: skip


def call(number, text, *, speaker="Клиент", **more):
    """A call of 20 seconds in which the customer says a text at last, after a silence of ten."""
    said = [("Оператор", "Добрый день", 0, 2), (speaker, "Слышно меня?", 2, 4), (speaker, f"Номер {number}", 4, 6),
            (speaker, text, 16, 20)]  # fmt: skip
    turns = [{"speaker": who, "text": what, "start": start, "end": end} for who, what, start, end in said]
    return {"turns": turns, "source_kind": "call", "source": "calls", "published_at": "2025-05-03"} | more


def folder(tmp_path, rows):
    docs = tmp_path / "docs"
    lines(docs / "news.jsonl", rows)
    (tmp_path / "companies.yaml").write_text(COMPANIES, "utf-8")
    return docs, tmp_path / "companies.yaml", tmp_path / "out"
