"""What administrators may give away and what they may not: data of others, the log, invitations they stand behind."""

import json

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from api_kit import Program
from django.test import Client
from web_kit import PASSWORD

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.people import invitations, personal
from centricity.web.people.models import Grant, User
from centricity.web.people.services import Scope, active_set, grant, user_create

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Scope("administrator")


@pytest.fixture
def admin(people):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(people["administrator"])
    return client


def last():
    return Entry.objects.order_by("-number").values_list("actor", "action", "target").first()


def test_taking_the_log_out_is_its_last_entry(admin, people):
    lines = b"".join(admin.get("/audit/export.jsonl").streaming_content).decode().splitlines()
    assert json.loads(lines[-1])["action"] == "audit.exported"
    assert last() == (f"user:{people['administrator'].pk}", "audit.exported", "")
    assert "took the audit log out as a file" in admin.get("/audit/").content.decode()


def test_whoever_may_not_take_the_log_out_leaves_no_entry(client, people):
    client.force_login(people["analyst"])
    assert client.get("/audit/export.jsonl").status_code == 404
    assert not Entry.objects.filter(action="audit.exported").exists()


def test_an_administrator_takes_the_data_of_one_who_cannot_come_in(admin, people):
    rater = people["rater"]
    active_set(rater, active=False, version=rater.version, actor=SYSTEM)
    page = f"/people/{rater.pk}/"
    assert f'href="{page}data.json"' in admin.get(page).content.decode()
    given = admin.get(f"{page}data.json")
    assert (given["Content-Disposition"], given["Cache-Control"]) == (
        f'attachment; filename="person-{rater.pk}.json"', "no-store",
    )  # fmt: skip
    told = json.loads(given.content)
    assert set(told) == set(personal.HELD)
    assert told["people"]["account"]["email"] == rater.email
    assert "administrator@example.org" not in given.content.decode()
    assert last() == (f"user:{people['administrator'].pk}", "user.exported", f"user:{rater.pk}")


def test_nobody_else_takes_the_data_of_a_person(client, people, settings):
    address = f"/people/{people['rater'].pk}/data.json"
    assert client.get(address).url.startswith("/accounts/login/")
    for name in ("analyst", "rater"):
        client.force_login(people[name])
        assert client.get(address).status_code == 404
    client.force_login(people["administrator"])
    assert client.get("/people/99999/data.json").status_code == 404
    settings.MFA_FOR_ADMINISTRATORS = True
    assert client.get(address).url == "/accounts/2fa/"
    assert not Entry.objects.filter(action="user.exported").exists()
    TOTP.activate(people["administrator"], generate_totp_secret())
    assert client.get(address).status_code == 200


def test_a_program_of_an_administrator_takes_it_too(people, settings):
    rater, program = people["rater"], Program.of(people["administrator"])
    given = program.get(f"/people/{rater.pk}/data")
    assert given.json()["people"]["account"]["number"] == rater.pk
    assert given["Cache-Control"] == "no-store"
    assert last()[1:] == ("user.exported", f"user:{rater.pk}")
    assert program.get("/people/99999/data").status_code == 404
    assert Program.of(people["analyst"]).get(f"/people/{rater.pk}/data").status_code == 404
    settings.MFA_FOR_ADMINISTRATORS = True
    assert program.get(f"/people/{rater.pk}/data").status_code == 403


def without_the_role(by):
    by.grants.all().delete()


def closed(by):
    User.objects.filter(pk=by.pk).update(is_active=False)


def reach_of_one_organisation(by):
    by.grants.all().delete()
    grant(by, Scope("administrator", "organisation", "acme"))


@pytest.mark.parametrize("lost", [without_the_role, closed, reach_of_one_organisation])
def test_an_invitation_to_administer_ends_with_the_role_of_whoever_sent_it(people, lost):
    by = user_create("second@example.org", PASSWORD)
    grant(by, ADMINISTRATOR)
    made, secret = invitations.invite("anna@example.org", ADMINISTRATOR, "en", by, SYSTEM)
    known, _secret = invitations.invite(people["rater"].email, ADMINISTRATOR, "en", by, SYSTEM)
    plain, _secret = invitations.invite("anna@example.org", Scope("analyst", "organisation", "acme"), "en", by, SYSTEM)
    lost(by)
    for accept in (
        lambda: invitations.join(made, PASSWORD, SYSTEM, name="Anna"),
        lambda: invitations.accept(known, people["rater"], SYSTEM),
    ):
        with pytest.raises(MisuseError) as caught:
            accept()
        assert [fault.code for fault in caught.value.faults] == ["web.invitation_unbacked"]
    form = {"name": "Anna", "password": PASSWORD, "again": PASSWORD}
    page = Client(headers={"Accept-Language": "en"}).post(f"/people/join/{secret}/", form, follow=True)
    assert "no administrator now" in page.content.decode()
    assert not User.objects.filter(email="anna@example.org").exists()
    assert Grant.objects.filter(role="administrator", reach="site").exclude(user=by).count() == 1
    invitations.join(plain, PASSWORD, SYSTEM, name="Anna")
    assert User.objects.get(email="anna@example.org").grants.get().role == "analyst"


def test_an_invitation_to_administer_holds_while_whoever_sent_it_does(people):
    made, _secret = invitations.invite("anna@example.org", ADMINISTRATOR, "en", people["administrator"], SYSTEM)
    user = invitations.join(made, PASSWORD, SYSTEM, name="Anna")
    assert user.grants.get().role == "administrator"
