"""Times the reading of open texts on one core: ``python bench/texts.py``, or some cases of it by name.

Texts are made here from a fixed seed: short posts, a tenth of which name a company. Each case is timed five times and
the median is given; the memory bound of the machine (a copy of the same bytes) and a reading of the same posts by plain
``re`` stand beside. What the two sides find must agree, or the case fails.
"""

import argparse
import itertools
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from centricity.language import Text
from centricity.text.chain import Chain
from centricity.text.companies import Company, companies_of
from centricity.text.documents import batch_of, document
from centricity.text.duplicates import signatures
from centricity.text.judge import Judge
from centricity.text.mentions import Finder
from centricity.text.normal import one_byte

RUNS = 5
SYLLABLES = ("ба", "ве", "го", "ду", "жи", "ка", "ло", "ми", "не", "по", "ру", "са", "то", "фи", "чи", "ше", "ял", "юр")
"""Syllables of invented words and names."""


def words(rng: np.random.Generator, n: int) -> list[str]:
    """Invented words of two to four syllables."""
    return ["".join(rng.choice(SYLLABLES, int(rng.integers(2, 5)))) for _ in range(n)]


def names(n: int) -> list[str]:
    """Invented names that no invented word is."""
    return ["".join(SYLLABLES[j % 18] for j in (i // 324, i // 18, i)) + "щец" for i in range(n)]


def finder(companies: int) -> Finder:
    """Companies with names in all their forms."""
    return Finder(companies_of([
        Company(company=f"c{i}", name=Text(ru=name.capitalize(), en=f"{name}en"))
        for i, name in enumerate(names(companies))
    ]))  # fmt: skip


def posts(n: int, companies: int, share: float = 0.1) -> list[str]:
    """Short posts; a share of them names a company."""
    rng = np.random.default_rng(2)
    known, vocabulary = names(companies), np.array(words(rng, 20_000))
    picked = rng.integers(0, len(vocabulary), (n, 14))
    made = [" ".join(row) + "." for row in vocabulary[picked]]
    for i in np.flatnonzero(rng.random(n) < share):
        made[i] = f"{made[i]} Опять {known[int(rng.integers(companies))].capitalize()} не отвечает, ужасно!"
    return made


def median(work: Callable[[], object]) -> float:
    """Median of the processor time of five runs, after one that does not count."""
    work()
    taken = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def scan(companies: int, least: float) -> None:
    """The scan of a prepared column, beside a copy of the same bytes."""
    known = finder(companies)
    column = one_byte(pa.array(posts(300_000, companies)))
    forms = known.companies.forms
    known.scanner.hits(column.codes[:1000])
    size = column.codes.nbytes / 1e6
    taken, copied = median(lambda: known.scanner.hits(column.codes)), median(column.codes.copy)
    say(f"scan, {len(forms):,} forms", f"{size / taken:,.0f} MB/s", f">= {least:,.0f} MB/s", size / taken >= least,
        f"a copy {size / copied:,.0f} MB/s")  # fmt: skip


def utf8() -> None:
    """From UTF-8 in Arrow to mentions, beside ``re``."""
    known = finder(140)
    texts = pa.array(posts(300_000, 140))
    size = texts.buffers()[2].size / 1e6
    taken = median(lambda: known.find(texts))
    found = len(known.find(texts))
    pattern = re.compile("|".join(rf"\b{name}\b" for name in names(140)), re.IGNORECASE)
    some = texts.to_pylist()[:20_000]
    begun = time.process_time()
    plain = sum(len(pattern.findall(text)) for text in some)
    beside = sum(len(text.encode()) for text in some) / 1e6 / (time.process_time() - begun)
    assert plain == len(known.find(texts.slice(0, 20_000))), (plain, found)  # noqa: S101  the sides must agree
    say("UTF-8 to mentions, 140 companies", f"{size / taken:,.0f} MB/s", ">= 400 MB/s", size / taken >= 400,
        f"re {beside:,.1f} MB/s")  # fmt: skip


def normal() -> None:
    """UTF-8 to one byte a character."""
    texts = pa.array(posts(300_000, 140))
    size = texts.buffers()[2].size / 1e6
    say("UTF-8 to one byte", f"{size / median(lambda: one_byte(texts)):,.0f} MB/s", "-", None, "")


def duplicates() -> None:
    """Signatures of posts."""
    batch = batch_of(document(text, "s", "social", url=str(i)) for i, text in enumerate(posts(40_000, 140)))
    size = batch["text"].nbytes / 1e6
    taken = median(lambda: signatures(batch))
    say("signatures of copies", f"{size / taken:,.0f} MB/s", ">= 60 MB/s", size / taken >= 60, "")


def pipeline() -> None:
    """The whole chain on short posts, a tenth of which name a company."""
    chain = Chain(finder(140), Judge())
    rows = [document(text, "s", "social", url=str(i), language="ru") for i, text in enumerate(posts(40_000, 140))]
    batches = [batch_of(rows[at : at + 2_000]) for at in range(0, len(rows), 2_000)]
    taken = median(lambda: [chain.annotate(batch) for batch in batches])
    rate = len(rows) / taken
    say("whole chain", f"{rate:,.0f} documents a second", ">= 35,000", rate >= 35_000, "aim 100,000")


FLAT = """
import json, resource, sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from texts import finder_file
from centricity.text.scan import Wishes, scan
scan(Path(sys.argv[1]), finder_file(Path(sys.argv[2])), Path(sys.argv[3]), Wishes(workers=1))
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6))
"""


def finder_file(folder: Path) -> Path:
    """The companies as a file."""
    lines = [f"- {{company: c{i}, name: {{ru: {n.capitalize()}, en: {n}en}}}}" for i, n in enumerate(names(140))]
    path = folder / "companies.yaml"
    path.write_text("companies:\n" + "\n".join(lines) + "\n", "utf-8")
    return path


def memory(sizes: tuple[int, ...] = (100_000, 1_000_000)) -> None:
    """Peak of a whole scan from files, and its rate, as documents grow in number."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            (folder / "docs").mkdir()
            write(folder / "docs" / "posts.jsonl", size)
            begun = time.perf_counter()
            called = [sys.executable, "-c", FLAT.format(folder=str(Path(__file__).parent)), str(folder / "docs"), place,
                      str(folder / "out")]  # fmt: skip
            told = subprocess.run(called, check=True, capture_output=True, text=True).stdout
            taken = time.perf_counter() - begun
            peak = float(told.strip().splitlines()[-1])
            say(
                f"scan of {size:,} from files",
                f"{peak:.2f} GB",
                "flat",
                None,
                f"{size / taken:,.0f} documents a second",
            )


def write(path: Path, n: int) -> None:
    """Posts as lines of JSON."""
    pool = posts(50_000, 140)
    with path.open("w", encoding="utf-8") as out:
        for i, text in zip(range(n), itertools.cycle(pool)):
            row = {"text": f"{text} {i}", "url": f"https://s.example/{i}", "source_kind": "social",
                   "published_at": "2025-03-04"}  # fmt: skip
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def say(*cells: object) -> None:
    """One line of the table."""
    name, value, asked, met, more = cells
    mark = {True: "", False: "missed", None: ""}[met]  # type: ignore[index]
    print(f"{name!s:36} {value!s:28} {asked!s:16} {mark:8} {more}", flush=True)


CASES: dict[str, Callable[[], None]] = {
    "normal": normal,
    "scan-700": lambda: scan(50, 1_000),
    "scan-8600": lambda: scan(614, 450),
    "utf8": utf8,
    "duplicates": duplicates,
    "pipeline": pipeline,
    "memory": memory,
}


def chosen() -> Iterator[Callable[[], None]]:
    """The cases named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help=", ".join(CASES))
    for name in parser.parse_args().cases or CASES:
        yield CASES[name]


if __name__ == "__main__":
    for case in chosen():
        case()
    print(f"most memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
