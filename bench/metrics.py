"""Times metrics over Parquet files beside SQL written by hand and beside pandas, each run in a process of its own.

``python bench/metrics.py`` runs everything; ``python bench/metrics.py nps cohorts --rows 5000000`` some of it, smaller.
Both sides have two threads and three gigabytes of DuckDB. Their runs take turns, each in a fresh process that has first
done the same on a thousand rows, so that neither pays for imports, and the file is in the cache of the system for both.
Processor seconds stand beside wall seconds: on a machine that is shared they say more. What the two sides counted must
agree, or the case fails. Data are made by DuckDB from the number of the row, the same everywhere; they lie in
``CENTRICITY_BENCH_DIR``, where they are reused and stay, or in a temporary folder.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETTINGS = {"threads": "2", "memory_limit": "3GB"}
LIMIT = 4.0
SMALL = 1_000

MAKE = """
import sys, duckdb
path, query, folder, settings = sys.argv[1], sys.argv[2], sys.argv[3], eval(sys.argv[4])
engine = duckdb.connect(config=settings | {"temp_directory": folder, "preserve_insertion_order": "false"})
engine.execute("SET enable_progress_bar = false")
engine.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
"""

TABLES = {
    "answers": """
        SELECT TIMESTAMP '2023-01-01' + to_seconds((hash(i, 1) % 63158400)::BIGINT) AS "at",
            'segment ' || lpad((hash(i, 2) % 50)::VARCHAR, 2, '0') AS segment,
            (hash(i, 3) % 11)::TINYINT AS score, (hash(i, 4) % ({n} // 2))::BIGINT AS customer
        FROM range({n}) AS r(i)""",
    "ratings": """
        SELECT TIMESTAMP '2023-01-01' + to_seconds((hash(i, 1) % 63158400)::BIGINT) AS "at",
            'segment ' || lpad((hash(i, 2) % 50)::VARCHAR, 2, '0') AS segment, (hash(i, 3) % 11)::TINYINT AS score
        FROM range({n}) AS r(i)""",
    "orders": """
        SELECT customer, "at", amount FROM (
            SELECT (hash(i, 1) % ({n} // 10))::BIGINT AS customer, (hash(customer, 2) % 60480000)::BIGINT AS joined,
                TIMESTAMP '2023-01-01' + to_seconds(joined + (hash(i, 3) % (63158400 - joined))::BIGINT) AS "at",
                (1 + hash(i, 4) % 10000) / 100.0::DOUBLE AS amount
            FROM range({n}) AS r(i))""",
    "events": """
        SELECT customer, "at" FROM (
            SELECT (hash(i, 1) % ({n} // 25))::BIGINT AS customer, (hash(customer, 2) % 60480000)::BIGINT AS joined,
                TIMESTAMP '2023-01-01' + to_seconds(joined + (hash(i, 3) % (63158400 - joined))::BIGINT) AS "at"
            FROM range({n}) AS r(i))""",
}
"""Answers of two years in 50 segments; ten orders, or 25 events, of a customer from the day of joining on."""

TIMED = """
import json, resource, sys, time
path, small, folder, settings = sys.argv[1], sys.argv[2], sys.argv[3], eval(sys.argv[4])
{work}
work(small)
wall, cpu = time.perf_counter(), time.process_time()
check = work(path)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(json.dumps({{"wall": wall, "cpu": cpu, "peak": peak, "check": [float(x) for x in check]}}))
"""

OURS = """
from urllib.parse import urlencode
from centricity.engines import connect, fetch
from centricity.metrics import compute
engine = connect("duckdb://?" + urlencode(settings | {{"temp_directory": folder}}))
def work(path):
    table = engine.backend.read_parquet(path)
    {body}
"""

SQL = """
import duckdb
engine = duckdb.connect(config=settings | {{"temp_directory": folder}})
engine.execute("SET enable_progress_bar = false")
def work(path):
    found = engine.sql({query!r}.replace("$path", f"'{{path}}'")).to_arrow_table()
    return engine.execute({check!r}.replace("$path", f"'{{path}}'")).fetchall()[0]
"""

NPS = """
    done = compute("nps", table.drop("customer"), by=["month", "segment"])
    return len(done.rows), done.total, sum(row.parts["promoters"] - row.parts["detractors"] for row in done.rows)
"""
NPS_SQL = """
    SELECT date_trunc('month', "at") AS month, segment, count(*) AS n,
        count_if(score >= 9) AS promoters, count_if(score <= 6) AS detractors
    FROM $path WHERE score BETWEEN 0 AND 10 GROUP BY 1, 2"""
NPS_CHECK = "SELECT count(*), sum(n), sum(promoters - detractors) FROM found"
NPS_PEOPLE = """
    done = compute("nps", table, by=["month", "segment"])
    return done.total, sum(note.fields["people"] for note in done.notes if note.code == "metric.note_repeated")
"""
NPS_PEOPLE_CHECK = """
    SELECT sum(n), (SELECT count(DISTINCT customer) FROM $path WHERE score BETWEEN 0 AND 10) FROM found"""
NPS_PANDAS = """
import pandas as pd
def work(path):
    table = pd.read_parquet(path, columns=["at", "segment", "score"])
    table = table[table["score"].between(0, 10)]
    month = table["at"].dt.year * 12 + table["at"].dt.month
    marked = table.assign(month=month, promoter=table["score"] >= 9, detractor=table["score"] <= 6)
    found = marked.groupby(["month", "segment"]).agg(
        n=("score", "size"), promoters=("promoter", "sum"), detractors=("detractor", "sum")
    )
    return len(found), found["n"].sum(), found["promoters"].sum() - found["detractors"].sum()
"""

PURCHASES = """
    from centricity.metrics.call import Call
    from centricity.metrics.catalogue import definition
    from centricity.metrics.options import Options
    from centricity.metrics.run import prepared_table
    from centricity.metrics.value import purchases
    metric = definition("predictive_cltv")
    found = fetch(purchases(Call(metric, prepared_table(metric, "main", table, Options(), {{}}), (), Options())))
    return found.height, found["frequency"].sum(), found["last"].sum() - found["first"].sum(), found["repeat"].sum()
"""
PURCHASES_DAYS = """
    WITH days AS (SELECT customer, "at"::DATE AS bought, sum(amount) AS amount FROM $path GROUP BY ALL),
    placed AS (SELECT *, min(bought) OVER (PARTITION BY customer) AS opening FROM days)
    SELECT customer, count(*) - 1 AS frequency, min(opening) AS opening, max(bought) AS latest, sum(amount) AS total,
        coalesce(sum(amount) FILTER (bought > opening), 0) AS repeated FROM placed GROUP BY customer"""
PURCHASES_RANKS = """
    WITH placed AS (
        SELECT customer, bought, amount, dense_rank() OVER (PARTITION BY customer ORDER BY bought) AS place
        FROM (SELECT customer, "at"::DATE AS bought, amount FROM $path))
    SELECT customer, max(place) - 1 AS frequency, min(bought) AS opening, max(bought) AS latest, sum(amount) AS total,
        coalesce(sum(amount) FILTER (place > 1), 0) AS repeated FROM placed GROUP BY customer"""
PURCHASES_CHECK = "SELECT count(*), sum(frequency), sum(latest - opening), sum(repeated) FROM found"

REPEAT = """
    row = compute("repeat_purchase", table).rows[0]
    return row.estimate.n, row.parts["hit"]
"""
REPEAT_SQL = """
    SELECT count(*) AS n, count_if(bought > 1) AS hit
    FROM (SELECT customer, count(DISTINCT "at"::DATE) AS bought FROM $path GROUP BY customer)"""

COHORTS = """
    done = compute("cohort_retention", table)
    return (sum(row.parts["active"] for row in done.rows),)
"""
COHORTS_JOIN = """
    WITH seen AS (SELECT DISTINCT customer, date_trunc('month', "at") AS month FROM $path),
    opening AS (SELECT customer, min(month) AS cohort FROM seen GROUP BY customer)
    SELECT cohort, datediff('month', cohort, month) AS age, count(*) AS n
    FROM seen JOIN opening USING (customer) GROUP BY ALL"""
COHORTS_WINDOW = """
    WITH seen AS (SELECT DISTINCT customer, date_trunc('month', "at") AS month FROM $path),
    placed AS (SELECT month, first_value(month) OVER (PARTITION BY customer ORDER BY month) AS cohort FROM seen)
    SELECT cohort, datediff('month', cohort, month) AS age, count(*) AS n FROM placed GROUP BY ALL"""
COHORTS_CHECK = "SELECT sum(n) FROM found"


@dataclass(frozen=True)
class Case:
    """A metric on a table: what we run, what others would, and the ratios that were asked for.

    Attributes
    ----------
    beside
        Scripts of the others, by name, with the greatest ratio of our time to theirs that was asked for.
    """

    table: str
    rows: int
    body: str
    beside: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    runs: int = 5

    @property
    def scripts(self) -> dict[str, str]:
        """Scripts by name, ours first."""
        ours = TIMED.format(work=OURS.format(body=self.body.format().strip()))
        return {"ours": ours} | {name: TIMED.format(work=work) for name, (work, _) in self.beside.items()}


def by_hand(query: str, check: str) -> str:
    """Script of a query."""
    return SQL.format(query=query, check=check)


def cases() -> dict[str, Case]:
    """All cases by name."""
    nps, people = by_hand(NPS_SQL, NPS_CHECK), by_hand(NPS_SQL, NPS_PEOPLE_CHECK)
    cohorts = {
        "SQL, window": (by_hand(COHORTS_WINDOW, COHORTS_CHECK), 1.15),
        "SQL, join": (by_hand(COHORTS_JOIN, COHORTS_CHECK), 1.15),
    }
    known = {
        "nps": Case("answers", 50_000_000, NPS, {"SQL": (nps, 1.1), "pandas": (NPS_PANDAS, 0.2)}),
        "nps-customers": Case("answers", 50_000_000, NPS_PEOPLE, {"SQL, people": (people, 1.1)}),
        "purchases": Case(
            "orders", 20_000_000, PURCHASES,
            {"SQL, ranks": (by_hand(PURCHASES_RANKS, PURCHASES_CHECK), 1.15),
             "SQL, day totals": (by_hand(PURCHASES_DAYS, PURCHASES_CHECK), 1.15)},
        ),
        "repeat": Case(
            "orders", 20_000_000, REPEAT, {"SQL": (by_hand(REPEAT_SQL, "SELECT n, hit FROM found"), 1.15)}
        ),
        "cohorts": Case("events", 50_000_000, COHORTS, cohorts),
    }  # fmt: skip
    for power in (6, 7, 8):
        runs = 3 if power == 8 else 5
        known[f"nps-1e{power}"] = Case("answers", 10**power, NPS, {"SQL": (nps, math.inf)}, runs)
    for power in (6, 7, 8):
        runs = 3 if power == 8 else 5
        known[f"cohorts-1e{power}"] = Case(
            "events", 10**power, COHORTS, {"SQL, window": (cohorts["SQL, window"][0], math.inf)}, runs
        )
    return known


def made(folder: Path, table: str, rows: int) -> Path:
    """A table as a Parquet file; one that is there is used again."""
    path = folder / f"{table}_{rows}.parquet"
    if not path.exists():
        start = time.perf_counter()
        print(f"    making {rows:,} {table} ...", end=" ", flush=True)
        part = path.with_suffix(".part")
        query = TABLES[table].format(n=rows)
        subprocess.run([sys.executable, "-c", MAKE, str(part), query, str(folder), str(SETTINGS)], check=True, cwd=ROOT)
        part.rename(path)
        print(f"{time.perf_counter() - start:.0f} s, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
    return path


def ran(script: str, path: Path, small: Path) -> dict[str, float | list[float]]:
    """Run a script once and read what it prints last; its failure is ours."""
    given = [str(path), str(small), str(path.parent), str(SETTINGS)]
    done = subprocess.run([sys.executable, "-c", script, *given], capture_output=True, text=True, cwd=ROOT)  # noqa: PLW1510
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float | list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(name: str, case: Case, folder: Path, runs: int) -> bool:
    """Measure a case, sides taking turns, and print its rows; whether all that was asked for holds."""
    print(f"{name} ...", flush=True)
    path, small = made(folder, case.table, case.rows), made(folder, case.table, SMALL)
    found: dict[str, list[dict[str, float | list[float]]]] = {side: [] for side in case.scripts}
    for turn in range(runs + 1):
        for side, script in case.scripts.items():
            one = ran(script, path, small)
            if turn:  # the first fills the cache
                found[side].append(one)
    checks = {side: runs[0]["check"] for side, runs in found.items()}
    for side, check in checks.items():
        if not all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(check, checks["ours"], strict=True)):
            raise SystemExit(f"{name}: {side} counted {check}, ours {checks['ours']}")
    return shown(name, case, found)


def shown(name: str, case: Case, found: Mapping[str, Sequence[Mapping[str, float | list[float]]]]) -> bool:
    """Print the rows of a case."""
    middle = {
        side: {what: statistics.median([run[what] for run in runs]) for what in ("wall", "cpu", "peak")}
        for side, runs in found.items()
    }
    most = {side: max(run["peak"] for run in runs) for side, runs in found.items()}
    fits = most["ours"] < LIMIT
    print(f"{f'{name}, {case.rows:,}':<28}{'ours':<18}{'':>12}{'':>8}{'':>8}", end="")
    print(f"{middle['ours']['wall']:9.2f} s{middle['ours']['cpu']:9.2f} s{most['ours']:8.2f} GB")
    for side, (_, asked) in case.beside.items():
        ratio, cpu = (middle["ours"][what] / middle[side][what] for what in ("wall", "cpu"))
        fits &= ratio <= asked
        limit = "" if math.isinf(asked) else f"<= {asked:.2f}"
        print(f"{'':<28}{side:<18}{limit:>12}{ratio:8.2f}{cpu:8.2f}", end="")
        over = "" if most[side] < LIMIT else "  more than 4 GB"
        print(f"{middle[side]['wall']:9.2f} s{middle[side]['cpu']:9.2f} s{most[side]:8.2f} GB{over}", flush=True)
    return fits


def main() -> None:
    """Run the named cases, or all."""
    known = cases()
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("names", nargs="*", metavar="case", help=", ".join(known))
    asked.add_argument("--rows", type=int, help="rows of every table, to try it out")
    asked.add_argument("--runs", type=int, help="runs of every side, after one that is not counted")
    given = asked.parse_args()
    missed = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("CENTRICITY_BENCH_DIR", temporary))
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{'case':<28}{'side':<18}{'asked':>12}{'ours /':>8}{'cpu':>8}{'wall':>11}{'cpu':>11}{'most':>11}")
        for name in given.names or known:
            case = known[name]
            if given.rows:
                case = Case(case.table, given.rows, case.body, case.beside, case.runs)
            if not measured(name, case, folder, given.runs or case.runs):
                missed.append(name)
    print(f"\nmissed: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main()
