"""Invitations, joining, personal data and its erasure."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from web_kit import PASSWORD

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.selectors import verify
from centricity.web.audit.services import SYSTEM
from centricity.web.people import invitations, personal
from centricity.web.people.addresses import address
from centricity.web.people.models import Invitation, User
from centricity.web.people.roles import Reach
from centricity.web.people.services import Scope, grant, user_create
from centricity.web.research.models import LONGEST_CODE

pytestmark = pytest.mark.django_db
SENT = {"email": "Anna@Example.ORG", "role": "analyst", "place": "study:small", "language": "en"}


@pytest.fixture(autouse=True)
def no_failures_yet(db):
    cache.clear()


@pytest.fixture
def admin(people):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(people["administrator"])
    return client


def link_of(letter):
    return next(line for line in letter.body.splitlines() if line.startswith("http")).removeprefix("http://testserver")


def text(response):
    return response.content.decode()


def joined(client, link, name="Anna", password=PASSWORD, again=None):
    return client.post(link, {"name": name, "password": password, "again": again or password})


def test_an_invited_person_joins_by_the_letter_and_holds_the_role(admin, mailoutbox, small):
    assert admin.post("/people/invite/", SENT).status_code == 302
    letter = mailoutbox[0]
    assert letter.to == ["anna@example.org"]
    assert "Analyst" in letter.body
    link = link_of(letter)
    assert link.split("/")[-2] not in str(list(Invitation.objects.values()))
    client = Client(headers={"Accept-Language": "en"})
    assert "anna@example.org" in text(client.get(link))
    assert joined(client, link).url == "/"
    user = User.objects.get(email="anna@example.org")
    assert (user.name, user.language) == ("Anna", "en")
    assert client.get("/studies/small/editions/").status_code == 200
    told = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert told[-5:] == ["invitation.sent", "user.created", "grant.given", "invitation.accepted", "sign_in"]
    assert "anna" not in str(list(Entry.objects.values())).lower()
    assert verify().broken is None


def test_a_letter_is_in_the_language_of_the_invitation_and_holds_no_html(admin, mailoutbox):
    admin.post("/people/invite/", SENT | {"language": "ru", "email": "b@example.org"})
    assert Invitation.objects.get(email="b@example.org").language == "ru"
    assert "&" not in mailoutbox[0].body


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_letter_asks_for_the_language_before_it_is_written(admin, mailoutbox, monkeypatch, language):
    from centricity.web.people import letters

    seen = []
    real = letters.translation.override
    monkeypatch.setattr(letters.translation, "override", lambda code: seen.append(code) or real(code))
    admin.post("/people/invite/", SENT | {"language": language})
    assert seen[-1] == language


def over(secret):
    page = Client(headers={"Accept-Language": "en"}).get(f"/people/join/{secret}/")
    return page.status_code == 404 and "does not work" in text(page)


@pytest.mark.parametrize("secret", ["abc", "x" * 2_000, "' OR 1=1 --", "приглашение"])
def test_a_forged_secret_opens_nothing(db, secret):
    assert over(secret)


def invited(people, email="anna@example.org", **more):
    scope = Scope("analyst", "study", "small")
    return invitations.invite(email, more.get("scope", scope), "en", people["administrator"], SYSTEM)


def test_an_invitation_works_once(people):
    made, secret = invited(people)
    joined(Client(), f"/people/join/{secret}/")
    assert over(secret)
    with pytest.raises(MisuseError, match="once"):
        invitations.accept(made, User.objects.get(email=made.email), SYSTEM)


def test_an_invitation_ends_after_seven_days(people):
    made, secret = invited(people)
    assert made.expires_at - timezone.now() > timedelta(days=6, hours=23)
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert over(secret)
    with pytest.raises(MisuseError):
        invitations.join(made, PASSWORD, SYSTEM, name="Anna")
    assert not User.objects.filter(email=made.email).exists()


def test_an_invitation_whose_link_is_dead_is_told_of_so(admin, people):
    made, secret = invited(people)
    assert "valid until" in text(admin.get("/people/"))
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(days=1))
    page = text(admin.get("/people/"))
    assert "its link died on" in page
    assert "valid until" not in page
    over_page = Client(headers={"Accept-Language": "en"}).get(f"/people/join/{secret}/")
    assert 'href="/accounts/login/"' in text(over_page)
    assert "You have joined already? Sign in" in text(over_page)


def test_a_withdrawn_invitation_is_dead(admin, people):
    made, secret = invited(people)
    assert "anna@example.org" in text(admin.get("/people/"))
    admin.post(f"/people/invitations/{made.pk}/withdraw/")
    assert over(secret)
    assert admin.post(f"/people/invitations/{made.pk}/withdraw/").status_code == 404
    assert Entry.objects.order_by("-number")[0].action == "invitation.withdrawn"


def test_sending_again_kills_the_first_link(admin, people, mailoutbox):
    made, secret = invited(people)
    admin.post(f"/people/invitations/{made.pk}/resend/")
    assert over(secret)
    assert joined(Client(), link_of(mailoutbox[0])).url == "/"


def test_a_letter_that_cannot_be_sent_is_told_and_the_invitation_stands(admin, monkeypatch):
    def refuse(*args, **more):
        raise ConnectionRefusedError

    monkeypatch.setattr("centricity.web.people.letters.send_mail", refuse)
    told = text(admin.post("/people/invite/", SENT, follow=True))
    assert "mail server did not take it" in told
    assert "anna@example.org" in told


@pytest.mark.parametrize(
    ("name", "password", "again"),
    [("", PASSWORD, PASSWORD), ("x" * 151, PASSWORD, PASSWORD), ("A", "short", "short"), ("A", "1" * 20, "1" * 20),
     ("A", "anna@example.org", "anna@example.org"), ("A", PASSWORD, "another long sentence"), ("A", "", "")],
)  # fmt: skip
def test_an_unfit_name_or_password_makes_no_account(people, name, password, again):
    _made, secret = invited(people)
    assert joined(Client(), f"/people/join/{secret}/", name, password, again).status_code == 422
    assert not User.objects.filter(email="anna@example.org").exists()
    assert not over(secret)


def test_who_has_an_account_takes_the_role_after_signing_in(people):
    _made, secret = invited(people, "stranger@example.org")
    client, address_ = Client(headers={"Accept-Language": "en"}), f"/people/join/{secret}/"
    assert "Sign in" in text(client.get(address_))
    assert not people["stranger"].grants.exists()
    sent = client.post("/accounts/login/", {"login": "stranger@example.org", "password": PASSWORD, "next": address_})
    assert sent.url == address_
    assert client.post(address_).url == "/"
    assert people["stranger"].grants.get().role == "analyst"
    assert over(secret)


def test_an_account_is_not_taken_over_by_an_invitation(people):
    _made, secret = invited(people, "stranger@example.org")
    joined(Client(), f"/people/join/{secret}/", password="a password of a stranger")
    people["stranger"].refresh_from_db()
    assert people["stranger"].check_password(PASSWORD)
    assert not people["stranger"].grants.exists()


def test_another_account_cannot_take_the_role(people):
    made, secret = invited(people, "stranger@example.org")
    client = Client()
    client.force_login(people["rater"])
    assert client.post(f"/people/join/{secret}/").status_code == 403
    with pytest.raises(MisuseError):
        invitations.accept(made, people["rater"], SYSTEM)


def test_inviting_answers_the_same_whether_there_is_an_account_or_not(admin, people):
    known = admin.post("/people/invite/", SENT | {"email": "stranger@example.org"}, follow=True)
    unknown = admin.post("/people/invite/", SENT | {"email": "nobody@example.org"}, follow=True)

    def told(page):
        return [str(message) for message in page.context["messages"]]

    assert told(known) == told(unknown)


@pytest.mark.parametrize(
    "email", ["", "no", "a@b", "a@b c.org", "\u212a@example.org", "\u0430nna@example.org", "x" * 250 + "@a.org"]
)
def test_an_unfit_e_mail_is_refused(admin, mailoutbox, email):
    assert admin.post("/people/invite/", SENT | {"email": email}).status_code == 422
    assert not mailoutbox


def test_an_e_mail_has_one_form():
    assert address(" Anna@EXAMPLE.org ") == "anna@example.org"
    assert address("anna@ПРИМЕР.рф") == "anna@пример.рф"
    assert address("anna@ｅxample.org") == "anna@example.org"
    with pytest.raises(ValidationError):
        address("mi\u212ae@example.org")


def test_only_administrators_invite(people):
    for role in ("analyst", "cx_director", "stranger"):
        client = Client()
        client.force_login(people[role])
        assert client.post("/people/invite/", SENT).status_code == 404
    assert not Invitation.objects.exists()


def test_every_app_tells_what_it_holds_of_a_person_and_how_it_forgets():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("centricity.")}
    assert set(personal.HELD) == ours


def test_one_downloads_all_that_the_platform_holds_of_oneself(people):
    client = Client()
    client.force_login(people["analyst"])
    response = client.get("/people/me/data.json")
    assert response["Content-Disposition"].startswith("attachment")
    told = json.loads(response.content)
    assert set(told) == set(personal.HELD)
    assert told["people"]["account"]["email"] == "analyst@example.org"
    assert told["people"]["roles"] == [{"role": "analyst", "reach": "organisation", "scope": "acme", "subject": ""}]
    assert told["people"]["open_sessions"] == 1
    assert "rater@example.org" not in text(response)
    assert PASSWORD not in text(response)
    assert "pbkdf2" not in text(response)


def test_an_erased_person_is_a_number_that_names_nobody(admin, people):
    rater = people["rater"]
    theirs = Client()
    theirs.force_login(rater)
    RecoveryCodes.activate(rater)
    made, _secret = invited(people, "rater@example.org")
    admin.post(f"/people/{rater.pk}/erase/", {"version": 0, "email": "RATER@example.org"})
    rater.refresh_from_db()
    assert (rater.email, rater.name, rater.is_active) == (f"erased-{rater.pk}@erased.invalid", "", False)
    assert not rater.has_usable_password()
    assert not rater.grants.exists()
    assert not rater.authenticator_set.exists()
    assert theirs.get("/people/me/").status_code == 302
    assert not any(s.get_decoded().get("_auth_user_id") == str(rater.pk) for s in Session.objects.all())
    made.refresh_from_db()
    assert made.email == rater.email
    assert made.withdrawn_at
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.action, entry.target) == ("user.erased", f"user:{rater.pk}")
    assert verify().broken is None
    assert "rater@example.org" not in str([list(model.objects.values()) for model in apps.get_models()])


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "This field is required."), ("other@example.org", "Nothing was erased."),
        ("rater@example", "Enter a valid email address."),
    ],
)  # fmt: skip
def test_nobody_is_erased_without_the_e_mail_typed(admin, people, email, said):
    refused = admin.post(f"/people/{people['rater'].pk}/erase/", {"version": 0, "email": email})
    assert refused.status_code == 422
    assert said in text(refused)
    assert "email" in refused.context["erasing"].errors
    assert not refused.context["form"].errors
    assert text(refused).count('role="alert"') == 1
    assert "autofocus" in text(refused)
    people["rater"].refresh_from_db()
    assert people["rater"].email == "rater@example.org"


def test_a_contact_of_a_company_with_the_longest_code_is_granted(organisation):
    scope = Scope("company_contact", Reach.ORGANISATION, organisation.code, "x" * LONGEST_CODE)
    assert grant(user_create("long@example.org", PASSWORD), scope).subject == "x" * LONGEST_CODE
