"""Administrators take away the second factor of somebody who has lost it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from api_kit import Program, codes
from django.core.cache import cache
from django.test import Client
from web_kit import PASSWORD

from centricity.web.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_failures_yet(db):
    cache.clear()


@pytest.fixture
def lost(people):
    """Somebody with an app and codes, both lost."""
    person = people["analyst"]
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


@pytest.fixture
def admin(people):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(people["administrator"])
    return client


def test_who_has_lost_the_second_factor_comes_in_again(admin, lost, mailoutbox, django_capture_on_commit_callbacks):
    assert "Remove the second factor" in admin.get(f"/people/{lost.pk}/").content.decode()
    old = Client()
    old.force_login(lost)
    with django_capture_on_commit_callbacks(execute=True):
        done = admin.post(f"/people/{lost.pk}/second-factor/", {"version": lost.version}, follow=True)
    page = done.content.decode()
    assert "The second factor is removed" in page
    assert "Remove the second factor" not in page
    assert not Authenticator.objects.filter(user=lost).exists()
    assert old.get("/people/me/").status_code == 302
    entry = Entry.objects.get(action="mfa.reset")
    assert (entry.target, entry.before) == (f"user:{lost.pk}", {"type": ["recovery_codes", "totp"]})
    assert mailoutbox[0].to == [lost.email]
    signed_in = Client().post("/accounts/login/", {"login": lost.email, "password": PASSWORD})
    assert signed_in.url == "/"


def test_whoever_changed_meanwhile_or_has_none_keeps_all(admin, lost, people):
    stale = admin.post(f"/people/{lost.pk}/second-factor/", {"version": lost.version + 1}, follow=True)
    assert "Somebody else changed this meanwhile" in stale.content.decode().replace("somebody", "Somebody")
    assert Authenticator.objects.filter(user=lost).count() == 2
    rater = people["rater"]
    none = admin.post(f"/people/{rater.pk}/second-factor/", {"version": rater.version}, follow=True)
    assert "has no second factor" in none.content.decode()


def test_nobody_else_takes_a_second_factor_away(lost, people):
    client = Client()
    client.force_login(people["cx_director"])
    assert client.post(f"/people/{lost.pk}/second-factor/", {"version": lost.version}).status_code == 404
    assert Authenticator.objects.filter(user=lost).count() == 2


def test_a_program_takes_it_away_as_it_was_read(lost, people):
    program, path = Program.of(people["administrator"]), f"/people/{lost.pk}"
    read = program.get(path).headers["ETag"]
    assert program.ask("delete", f"{path}/second-factor").status_code == 428
    assert program.ask("delete", f"{path}/second-factor", If_Match='"other"').status_code == 412
    assert program.ask("delete", f"{path}/second-factor", If_Match=read).status_code == 200
    assert not Authenticator.objects.filter(user=lost).exists()
    again = program.ask("delete", f"{path}/second-factor", If_Match=program.get(path).headers["ETag"])
    assert (again.status_code, codes(again)) == (422, ["web.no_second_factor"])
