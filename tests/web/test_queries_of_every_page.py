"""How many queries every page takes is stated in queries.yaml, and holds where tables have twelve times the rows."""

from pathlib import Path

import pytest
import yaml
from access_kit import PAGES, concrete, parts_of
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from many_rows import multiplied

pytestmark = pytest.mark.django_db
STATED = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text("utf-8"))
ASKED = [
    address for address, page in PAGES.items()
    if page["GET"][0] != "nobody" and not address.startswith("/api/") and "^" not in address
    and "<int:pk>" not in address
]  # fmt: skip


def taken(client, address, parts):
    """How many queries an address takes."""
    with CaptureQueriesContext(connection) as found:
        response = client.get(concrete(address, parts))
        for close in response._resource_closers:
            close()
    return len(found)


def beyond(found):
    """Pages that take more than is stated; PostgreSQL is asked once more for one moment of what is downloaded."""
    room = int(connection.vendor == "postgresql")
    return {address: n for address, n in found.items() if n > STATED[address] + room}


def test_every_page_states_its_queries():
    assert set(STATED) == set(ASKED)


def test_no_page_takes_more_queries_than_stated_however_many_rows_there_are(small, people):
    client = Client()
    client.force_login(people["administrator"])
    parts = parts_of(small)
    client.get("/")
    few = {address: taken(client, address, parts) for address in ASKED}
    assert beyond(few) == {}
    assert {"Customer", "Item", "Survey", "Action", "Study", "SubjectResult", "Goal", "Job", "Grant"} <= multiplied()
    many = {address: taken(client, address, parts) for address in ASKED}
    assert beyond(many) == {}
