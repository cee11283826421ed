"""Makes the tables of the bundled examples again, byte for byte: ``python examples/generate.py``.

The companies are synthetic: no figure is an observation of a real company. Their metric levels come from
``tests/data/synthetic_companies_quarter.csv``, which was searched so that its groups agree with the
published tables; here each level is split into the whole scores of four raters.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import xlsxwriter
from texts import open_texts

HERE = Path(__file__).parent
DATA = HERE.parent / "tests" / "data"

Row = Sequence[object]

CONSENT = {
    14: "refused",
    15: "pending",
    16: "pending",
    25: "refused",
    26: "refused",
    27: "pending",
    36: "refused",
    37: "pending",
    38: "pending",
}
"""Companies, by their line, that have not agreed to be shown."""

SOURCES = {
    "1.1": ("registry", "open_source"),
    "1.2": ("document", "open_source"),
    "1.3": ("page", "open_source"),
    "1.4": ("mention_set", "text_mining"),
    "1.5": ("review_set", "reviews"),
    "2.1": ("mention_set", "text_mining"),
    "2.2": ("page", "open_source"),
    "2.3": ("page", "open_source"),
    "2.4": ("visit", "mystery_shopping"),
    "3.1": ("page", "open_source"),
    "3.2": ("ranking", "open_source"),
    "3.3": ("review_set", "reviews"),
    "4.1": ("visit", "mystery_shopping"),
    "4.2": ("page", "open_source"),
    "4.3": ("visit", "mystery_shopping"),
    "4.4": ("page", "open_source"),
}


def write(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write one table."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    """Read one table."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rater_scores(level: float, rng: np.random.Generator) -> list[int]:
    """Four whole scores whose mean is a level in quarter steps, as alike as they can be."""
    points = round(level * 4)
    scores = [points // 4 + (i < points % 4) for i in range(4)]
    return [int(score) for score in rng.permutation(scores)]


def it_companies() -> None:
    """Forty synthetic companies."""
    folder = HERE / "it-companies-2025"
    rng = np.random.default_rng(2025)
    companies = read(DATA / "synthetic_companies_quarter.csv")
    metrics = list(SOURCES)
    subjects, observations, evidence = [], [], []
    for number, company in enumerate(companies):
        code = company["company_id"]
        consent = CONSENT.get(number, "granted")
        segment = "" if company["segment_code"] == "SEG99" else company["segment_code"]
        subjects.append([code, company["name_ru"], company["name_en"], segment, company["market"], consent])
        for metric in metrics:
            kind, source = SOURCES[metric]
            item = f"E-{code}-{metric}"
            day = dt.date(2025, 3, 1) + dt.timedelta(days=int(rng.integers(0, 180)))
            access = "confidential" if rng.random() < 0.03 else "restricted" if rng.random() < 0.05 else "public"
            reference = f"https://{code.lower()}.example/{metric.replace('.', '-')}"
            tool = "synthetic generator 1.0" if source == "text_mining" else ""
            checked = "true" if tool else ""
            title = f"{company['name_en']}: synthetic evidence for metric {metric}"
            evidence.append([item, kind, title, reference, day.isoformat(), access, tool, checked])
            for rater, score in zip("ABCD", rater_scores(float(company[metric]), rng), strict=True):
                observations.append([code, metric, score, f"rater {rater}", source, item, day.isoformat()])
    write(folder / "subjects.csv", ["subject", "name_ru", "name_en", "segment", "market", "consent"], subjects)
    write(
        folder / "observations.csv",
        ["subject", "metric", "level", "rater", "source", "evidence", "observed_at"],
        observations,
    )
    write(
        folder / "evidence.csv",
        ["evidence", "kind", "title", "reference", "captured_at", "access", "tool", "human_checked"],
        evidence,
    )


GROUPS = {
    "top5": ("Топ-5 компаний", "Top 5 companies", 5, 4 / 5, True),
    "B2C": ("B2C-компании", "B2C companies", 13, 0, True),
    "market": ("Рынок в целом", "Whole market", 40, 27 / 40, True),
    "B2B": ("B2B-компании", "B2B companies", 27, 1, True),
    "SEG01": ("Облачные технологии", "Cloud technologies", 4, 1, False),
    "SEG02": ("Электронная коммерция", "E-commerce", 3, 1 / 3, False),
    "SEG03": ("Системная интеграция", "System integration", 3, 1, False),
    "SEG04": ("Информационная безопасность", "Information security", 3, 1, False),
    "SEG05": ("ПО для бизнеса", "Business software", 5, 1, False),
    "SEG06": ("ПО для конечных пользователей", "End-user software", 2, 1 / 2, False),
    "SEG07": ("Электронные компоненты", "Electronic components", 2, 1, False),
    "SEG08": ("Центры экспертизы корпораций", "Corporate technology centres", 9, 1, False),
    "SEG09": ("Компании реального сектора", "Real-sector companies", 2, 1 / 2, False),
    "SEG10": ("Компании потребительского сектора", "Consumer-sector companies", 6, 0, False),
}


def it_market() -> None:
    """The published sub-index values of fourteen groups."""
    folder = HERE / "it-market-2025-published"
    rows = {row["row"].split()[0]: row for row in read(DATA / "published_tables.csv")}
    subjects, observations, published = [], [], []
    for code, (ru, en, n, share, reference) in GROUPS.items():
        segment = "" if reference else code
        flag = "true" if reference else ""
        subjects.append([code, ru, en, segment, f"{share:.6g}", n, flag])
        observations.append([code, *(rows[code][f"s{i}"] for i in (1, 2, 3, 4)), "published tables"])
        published.append([code, "index", rows[code]["index"]])
    names = ["subject", "name_ru", "name_en", "segment", "b2b_share", "n", "reference"]
    write(folder / "subjects.csv", names, subjects)
    write(folder / "observations.csv", ["subject", "s1", "s2", "s3", "s4", "source"], observations)
    write(folder / "published.csv", ["group", "node", "value"], published)


def published_groups() -> None:
    """Every cell of the published tables, to stand beside the synthetic companies."""
    nodes = ("index", "s1", "s2", "s3", "s4")
    names = {"top5": "benchmark"}
    rows = [
        [names.get(code, code), node, row[node]]
        for row in read(DATA / "published_tables.csv")
        if (code := row["row"].split()[0]) != "rsd_percent"
        for node in nodes
    ]
    write(HERE / "it-companies-2025" / "published.csv", ["group", "node", "value"], rows)


DEPARTMENTS = {
    "sales": ("Продажи", "Sales", 14, 0.5),
    "support": ("Поддержка", "Support", 18, 0.8),
    "it": ("ИТ", "IT", 11, 0.0),
    "finance": ("Финансы", "Finance", 9, -0.4),
    "legal": ("Юристы", "Legal", 4, -0.6),
}


def answers(rng: np.random.Generator, mean: float, count: int) -> list[int]:
    """Whole answers from 1 to 5 around a mean."""
    return [int(value) for value in np.clip(np.rint(rng.normal(mean, 0.9, count)), 1, 5)]


def six_questions() -> None:
    """A department survey in two waves."""
    folder = HERE / "six-questions"
    rng = np.random.default_rng(6)
    items = (3.2, 2.9, 3.3, 2.6, 2.9, 3.1)
    rows = []
    for wave, lift in (("2024", -0.15), ("2025", 0.15)):
        for code, (_, _, n, shift) in DEPARTMENTS.items():
            for person in range(1, n + 1):
                given = [answers(rng, mean + shift + lift, 1)[0] for mean in items]
                rows.append([code, wave, f"{code}-{person:02d}", *given, "staff survey"])
    write(
        folder / "observations.csv",
        ["subject", "wave", "rater", *(f"q{i}" for i in range(1, 7)), "source"],
        rows,
    )
    people = [[code, ru, en] for code, (ru, en, _, _) in DEPARTMENTS.items()]
    write(folder / "subjects.csv", ["subject", "name_ru", "name_en"], people)


def cx_maturity() -> None:
    """A department survey kept in one workbook."""
    rng = np.random.default_rng(20)
    counts = {"c1": 3, "c2": 3, "c3": 3, "c4": 4, "c5": 4, "c6": 3}
    means = {"c1": 3.1, "c2": 2.7, "c3": 3.2, "c4": 3.4, "c5": 2.6, "c6": 2.4}
    codes = [f"{code}.{i}" for code, count in counts.items() for i in range(1, count + 1)]
    book = xlsxwriter.Workbook(str(HERE / "cx-maturity" / "study.xlsx"))
    book.set_properties({"created": dt.datetime(2025, 11, 1, tzinfo=dt.UTC).replace(tzinfo=None)})
    people = book.add_worksheet("subjects")
    people.write_row(0, 0, ["subject", "name_ru", "name_en"])
    sheet = book.add_worksheet("observations")
    sheet.write_row(0, 0, ["subject", "rater", *codes, "source"])
    row = 0
    for line, (code, (ru, en, n, shift)) in enumerate(DEPARTMENTS.items(), start=1):
        people.write_row(line, 0, [code, ru, en])
        for person in range(1, n + 1):
            row += 1
            given: list[int | str] = [answers(rng, means[item[:2]] + shift, 1)[0] for item in codes]
            if rng.random() < 0.1:
                given[int(rng.integers(0, 20))] = ""
            sheet.write_row(row, 0, [code, f"{code}-{person:02d}", *given, "staff survey"])
    book.close()


VISITS = {
    "shop": ("Магазин", "Shop", "B2C", 0.75, 6),
    "bank": ("Банк", "Bank", "B2C", 0.6, 6),
    "cloud": ("Облако", "Cloud", "B2B", 0.55, 8),
    "desk": ("Служба", "Desk", "B2B", 0.4, 6),
    "young": ("Новичок", "Newcomer", "B2C", 0.5, 3),
}
ITEMS = (
    "support.reach", "support.once", "support.prompt", "support.solved", "support.status", "support.asked",
    "purchase.price", "purchase.steps", "purchase.online", "purchase.status", "purchase.back",
    "handover.known", "handover.smooth",
)  # fmt: skip


def mystery_shopping() -> None:
    """Visits to five companies; one of them was visited too seldom."""
    folder = HERE / "mystery-shopping"
    rng = np.random.default_rng(4)
    channels = ("chat", "phone", "mail", "app")
    visits, marks = [], []
    for code, (_, _, _, quality, count) in VISITS.items():
        for number in range(1, count + 1):
            visit = f"{code}-{number:02d}"
            channel, shopper = channels[(number - 1) % 4], "AB"[number % 2]
            at = dt.datetime(2025, 9, 1, 9, tzinfo=dt.UTC) + dt.timedelta(
                days=3 * number, hours=int(rng.integers(0, 9))
            )
            title = f"Synthetic visit {number}, {channel}"
            day, minutes = at.date().isoformat(), int(rng.integers(8, 55))
            script = "help, buy, switch"
            visits.append([visit, "visit", title, day, "restricted", f"shopper {shopper}", channel, script, minutes])
            given = rng.choice([0, 0.5, 1], len(ITEMS), p=_marks(quality))
            marks.append([code, visit, channel, visit, day, *(f"{mark:g}" for mark in given)])
    write(folder / "subjects.csv", ["subject", "name_ru", "name_en", "market", "consent"],
          [[code, ru, en, market, "granted"] for code, (ru, en, market, _, _) in VISITS.items()])  # fmt: skip
    write(folder / "observations.csv", ["subject", "rater", "source", "evidence", "observed_at", *ITEMS], marks)
    header = ["evidence", "kind", "title", "captured_at", "access", "shopper", "channel", "scenario", "minutes"]
    write(folder / "evidence.csv", header, visits)


def _marks(quality: float) -> list[float]:
    """Chances of absent, partial and present that have a mean."""
    partial = 0.3
    present = quality - partial / 2
    return [1 - partial - present, partial, present]


if __name__ == "__main__":
    it_companies()
    it_market()
    published_groups()
    six_questions()
    cx_maturity()
    mystery_shopping()
    open_texts()
    print("examples made")  # noqa: T201
