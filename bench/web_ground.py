"""A platform to be timed: a home and a database of its own, a study, a survey, a million ratings, and who asks it."""

import csv
import gzip
import http.client
import os
import re
import signal
import socket
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

COMPANIES = 1_000
LAKE = Path(os.environ.get("CENTRICITY_BENCH_DIR") or Path(tempfile.gettempdir()) / "centricity-lake").resolve()
PASSWORD = "only-for-the-bench-7391"  # noqa: S105  an account of a throw-away database
PEOPLE = 50

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
from centricity.web.customers.models import Customer, Interaction
from centricity.web.feedback.models import Item
people = [Customer(organisation=organisation, name=f"C{i}", sought=f"c{i}") for i in range(20_000)]
Customer.objects.bulk_create(people, 5_000)
since = now - timedelta(days=80)
Interaction.objects.bulk_create((
    Interaction(customer=people[i % 20_000], organisation=organisation, kind=("contact", "order", "call")[i % 3],
                at=since + timedelta(minutes=i % 110_000), channel=("web", "phone", "email")[i % 7 % 3])
    for i in range(200_000)), 5_000)
Item.objects.bulk_create((
    Item(organisation=organisation, source="form", channel="web", text="Долго ждал", at=since,
         received_at=since + timedelta(minutes=5 * i), first_answer_at=since + timedelta(minutes=5 * i + i % 900),
         state="answered") for i in range(20_000)), 5_000)
for i in range(int(sys.argv[3])):
    grant(user_create(f"p{i}@example.org", sys.argv[2], language="ru"), Scope("analyst"))
if connection.vendor == "postgresql":  # what follows so many rows laid at once is not what is measured
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
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


def lake(home: Path) -> Path:
    """The file that names the folder of large tables a warehouse."""
    LAKE.mkdir(parents=True, exist_ok=True)
    both = "{ru: Озеро, en: Lake}"
    told = f"warehouses: [{{code: lake, title: {both}, organisations: [bench], engine: 'duckdb://', folder: {LAKE}}}]\n"
    path = home / "warehouses.yaml"
    path.write_text(told, "utf-8")
    return path


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
        CENTRICITY_ANSWERS_A_MINUTE="1000000", CENTRICITY_ANSWERS_AN_HOUR="1000000",  # counted, never too many
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
