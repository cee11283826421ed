"""Makes the tables of the example dashboard: a synthetic telecom company over eighteen months.

Run it from anywhere: ``python examples/cx-dashboard/make_tables.py``. The same seed gives the same bytes.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
START, DAYS = date(2025, 1, 1), 546
SEGMENTS = ("home", "business", "student")
CHANNELS = ("phone", "chat", "app", "mail")
SERVICES = ("billing", "internet", "mobile", "equipment")
THEMES = ("bill", "outage", "speed", "contract", "device")
REASONS = ("price", "quality", "moved", "competitor", "")


def write(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one table as CSV."""
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def day(i: float) -> str:
    """Day of the example as ISO."""
    return (START + timedelta(days=int(i))).isoformat()


def moment(hours: float) -> str:
    """Moment of the example, in hours from its start."""
    return (datetime(2025, 1, 1) + timedelta(minutes=round(hours * 60))).isoformat(" ")  # noqa: DTZ001  wall time


def customers(rng: np.random.Generator) -> list[tuple[object, ...]]:
    """Customers with the days on which they came and left."""
    rows: list[tuple[object, ...]] = []
    for i in range(1_500):
        joined = int(rng.integers(-400, DAYS - 5))
        segment = SEGMENTS[rng.choice(3, p=(0.6, 0.25, 0.15))]
        stay = rng.exponential({"home": 900, "business": 1400, "student": 420}[segment])
        left = joined + 20 + int(stay)
        gone = left < DAYS
        reason = REASONS[rng.choice(5, p=(0.35, 0.25, 0.15, 0.15, 0.1))] if gone else ""
        channel = ("search", "referral", "shop")[rng.choice(3, p=(0.45, 0.3, 0.25))]
        rows.append((f"C{i:05d}", day(joined), day(left) if gone else "", reason, channel, segment))
    return rows


def answers(rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """Ratings of recommendation, satisfaction and ease; they rise slowly, and students are harder to please."""
    for i in range(6_000):
        hours = float(rng.uniform(0, DAYS * 24))
        segment = SEGMENTS[rng.choice(3, p=(0.6, 0.25, 0.15))]
        channel = CHANNELS[rng.choice(4, p=(0.4, 0.25, 0.25, 0.1))]
        mood = rng.normal(0, 1) + 0.5 * hours / (DAYS * 24) - 0.5 * (segment == "student") + 0.2 * (channel == "app")
        score = int(np.clip(np.round(8.0 + 2.0 * mood), 0, 10))
        five = [int(np.clip(np.round(3.9 + 0.8 * mood + rng.normal(0, 0.6)), 1, 5)) for _ in range(2)]
        parts = [int(np.clip(np.round(3.8 + w * mood + rng.normal(0, 0.8)), 1, 5)) for w in (0.7, 0.4, 0.15)]
        customer = f"C{int(rng.integers(0, 1_500)):05d}"
        yield (f"R{i:05d}", customer, moment(hours), channel, segment, score, *five, *parts)


def employees(rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """Employees' answers; one department is too small to be shown."""
    for quarter in range(6):
        for department, n in (("support", 40), ("sales", 25), ("network", 30), ("billing", 12), ("lawyers", 3)):
            for _ in range(n):
                score = int(np.clip(np.round(rng.normal(7.4 + 0.2 * quarter, 2.0)), 0, 10))
                yield (day(quarter * 91 + 45), department, score, int(np.clip(np.round(score / 2.2), 1, 5)))


def orders(rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """Orders of customers who buy at a rate of their own until they stop."""
    number = 0
    for i in range(1_500):
        first = float(rng.uniform(0, DAYS - 30))
        rate, life = rng.gamma(0.9, 1 / 40), rng.exponential(500)
        mean, at = rng.gamma(4, 12), first
        while at < min(DAYS, first + life):
            amount = round(float(rng.gamma(3, mean / 3)) + 1, 2)
            segment = SEGMENTS[i % 3]
            yield (f"O{number:06d}", f"C{i:05d}", moment(at * 24), amount, ("shop", "app")[i % 2], segment)
            number += 1
            at += float(rng.exponential(1 / max(rate, 1e-4)))


def costs() -> Iterator[tuple[object, ...]]:
    """Costs of acquisition and customers won, by channel and month."""
    for month in range(18):
        year, of_year = divmod(month, 12)
        for channel, cost, new in (("search", 2_600, 26), ("referral", 700, 16), ("shop", 2_050, 13)):
            yield (f"{2025 + year}-{of_year + 1:02d}-01", channel, cost + 25 * month, new + (month * 7 + cost) % 5)


def renewals() -> Iterator[tuple[object, ...]]:
    """Customers of two plans who are still there after each renewal."""
    for cohort, counts in (
        ("plan A", (1_000, 861, 745, 652, 580, 519, 470, 428)),
        ("plan B", (1_000, 632, 470, 383, 325, 287, 258, 238)),
    ):
        yield from ((cohort, period, n) for period, n in enumerate(counts))


def requests(rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """Requests with their times, contacts and ratings; equipment keeps its SLA but leaves customers unhappy."""
    for i in range(4_000):
        created = float(rng.uniform(0, DAYS * 24))
        service, channel = SERVICES[rng.choice(4)], CHANNELS[rng.choice(4, p=(0.4, 0.25, 0.25, 0.1))]
        alone = bool(rng.random() < 0.18 + 0.1 * created / (DAYS * 24))
        reply = created + rng.exponential(0.2 if alone else 2.5)
        work = float(rng.gamma(1.6, 1.0 if alone else 9.0))
        resolved = created + work
        open_ = bool(rng.random() < (0.45 if created > (DAYS - 12) * 24 else 0.002))
        due = created + (48 if service == "equipment" else 26)
        contacts = 1 if alone else int(rng.choice((1, 2, 3), p=(0.68, 0.24, 0.08)))
        again = int(rng.random() < (0.03 if alone else 0.08))
        bot = bool(rng.random() < 0.4)
        happy = rng.normal(3.1 if service == "equipment" else 4.2, 0.9) - 0.02 * max(work - 12, 0)
        rated = rng.random() < 0.35 and not open_
        theme = THEMES[rng.choice(5)]
        customer = f"C{int(rng.integers(0, 1_500)):05d}"
        yield (
            f"Q{i:05d}", customer, moment(created), "" if open_ and rng.random() < 0.5 else moment(reply),
            "" if open_ else moment(resolved), moment(due), moment(created + work * rng.uniform(0.2, 1)),
            contacts, again,
            round(work * float(rng.uniform(0.3, 0.8)), 2), round(work, 2), "yes" if alone else "no",
            "yes" if bot else "no", "no" if bot and rng.random() < 0.55 else "yes" if bot else "",
            f"KB{int(rng.integers(1, 60)):03d}" if rng.random() < 0.42 else "",
            int(np.clip(np.round(happy), 1, 5)) if rated else "", theme, service, channel,
        )  # fmt: skip


def events(rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """Stages of the purchase journey."""
    for i in range(2_500):
        at = float(rng.uniform(0, DAYS * 24 - 400))
        channel = ("site", "app")[int(rng.random() < 0.45)]
        for stage, stays, wait in (("visit", 1, 0), ("basket", 0.55, 0.5), ("order", 0.6, 3), ("delivery", 0.93, 60)):
            if stage != "visit" and rng.random() > stays + 0.05 * (channel == "app"):
                break
            at += float(rng.exponential(wait)) if wait else 0
            yield (f"V{i:05d}", stage, moment(at), channel)


def measures(rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """Monthly measures of customers, employees and the digital channel."""
    employee = np.cumsum(rng.normal(0, 1.2, 20)) + 20
    digital = np.cumsum(rng.normal(0, 0.6, 20)) + 55
    for month in range(18):
        year, of_year = divmod(month, 12)
        period = f"{2025 + year}-{of_year + 1:02d}"
        yield (period, "eNPS", "employee", round(float(employee[month + 2]), 2))
        yield (period, "app share", "digital", round(float(digital[month + 2]), 2))
        nps = 25 + 1.1 * (employee[month] - 20) + rng.normal(0, 1.0)
        yield (period, "NPS", "customer", round(float(nps), 2))


def main() -> None:
    """Write all tables."""
    rng = np.random.default_rng(2025)
    write("customers.csv", ("customer", "joined", "left", "reason", "channel", "segment"), customers(rng))
    columns = ("response", "customer", "at", "channel", "segment", "recommend", "satisfied", "easy")
    write("answers.csv", (*columns, "speed", "courtesy", "price"), answers(rng))
    write("employees.csv", ("at", "department", "score", "satisfaction"), employees(rng))
    write("orders.csv", ("order", "customer", "at", "amount", "channel", "segment"), orders(rng))
    write("costs.csv", ("at", "channel", "cost", "new"), costs())
    write("renewals.csv", ("cohort", "period", "customers"), renewals())
    columns = ("request", "customer", "created", "first_response", "resolved", "due", "updated", "contacts", "reopened")
    columns += ("waiting_hours", "total_hours", "self_service", "assistant", "handed_over", "article", "csat")
    write("requests.csv", (*columns, "theme", "service", "channel"), requests(rng))
    write("events.csv", ("customer", "stage", "at", "channel"), events(rng))
    write("measures.csv", ("period", "measure", "side", "value"), measures(rng))


if __name__ == "__main__":
    main()
