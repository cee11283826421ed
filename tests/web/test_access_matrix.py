"""Every address of the platform, by every method, for every role, held to the table that people read."""

import uuid
from pathlib import Path

import pytest
import yaml
from django.db import transaction
from django.test import Client
from web_kit import PASSWORD, PEOPLE, addresses

from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.people.invitations import invite
from centricity.web.people.services import Scope, grant, user_create
from centricity.web.research.models import View

TABLE = yaml.safe_load((Path(__file__).parents[2] / "docs" / "access.yaml").read_text("utf-8"))
PAGES = {page["address"]: page for group in TABLE["groups"] if "only" not in group for page in group["pages"]}
WHO = ("anonymous", *reversed(PEOPLE))

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(people, small):
    """What stands in the place of the parts of an address."""
    view = View.objects.get(run=small.current_id, audience="public")
    other = user_create("other@example.org", PASSWORD)
    held = grant(other, Scope("rater"))
    invitation, secret = invite("new@example.org", Scope("analyst"), "en", people["administrator"], SYSTEM)
    numbers = {"/people/<int:pk>": other.pk, "/people/invitations": invitation.pk, "/accounts": 1, "/api-tokens": 1}
    subject, job = view.subjects.first().subject, Job.objects.filter(target="study:small").first().pk
    common = {
        "<slug:code>": "small", "<str:subject>": subject, "<str:node>": view.parts[0]["code"],
        "<slug:anchor>": view.sections.first().anchor, "<path:name>": "public/ru/report.html", "<int:number>": 1,
        "<uuid:pk>": job, "<int:grant>": held.pk,
        "<str:secret>": secret, "<uuidstr:job>": job, "<subject>": subject,
        "<node>": "index", "<int:webhook>": 1, "<uuidstr:delivery>": uuid.uuid4(), "^api/.*$": "api/nothing",
        "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-abc/",
    }  # fmt: skip
    return common, numbers


def concrete(address, parts):
    common, numbers = parts
    path = address
    for begin, number in numbers.items():
        if address.startswith(begin):
            path = path.replace("<int:pk>", str(number))
    for part, value in common.items():
        path = path.replace(part, str(value))
    return path


def answer(session, method, path):
    """What an address answers, told as in the table; what it changed is taken back."""
    client = Client()
    client.cookies = session.copy()
    with transaction.atomic():
        response = getattr(client, method.lower())(path, headers={"Accept-Language": "en"})
        for close in response._resource_closers:
            close()
        transaction.set_rollback(True)
    to = response.headers.get("Location", "")
    return "sign-in" if to.startswith("/accounts/login/?next=") else response.status_code


def expected(page, method, who):
    kind, code = page[method]
    cells = TABLE["kinds"][kind]["who"]
    cell = cells.get(who, cells["others"])
    return code if cell == "yes" else cell


def test_every_address_stands_in_the_table_and_no_other():
    assert set(PAGES) == set(addresses())


def test_the_table_knows_every_role():
    assert list(TABLE["roles"]) == list(WHO)
    for kind in TABLE["kinds"].values():
        assert set(kind["who"]) <= {*WHO, "others"}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", WHO)
def test_every_address_answers_as_the_table_says(parts, people, who, method):
    client = Client()
    if who != "anonymous":
        client.force_login(people[who])
    found = {address: answer(client.cookies, method, concrete(address, parts)) for address in addresses()}
    said = {address: expected(PAGES[address], method, who) for address in found}
    assert {a: v for a, v in found.items() if v != said[a]} == {a: v for a, v in said.items() if v != found[a]}
