"""Personal data of customers: all of it is given, and all of it is forgotten but what is counted."""

import io
import json
import os
import time
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.imports import import_start
from centricity.web.customers.merging import merge
from centricity.web.customers.models import Conflict, Customer, Import, Interaction, Key, Merge
from centricity.web.customers.reading import path_of
from centricity.web.customers.services import customer_create
from centricity.web.jobs.services import ask, do_job

pytestmark = pytest.mark.django_db
SECRETS = (
    "Zinaida",
    "zina@example.org",
    "79123456789",
    "my secret",
    "a private reason",
    "Private-7",
    "Zina Old",
    "Ufa",
)


@pytest.fixture
def zina(organisation):
    """A customer with everything that is held of one, merged with another."""
    keys = [("email", "zina@example.org"), ("phone", "89123456789")]
    facts = {"name": "Zinaida", "fields": {"city": "Ufa"}, "consent": "given", "consent_source": "Ufa office"}
    one = customer_create(organisation, facts, keys, SYSTEM)
    two = customer_create(organisation, {"name": "Zina Old"}, [("crm", "Private-7")], SYSTEM)
    Interaction.objects.create(
        customer=two, organisation=organisation, kind="order", at=timezone.now(), amount="10.00", text="my secret",
        reason="a private reason", number="Private-7",
    )  # fmt: skip
    merge(one, two, (0, 0), SYSTEM)
    third = customer_create(organisation, {"name": "Third"}, [], SYSTEM)
    Conflict.objects.create(organisation=organisation, one=one, other=third, row=2)
    return Customer.objects.get(pk=one.pk)


def everything():
    """All rows of the app and of the log, as text."""
    with connection.cursor() as cursor:
        tables = ("customers_customer", "customers_key", "customers_interaction", "customers_merge", "audit_entry")
        return "".join(str(cursor.execute(f"SELECT * FROM {table}") and cursor.fetchall()) for table in tables)


def test_all_that_is_held_is_given(client, people, zina):
    client.force_login(people["cx_director"])
    answer = client.get(f"/customers/acme/{zina.code}/data.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.namelist() == ["customer.json"]
        told = json.dumps(json.loads(archive.read("customer.json")), ensure_ascii=False)
    assert all(secret in told for secret in SECRETS)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert Entry.objects.order_by("number").last().action == "customer.exported"


def test_nothing_that_names_a_customer_is_left_and_counts_stay(client, people, zina):
    client.force_login(people["cx_director"])
    there = f"/customers/acme/{zina.code}/erase/"
    assert client.post(there, {"version": zina.version}).status_code == 422
    assert client.post(there, {"version": zina.version + 1, "sure": "on"}).status_code == 422
    assert "Zinaida" in everything()
    assert client.post(there, {"version": zina.version, "sure": "on"}).status_code == 302
    left = everything()
    assert [secret for secret in SECRETS if secret in left] == []
    zina.refresh_from_db()
    assert (zina.do_not_contact, zina.erased_at is not None) == (True, True)
    assert [str(each.amount) for each in zina.interactions.all()] == ["10.00"]
    assert not Key.objects.exists()
    assert not Merge.objects.exists()
    assert Entry.objects.order_by("number").last().action == "customer.erased"
    assert client.post(there, {"version": zina.version, "sure": "on"}).status_code == 422
    assert client.get(f"/customers/acme/{zina.code}/").status_code == 200
    assert client.post(f"/customers/acme/{zina.code}/contact/", {"channel": "email"}).status_code == 422


def test_whoever_may_not_manage_neither_exports_nor_erases(client, people, zina):
    client.force_login(people["analyst"])
    assert client.get(f"/customers/acme/{zina.code}/data.zip").status_code == 403
    assert client.post(f"/customers/acme/{zina.code}/erase/", {"version": 1, "sure": "on"}).status_code == 403


def test_files_that_nobody_goes_on_with_are_forgotten(organisation):
    old, fresh = (
        import_start(organisation, "contacts", SimpleUploadedFile("a.csv", b"email\na@x.org\n"), SYSTEM) for _ in "ab"
    )
    os.utime(path_of(old), (time.time() - 8 * 86_400,) * 2)
    Import.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    do_job.call(str(ask("customers.clean", "schedule", SYSTEM).pk))
    assert not path_of(old).exists()
    assert path_of(fresh).exists()
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.sample, fresh.sample) == ([], [["a@x.org"]])
