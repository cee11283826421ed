import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from browser_kit import CHROMIUM, chromium, laid_once, opened, site_of_its_own
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from pytest_django.plugin import blocking_manager_key
from web_computing import Computed
from web_kit import PEOPLE, compute, person, study
from web_platform import Platform, copy_of, database_of
from web_postgres import database_made

from centricity.web.audit.triggers import lay, lift
from centricity.web.home import analyses, board, by_rule, channels, heard, journey, narrowing, question_list, questions
from centricity.web.jobs import services as jobs
from centricity.web.people.models import Organisation
from centricity.web.people.services import organisation_create
from centricity.web.research import results
from centricity.web.research.models import Study
from centricity.web.voice import crowding, selectors

if os.environ.get("CENTRICITY_TEST_DATABASE") == "postgres":
    collect_ignore = ["test_backup_moves.py", "test_serving.py"]  # they choose their engines themselves


@pytest.fixture(scope="session", autouse=True)
def home():
    """The platform's home of this worker, taken away at the end."""
    yield Path(settings.HOME)
    shutil.rmtree(settings.HOME, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_audit():
    """Let Django empty the tables after a transactional test: the triggers of the audit log lie aside meanwhile."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flushed(self, statements):
        lift(self.connection)
        flush(self, statements)
        lay(self.connection)
        EMPTIED.append(True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flushed)
        yield


@pytest.fixture(scope="session")
def computed_once(tmp_path_factory):
    """No study is computed twice by a worker: that is most of what the tests' time would go into."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "_audience", Computed(results._audience, tmp_path_factory.mktemp("computed")))
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, computed_once):
    """What all tests find."""
    with django_db_blocker.unblock():
        keep_laid()
        seed()


LAID = {}
"""A database by engine with its tables and nothing in them, as the tests' own was when it had been migrated."""


def keep_laid():
    if connection.vendor == "sqlite":
        LAID["sqlite"] = Path(settings.HOME) / "laid.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(LAID["sqlite"])])
    else:
        connection.close()
        LAID["postgres"] = database_of(database_made(connection.settings_dict["NAME"]))


def laid(home, engine):
    """A platform whose tables are laid, where a database of its engine was kept: migrating takes ten seconds."""
    if engine == "postgres":
        return Platform(home, database_made(LAID.get(engine, "")))
    if engine in LAID:
        shutil.copy(LAID[engine], home / "centricity.sqlite3")
    return Platform(home)


def seed():
    """An organisation with two studies computed once: ``small`` of the published market, and ``wide`` of companies."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "BEAT", 3_600.0)
        acme = organisation_create("acme", "Акме", "Acme")
        compute(study("small", acme))
        compute(study("wide", acme, "it-companies-2025"))


EMPTIED = []
"""That tables were emptied: all of them by a transactional test, or some within the transaction of a test."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Bring back what all tests find: where workers take tests over from each other, others follow such a one."""
    if EMPTIED and "transactional_db" not in item.fixturenames:
        EMPTIED.clear()
        with item.config.stash[blocking_manager_key].unblock():
            if not Organisation.objects.filter(code="acme").exists():
                seed()


@pytest.fixture(autouse=True)
def no_beats(monkeypatch):
    """No signs of life from a thread: a test's transaction holds the database."""
    monkeypatch.setattr(jobs, "BEAT", 3_600.0)


@pytest.fixture(autouse=True)
def nothing_kept():
    """Rows that a test takes back leave no stamp: what was made of them is forgotten."""
    of_home = (board._TILES, board._SERIES, by_rule._KEPT, narrowing._APART, question_list._KEPT, questions._KEPT)
    analysed = (analyses._COHORTS, analyses._FUNNELS)
    for kept in (heard._KEPT, journey._KEPT, channels._KEPT, selectors._AT, *of_home, *analysed):
        kept._made.clear()
    selectors._OPEN.clear()
    crowding._HERE.clear()


@pytest.fixture
def organisation(db):
    return Organisation.objects.get(code="acme")


@pytest.fixture
def people(organisation):
    """One person of every role, granted it on the organisation, and a stranger."""
    return {role: person(role, organisation.code) for role in PEOPLE}


@pytest.fixture
def small(db):
    """The study of the published market, computed; closed."""
    return Study.objects.get(code="small")


@pytest.fixture
def wide(db):
    """The study of forty companies, computed; closed."""
    return Study.objects.get(code="wide")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """Platforms with people, a study and a job, by engine; to be copied, never used."""
    made = {}

    def of(engine):
        if engine not in made:
            home = tmp_path_factory.mktemp(engine)
            home.chmod(0o700)
            made[engine] = laid(home, engine)
            made[engine].script("seeded")
        return made[engine]

    return of


@pytest.fixture
def platform(seeded, tmp_path):
    """A platform with a study, of the engine that these tests run on."""
    made = copy_of(seeded("postgres" if os.environ["DATABASE_URL"] else "sqlite"), tmp_path / "home")
    yield made
    made.end()


@pytest.fixture
def empty_platform(tmp_path):
    """What makes platforms with nothing in them, or nothing but tables."""
    all_of_them = []

    def made(engine="sqlite", *, tables=False):
        home = tmp_path / f"empty-{engine}"
        home.mkdir(mode=0o700)
        if tables:
            all_of_them.append(laid(home, engine))
        else:
            all_of_them.append(Platform(home, database_made() if engine == "postgres" else ""))
        return all_of_them[-1]

    yield made
    for each in all_of_them:
        each.end()


def pytest_collection_finish(session):
    """Lay the platform of the browser's tests beside the first of the others, so that nobody waits for it."""
    wanted = CHROMIUM and any("site" in each.fixturenames for each in session.items)
    if wanted and os.environ.get("PYTEST_XDIST_WORKER") == "gw0":
        aside = ThreadPoolExecutor(1)
        aside.submit(laid_once, session.config._tmp_path_factory.getbasetemp().parent)
        aside.shutdown(wait=False)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A platform in processes of its own, for all tests in a browser."""
    with site_of_its_own(tmp_path_factory, "site") as one:
        yield one


@pytest.fixture(scope="session")
def browser():
    with chromium() as one:
        yield one


@pytest.fixture
def page(browser, site):
    """A page in English."""
    with opened(browser, site.url) as one:
        yield one
