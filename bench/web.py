"""Times the platform over loopback: ``python bench/web.py``, or some cases of it by name.

A home of its own is made, with a study of 1,000 companies by 16 metrics that is computed by a job; one process of the
server answers. ``--database`` says where its rows lie: in SQLite, in a PostgreSQL from a package, or in both, one after
the other. Without it ``DATABASE_URL`` names a database, which must be empty, and SQLite is taken where it does not.
"""

import argparse
import csv
import gzip
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

from metrics import made

COMPANIES = 1_000
LAKE = Path(os.environ.get("CENTRICITY_BENCH_DIR") or Path(tempfile.gettempdir()) / "centricity-lake").resolve()
PASSWORD = "only-for-the-bench-7391"  # noqa: S105  an account of a throw-away database
PEOPLE = 50
ROUNDS = 40

SET_UP = """
import sys, time
from pathlib import Path
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.services import do_job
from centricity.web.people.services import Scope, grant, organisation_create, user_create
from centricity.web.research.services import computation_ask, study_create
organisation = organisation_create("bench", "Проба", "Bench")
folder = Path(sys.argv[1])
files = [SimpleUploadedFile(p.name, p.read_bytes()) for p in sorted(folder.iterdir())]
edition = study_create("market", organisation, files, SYSTEM)
assert edition.sound, edition.faults[:3]
begun = time.perf_counter()
job = computation_ask(edition, SYSTEM)
do_job.call(str(job.pk))
job.refresh_from_db()
assert job.state == "done", job.faults
print(f"computing and keeping 1,000 companies: {time.perf_counter() - begun:.0f} s")
from centricity.web.voice.models import Survey
from centricity.web.voice.services import publish, state_set, survey_create
both = {"ru": "Порекомендуете?", "en": "Would you recommend us?"}
asked = [{"code": "recommend", "kind": "nps", "text": both, "required": True},
         {"code": "why", "kind": "text", "text": both}]
content = {"schema": "centricity/survey-1", "id": "x", "version": "1.0.0", "title": both, "thanks": both,
           "pages": [{"code": "p", "questions": asked}]}
survey = survey_create(organisation, "pulse", content, SYSTEM)
publish(survey, 0, SYSTEM)
state_set(survey, "open", 1, SYSTEM)
Survey.objects.update(link="bench")
from datetime import datetime, timezone
from django.db import connection
from centricity.web.voice.models import Response
now = datetime(2026, 11, 1, tzinfo=timezone.utc)
one = Response.objects.create(survey=survey, version=survey.versions.get(), key_hash="bench", state="whole",
                              language="ru", begun_at=now, ended_at=now, heard=True)
rows = ("generate_series(1, %d) AS n(i)" if connection.vendor == "postgresql" else
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n)")
number = "CAST(1 + i % 12 AS TEXT)"
month = f"CAST(2025 + i % 24 / 12 AS TEXT) || '-' || SUBSTR('0' || {number}, LENGTH({number}), 2)"
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO voice_rating (response_id, organisation_id, survey_id, series, row, metric, score, at, month,"
        " version, channel, touchpoint, segment, department)"
        " SELECT %s, %s, %s, 'q', '', CASE i % 4 WHEN 0 THEN 'nps' WHEN 1 THEN 'csat' WHEN 2 THEN 'ces' ELSE 'cli' END,"
        " CASE i % 4 WHEN 0 THEN i % 100000 * 7919 % 11 ELSE 1 + i % 1000 * 7919 % 5 END, %s, {0}, 1,"
        " CASE i % 3 WHEN 0 THEN 'email' WHEN 1 THEN 'web' ELSE 'app' END, '',"
        " CASE i % 7 WHEN 0 THEN 'gold' ELSE 'rest' END, ''"
        " FROM {1}".format(month, rows % 1_000_000).replace("%", "%%").replace("%%s", "%s"),
        [one.pk.hex if connection.vendor == "sqlite" else one.pk, organisation.pk, survey.pk,
         "2026-11-01 00:00:00" if connection.vendor == "sqlite" else now],
    )
from centricity.web.voice.tallies import fold
begun = time.perf_counter()
from datetime import timedelta
for _ in fold(timedelta(0)):
    pass
print(f"folding 1,000,000 ratings into tallies: {time.perf_counter() - begun:.0f} s")
for i in range(int(sys.argv[3])):
    grant(user_create(f"p{i}@example.org", sys.argv[2], language="ru"), Scope("analyst"))
"""


def study(folder: Path) -> Path:
    """A study of 1,000 companies, each metric with a level, a rater and a record of evidence."""
    folder.mkdir()
    metrics = [f"{i}.{j}" for i, n in enumerate((5, 4, 3, 4), start=1) for j in range(1, n + 1)]
    codes = [f"C{i:04d}" for i in range(COMPANIES)]
    (folder / "study.yaml").write_text(
        'schema: centricity/study-1\ntitle: {ru: Большой рынок, en: A large market}\nmethod: hse_it_2025\n'
        'wave: "2025"\naudience: internal\nsynthetic: true\n', "utf-8"
    )  # fmt: skip
    rows = {
        "subjects": [["subject", "name_ru", "name_en", "segment", "market", "consent"],
                     *([c, f"Компания {c}", f"Company {c}", f"SEG{i % 10 + 1:02d}", "B2B" if i % 3 else "B2C",
                        "granted"]
                       for i, c in enumerate(codes))],
        "observations": [["subject", "metric", "level", "rater", "source", "evidence", "observed_at"],
                         *([c, m, (i * 7 + j * 5 + i // 9) % 4, "rater A", "site", f"E-{c}-{m}", "2025-06-01"]
                           for i, c in enumerate(codes) for j, m in enumerate(metrics))],
        "evidence": [["evidence", "kind", "title", "reference", "captured_at", "access"],
                     *([f"E-{c}-{m}", "page", f"Page of {c}", f"https://{c.lower()}.example/{m}", "2025-05-20",
                        "public"]
                       for c in codes for m in metrics)],
    }  # fmt: skip
    for name, table in rows.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table)
    return folder


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Person:
    """A browser without pictures: one connection from an address of its own, and its cookies."""

    def __init__(self, port: int, number: int = 1) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", port, 60, source_address=(f"127.0.0.{number + 1}", 0))
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, bytes, dict[str, str]]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Encoding": "gzip"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.http.request(method, path, body or None, headers)
        answer = self.http.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content, dict(answer.headers)

    def sign_in(self, email: str) -> None:
        _, page, headers = self.ask("GET", "/accounts/login/")
        text = (gzip.decompress(page) if headers.get("Content-Encoding") == "gzip" else page).decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        assert token is not None  # noqa: S101  without it nobody signs in
        form = {"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD}
        status, *_ = self.ask("POST", "/accounts/login/", urlencode(form))
        assert status == 302, status  # noqa: S101


PAGES = (
    "/", "/studies/market/", "/studies/market/ranking/", "/studies/market/ranking/?page=7",
    "/studies/market/ranking/?q=C0777", "/studies/market/heatmap/", "/studies/market/heatmap/?metrics=1",
    "/studies/market/segments/", "/studies/market/companies/C0500/", "/studies/market/companies/C0500/index/",
    "/studies/market/companies/C0500/1.1/", "/studies/market/downloads/", "/studies/market/editions/",
    "/studies/market/editions/1/", "/studies/market/report/heatmaps/", "/studies/market/report/method/", "/people/me/",
)  # fmt: skip


def pages(port: int) -> None:
    """Time of every page as one person reads it, p95 over forty rounds."""
    person = Person(port)
    person.sign_in("p0@example.org")
    everything: list[float] = []
    for page in PAGES:
        taken = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            status, content, _ = person.ask("GET", page)
            taken.append((time.perf_counter() - begun) * 1_000)
            assert status == 200, (page, status)  # noqa: S101
        everything += taken
        p95 = statistics.quantiles(taken, n=20)[-1]
        say(page, f"p95 {p95:.0f} ms, {len(content) / 1_000:.0f} kB", "<= 100 ms", p95 <= 100)
    p95 = statistics.quantiles(everything, n=20)[-1]
    say("all pages", f"p95 {p95:.0f} ms", "<= 100 ms", p95 <= 100)


def sign_in(port: int, seconds: float = 5.0) -> None:
    """Requests a second of the sign-in page from eight connections."""
    counts, until = [0] * 8, time.perf_counter() + seconds

    def ask(i: int) -> None:
        person = Person(port)
        while time.perf_counter() < until:
            status, *_ = person.ask("GET", "/accounts/login/")
            counts[i] += status == 200

    together([lambda i=i: ask(i) for i in range(8)])  # type: ignore[misc]
    rate = sum(counts) / seconds
    say("sign-in page, one process", f"{rate:.0f} a second", ">= 300 a second", rate >= 300)


def transfer(port: int) -> None:
    """Bytes of the first page of a study with all that it loads."""
    person = Person(port)
    person.sign_in("p0@example.org")
    _, content, headers = person.ask("GET", "/studies/market/")
    text = gzip.decompress(content).decode() if headers.get("Content-Encoding") == "gzip" else content.decode()
    total = len(content)
    for path in sorted({*re.findall(r'(?:href|src)="(/static/[^"]+)"', text)}):
        total += len(person.ask("GET", path)[1])
    say("first page with all it loads", f"{total / 1_000:.0f} kB", "< 100 kB", total < 100_000)


def crowd(port: int) -> None:
    """Fifty people at once, each walking all pages."""
    failures: list[object] = []

    def walk(i: int) -> None:
        try:
            person = Person(port, i)
            person.sign_in(f"p{i}@example.org")
            for page in PAGES[i % len(PAGES) :] + PAGES[: i % len(PAGES)]:
                status, *_ = person.ask("GET", page)
                if status != 200:
                    failures.append((page, status))
        except Exception as error:  # noqa: BLE001  every failure counts
            failures.append(error)

    begun = time.perf_counter()
    together([lambda i=i: walk(i) for i in range(PEOPLE)])  # type: ignore[misc]
    taken = time.perf_counter() - begun
    told = f"{len(failures)} failures, {PEOPLE * len(PAGES) / taken:.0f} pages a second"
    say("50 people at once", told, "no failure", not failures)
    for failure in failures[:3]:
        print("   ", repr(failure))


def answers(port: int, total: int = 2_000, hands: int = 16) -> None:
    """Answers of one page that are accepted a second, from sixteen connections; pages were opened before."""
    keys: list[list[str]] = [[] for _ in range(hands)]
    taken: list[list[float]] = [[] for _ in range(hands)]

    def open_pages(i: int) -> None:
        person = Person(port, i)
        for _ in range(total // hands):
            _, page, headers = person.ask("GET", "/s/bench/?lang=ru")
            text = (gzip.decompress(page) if headers.get("Content-Encoding") == "gzip" else page).decode()
            found = re.search(r'name="key" value="([^"]+)"', text)
            assert found is not None  # noqa: S101  without it nobody answers
            keys[i].append(found[1])

    def answer(i: int) -> None:
        person = Person(port, i)
        for n, key in enumerate(keys[i]):
            form = urlencode({"key": key, "page": 1, "recommend": n % 11, "why": "Долго ждал"})
            begun = time.perf_counter()
            status, *_ = person.ask("POST", "/s/bench/?lang=ru", form)
            taken[i].append((time.perf_counter() - begun) * 1_000)
            assert status == 302, status  # noqa: S101

    together([lambda i=i: open_pages(i) for i in range(hands)])  # type: ignore[misc]
    time.sleep(1.5)
    begun = time.perf_counter()
    together([lambda i=i: answer(i) for i in range(hands)])  # type: ignore[misc]
    rate = sum(map(len, taken)) / (time.perf_counter() - begun)
    p95 = statistics.quantiles([each for one in taken for each in one], n=20)[-1]
    say(
        "answers accepted",
        f"{rate:.0f} a second, p95 {p95:.0f} ms",
        ">= 200, 100 ms",
        rate >= 200 and p95 <= 100,
    )
    page = Person(port).ask("GET", "/s/bench/")[1]
    size = len(page) + sum(
        len(Person(port).ask("GET", path)[1])
        for path in re.findall(r'href="(/static/[^"]+)"', gzip.decompress(page).decode())
    )
    say("first page of a survey with all it loads", f"{size / 1_000:.0f} kB", "< 60 kB", size < 60_000)


def board(port: int) -> None:
    """The dashboard over a million ratings: the first look, and the same while no rating comes."""
    person = Person(port)
    person.sign_in("p0@example.org")
    for page in ("/dashboard/bench/", "/dashboard/bench/nps/"):
        taken = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            status, *_ = person.ask("GET", page)
            taken.append((time.perf_counter() - begun) * 1_000)
            assert status == 200, (page, status)  # noqa: S101
        p95 = statistics.quantiles(taken[1:], n=20)[-1]
        say(f"{page}, first look", f"{taken[0]:.0f} ms", "<= 500 ms", taken[0] <= 500)
        say(f"{page}, again", f"p95 {p95:.0f} ms", "<= 50 ms", p95 <= 50)


def lake(home: Path) -> Path:
    """The file that names the folder of large tables a warehouse."""
    LAKE.mkdir(parents=True, exist_ok=True)
    both = "{ru: Озеро, en: Lake}"
    told = f"warehouses: [{{code: lake, title: {both}, organisations: [bench], engine: 'duckdb://', folder: {LAKE}}}]\n"
    path = home / "warehouses.yaml"
    path.write_text(told, "utf-8")
    return path


def warehouse(_: int, rows: int = 50_000_000) -> None:
    """A board over fifty million answers in Parquet: NPS by month, as a tile and a table."""
    table = made(LAKE, "ratings", rows)
    for _ in range(3):
        told = subprocess.run(
            [sys.executable, "-c", BOARD, table.name], check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        taken = float(told.strip().splitlines()[-1])
        say("a board over 50,000,000 answers", f"{taken:.2f} s", "<= 2 s", taken <= 2)


def together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def say(name: str, value: str, asked: str, met: bool) -> None:
    print(f"{name:42} {value:34} {asked:16} {'' if met else 'missed'}", flush=True)


def databases(chosen: str) -> Iterator[tuple[str, str]]:
    """Names and URLs of the databases to be timed; that of SQLite is empty."""
    if not chosen:
        yield ("the database of DATABASE_URL" if os.environ.get("DATABASE_URL") else "SQLite"), ""
    if chosen in {"sqlite", "both"}:
        os.environ["DATABASE_URL"] = ""
        yield "SQLite", ""
    if chosen in {"postgres", "both"}:
        sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))
        made: Callable[[], str] = import_module("web_postgres").database_made
        yield "PostgreSQL", made()


@contextmanager
def served(home: Path, url: str, workers: int) -> Iterator[int]:
    """The platform with the study, answering on a port."""
    os.environ.update(
        CENTRICITY_LOCAL="1", CENTRICITY_HOME=str(home), DJANGO_SETTINGS_MODULE="centricity.web.settings",
        CENTRICITY_ANSWERS_A_MINUTE="0", CENTRICITY_ANSWERS_AN_HOUR="0",  # all of them come from here
        CENTRICITY_WAREHOUSES=str(lake(home)), **({"DATABASE_URL": url} if url else {}),
    )  # fmt: skip
    folder = study(home / "study")
    subprocess.run([sys.executable, "-c", SET_UP, str(folder), PASSWORD, str(PEOPLE)], check=True)
    port = free_port()
    asked = ["--local", "--no-worker", "--workers", str(workers), "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "centricity", "web", "serve", *asked]
    begun = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait(port, server)
        print(f"from the command to the first answer: {time.perf_counter() - begun:.1f} s")
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until the platform answers."""
    while server.poll() is None:
        try:
            Person(port).ask("GET", "/healthz")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(server.returncode)


BOARD = """
import sys
import django
django.setup()
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.services import do_job
from centricity.web.people.models import Organisation
from centricity.web.warehouse.models import Board
from centricity.web.warehouse.selectors import latest_job
from centricity.web.warehouse.services import Draft, board_add
Board.objects.all().delete()
text = '''schema: centricity/dashboard-1
title: {ru: Лояльность, en: Loyalty}
sources:
  answers: {table: TABLE}
panels:
  - {metric: nps, source: answers, by: [month], tile: true}
'''
organisation = Organisation.objects.get(code="bench")
board = board_add(organisation, "board", Draft("lake", text.replace("TABLE", sys.argv[1]), 0), SYSTEM)
do_job.call(str(latest_job(board).pk))
board.refresh_from_db()
assert board.current is not None and not board.current.failed, latest_job(board).faults
print(board.current.seconds)
"""


CASES: dict[str, Callable[[int], None]] = {
    "pages": pages, "sign-in": sign_in, "transfer": transfer, "crowd": crowd,
    "board": board,
    "answers": answers, "warehouse": warehouse,
}  # fmt: skip

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="case", help=", ".join(CASES))
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="", help="where the rows lie")
    parser.add_argument("--workers", type=int, default=1, help="processes of the server; 1")
    asked = parser.parse_args()
    if unknown := set(asked.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    for database, url in databases(asked.database):
        print(f"== {database}", flush=True)
        with tempfile.TemporaryDirectory() as place, served(Path(place), url, asked.workers) as port:
            for name in asked.cases or list(CASES):
                CASES[name](port)
