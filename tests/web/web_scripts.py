"""What processes of tests do within a platform: ``python -m web_scripts STEPS``, the steps as JSON.

A step of another module is dotted.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from web_kit import EXAMPLES, files_of, person

from centricity.errors import MisuseError
from centricity.web.audit.selectors import verify
from centricity.web.audit.services import SYSTEM, record
from centricity.web.audit.triggers import lift
from centricity.web.backup import back_up
from centricity.web.customers.columns import Chosen
from centricity.web.customers.imports import import_ask, import_start
from centricity.web.customers.models import Customer, Import
from centricity.web.jobs.models import Job, Schedule
from centricity.web.jobs.services import KINDS, Kind, ask, do_job
from centricity.web.jobs.worker import work
from centricity.web.people.models import Organisation, User
from centricity.web.people.services import organisation_create, user_create
from centricity.web.research.models import Edition, Run, Section, Study, View
from centricity.web.research.services import computation_ask, study_create
from centricity.web.restoring import restore
from centricity.web.snapshot import kept_models, label, rows


def migrated():
    call_command("migrate", verbosity=0)


def seeded():
    """People, a study with a faultless edition, a run of it that was computed by nobody, and a job that waits."""
    migrated()
    acme = organisation_create("acme", "Акме", "Acme")
    person("administrator")
    person("analyst", "acme")
    edition = study_create("market", acme, files_of(EXAMPLES / "it-market-2025-published"), SYSTEM)
    run = Run.objects.create(edition=edition, version="0", method="m", wave="2025", files={"public/a.txt": 4})
    folder = settings.HOME / "results" / str(run.pk) / "public"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("ёж\n")
    view = View.objects.create(run=run, audience="public", parts=[{"low": 0.1, "none": None}], facts={"б": [1, 2.5]})
    Section.objects.create(view=view, language="ru", position=1, anchor="a", title="Ёлка", html="<p>\u2028</p>")
    Study.objects.update(current=run)
    computation_ask(edition, SYSTEM)


def told():
    """Everything that a backup must carry, as one line."""
    whole = {label(each): [json.loads(line) for line in rows(each)] for each in kept_models()}
    whole["files"] = sorted(
        (str(path.relative_to(settings.HOME)), path.read_bytes().hex())
        for name in ("editions", "results", "files", "imports")
        for path in (settings.HOME / name).rglob("*")
        if path.is_file()
    )
    found = verify()
    whole["audit"] = [found.entries, found.broken, found.last]
    print(json.dumps(whole, sort_keys=True, ensure_ascii=False))


def importing():
    """A file of customers whose columns are guessed, and one that is asked to be taken in."""
    acme = Organisation.objects.get(code="acme")
    import_start(acme, "contacts", SimpleUploadedFile("new.csv", b"name,email\nVera,v@example.org\n"), SYSTEM)
    made = import_start(acme, "contacts", SimpleUploadedFile("asked.csv", b"name,email\nGleb,g@example.org\n"), SYSTEM)
    _ask_import(made)


def _ask_import(made):
    chosen = [Chosen(**each) for each in made.mapping["columns"]]
    import_ask(made, chosen, made.version, SYSTEM, leave_out=False, add_unknown=False)


def imported():
    """Take in what waits, then what nobody had begun."""
    for turn in range(2):
        for job in Job.objects.filter(kind="customers.import", state="waiting"):
            do_job.call(str(job.pk))
        if not turn:
            _ask_import(Import.objects.get(state="new"))
    print(json.dumps(sorted(Customer.objects.values_list("name", flat=True))))


def lives_on():
    """A platform that was restored takes new people and entries."""
    user_create("new@example.org", None)
    organisation_create("beta", "Бета", "Beta")
    assert User.objects.get(email="analyst@example.org").check_password("correct horse battery staple")
    assert Permission.objects.filter(content_type__app_label="research", codename="add_study").exists()
    assert verify().broken is None


def writing(stop):
    """Write entries and editions until a file appears; another process makes a backup meanwhile."""
    acme, made = Organisation.objects.get(code="acme"), 0
    while not Path(stop).exists():
        edition = study_create(f"study-{made}", acme, files_of(EXAMPLES / "it-market-2025-published"), SYSTEM)
        record(SYSTEM, "test.written", str(edition.pk))
        made += 1
        print(made, flush=True)


def whole():
    """Every edition has its folder, as its digest says, and no folder is left over."""
    from centricity.web.research.places import edition_folder
    from centricity.web.research.services import digest

    editions = list(Edition.objects.all())
    assert all(digest(edition_folder(each.pk)) == each.digest for each in editions)
    assert len(list((settings.HOME / "editions").iterdir())) == len(editions)
    found = verify()
    assert found.broken is None
    print(len(editions), found.entries)


def slow_kind():
    def slow(progress):
        progress.next("Первый", "First")
        (settings.HOME / f"begun-{progress.job.attempts}").touch()
        if progress.job.attempts == 0:
            time.sleep(600)
        progress.next("Второй", "Second")
        with progress.finishing():
            Organisation.objects.create(code=f"made-{progress.job.pk}"[:60], name_ru="Р", name_en="R")

    KINDS["test.slow"] = Kind(slow, 2)


def asked_slow():
    slow_kind()
    ask("test.slow", "test", SYSTEM)


def many_asked(number):
    short_kind()
    for i in range(int(number)):
        ask("test.short", f"test:{i}", SYSTEM)


def short_kind():
    from datetime import timedelta

    def short(progress):
        progress.next("Шаг", "Step")
        with progress.finishing():
            record(SYSTEM, "test.short", progress.job.target)

    KINDS["test.short"] = Kind(short, 1)
    KINDS["test.often"] = Kind(short, 1, every=timedelta(seconds=1))


def worker():
    slow_kind()
    short_kind()
    work(interval=0.05)


class Hanging(SimpleUploadedFile):
    """A file of which more is promised than comes."""

    def read(self, _size=-1):
        print("reading", flush=True)
        time.sleep(600)


def upload_that_hangs():
    first, *_ = files_of(EXAMPLES / "it-market-2025-published")
    study_create("hanging", Organisation.objects.get(code="acme"), [first, Hanging("subjects.csv", b"subject")], SYSTEM)


def jobs():
    print(json.dumps([
        {"kind": each.kind, "state": each.state, "attempts": each.attempts, "target": each.target}
        for each in Job.objects.order_by("asked_at")
    ]))  # fmt: skip


def state():
    print(json.dumps({
        "studies": sorted(Study.objects.values_list("code", flat=True)), "editions": Edition.objects.count(),
        "runs": Run.objects.count(), "made": Organisation.objects.filter(code__startswith="made-").count(),
        "schedule": list(Schedule.objects.values_list("kind", flat=True)), "vendor": connection.vendor,
    }))  # fmt: skip


def entries(action):
    from centricity.web.audit.models import Entry

    print(json.dumps(list(Entry.objects.filter(action=action).values_list("target", flat=True))))


def lifted():
    lift(connection)


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def impatient(seconds):
    """Wait for a database that is held so long, not twenty seconds."""
    connection.settings_dict["OPTIONS"]["timeout"] = float(seconds)


def held(seconds):
    """Hold the database as a writer."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN EXCLUSIVE")
        print("held", flush=True)
        time.sleep(float(seconds))


def backup(file):
    back_up(Path(file))


def restored(file):
    restore(Path(file))


def refused(*files):
    """Restore one after another; tell what was said of each and what was left in the home folder."""
    for file in files:
        try:
            restore(Path(file))
        except MisuseError as error:
            print(json.dumps([error.text("en"), sorted(path.name for path in settings.HOME.iterdir())]))


if __name__ == "__main__":
    for step in json.loads(sys.argv[1]):
        name, *arguments = [step] if isinstance(step, str) else step
        module, _, name = name.rpartition(".")
        getattr(import_module(module), name)(*arguments) if module else globals()[name](*arguments)
