"""Signing in through OpenID Connect; run by tests/web/test_people_providers.py with settings of its own."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider as Provider
from django.conf import settings
from django.core import mail
from django.test import Client
from fake_provider import Fake

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.people import personal, social
from centricity.web.people.invitations import invite
from centricity.web.people.models import User
from centricity.web.people.services import Scope, grant, user_create

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]
PASSWORD = "correct horse battery staple"
LOGIN = "/accounts/oidc/hse/login/?process=login"


def signed_in(client, login=LOGIN, **told):
    """Go through the provider, which tells what is told."""
    Fake.told = told
    away = client.get(login)
    asked = parse_qs(urlsplit(away.url).query)
    return client.get("/accounts/oidc/hse/login/callback/", {"code": "c", "state": asked["state"][0]})


def text(response):
    return response.content.decode()


def test_the_sign_in_page_offers_the_providers():
    page = text(Client(headers={"Accept-Language": "en"}).get("/accounts/login/"))
    for each in settings.IDENTITY_PROVIDERS.values():
        assert f"Sign in through {each.name}" in page
    assert "/accounts/signup" not in page


def test_an_account_is_entered_by_a_verified_e_mail_and_keeps_its_password():
    user = user_create("anna@example.org", PASSWORD)
    client = Client()
    assert signed_in(client, email="Anna@example.org", email_verified=True).url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    again = Client()
    assert signed_in(again, email="changed@example.org", email_verified=True).url == "/"
    assert again.session["_auth_user_id"] == str(user.pk)
    assert Entry.objects.filter(action="sign_in", after={"by": "identity provider"}).count() == 2


def test_a_provider_that_confirms_by_a_word_is_understood():
    user = user_create("anna@example.org", PASSWORD)
    client = Client()
    assert signed_in(client, email="anna@example.org", email_verified="true").url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_which_provider_opens_an_account_is_read_on_its_pages():
    user, admin = user_create("anna@example.org", PASSWORD), user_create("admin@example.org", PASSWORD)
    grant(admin, Scope("administrator"))
    TOTP.activate(admin, generate_totp_secret())
    mine, theirs = Client(headers={"Accept-Language": "en"}), Client(headers={"Accept-Language": "en"})
    mine.force_login(user)
    theirs.force_login(admin)
    pages = [(mine, "/people/me/"), (theirs, f"/people/{user.pk}/")]
    assert not any("Opened by" in text(client.get(page)) for client, page in pages)
    signed_in(Client(), email="anna@example.org", email_verified=True)
    assert all("Opened by HSE too, since" in text(client.get(page)) for client, page in pages)


def test_whose_account_a_provider_is_bound_to_is_told_by_a_letter(django_capture_on_commit_callbacks):
    user_create("anna@example.org", PASSWORD, language="en")
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(Client(), email="anna@example.org", email_verified=True)
    (letter,) = mail.outbox
    assert letter.to == ["anna@example.org"]
    assert "An identity provider was bound to your account" in letter.body
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(Client(), email="anna@example.org", email_verified=True)
    assert len(mail.outbox) == 1


def test_an_invited_person_gets_an_account_and_the_role():
    admin = user_create("admin@example.org", PASSWORD)
    invite("anna@example.org", Scope("analyst"), "en", admin, SYSTEM)
    assert signed_in(Client(), email="anna@example.org", email_verified=True).url == "/"
    user = User.objects.get(email="anna@example.org")
    assert (user.name, user.grants.get().role, user.has_usable_password()) == ("Anna", "analyst", False)


def test_the_page_of_an_invitation_offers_the_providers_too():
    admin = user_create("admin@example.org", PASSWORD)
    _made, secret = invite("anna@example.org", Scope("analyst"), "en", admin, SYSTEM)
    page = text(Client(headers={"Accept-Language": "en"}).get(f"/people/join/{secret}/"))
    for each in settings.IDENTITY_PROVIDERS.values():
        assert f"Sign in through {each.name}" in page


def test_one_person_in_two_windows_is_connected_once(monkeypatch):
    user, real = user_create("anna@example.org", PASSWORD), social._known

    def known(request, email, sociallogin):
        SocialAccount.objects.create(user=user, provider=sociallogin.account.provider, uid=sociallogin.account.uid)
        return real(request, email, sociallogin)

    monkeypatch.setattr(social, "_known", known)
    client = Client()
    assert signed_in(client, email="anna@example.org", email_verified=True).url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [{"email": "stranger@example.org", "email_verified": True}, {"email": "anna@example.org", "email_verified": False},
     {"email": "anna@example.org", "email_verified": "false"}, {"email": "anna@example.org", "email_verified": 1},
     {"email": "anna@example.org"}, {"email": "anna@elsewhere.org", "email_verified": True}, {"email": ""}, {},
     {"email": "\u0430nna@example.org", "email_verified": True}],
)  # fmt: skip
def test_who_is_neither_known_nor_verified_is_refused(told):
    user_create("anna@example.org", PASSWORD)
    user_create("anna@elsewhere.org", PASSWORD)
    client = Client(headers={"Accept-Language": "en"})
    answer = signed_in(client, **told)
    assert answer.status_code == 403
    assert "not let in" in text(answer)
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("told", "why", "says"),
    [({"email": "boris@example.org", "email_verified": True}, "unknown", "no invitation is open"),
     ({"email": "anna@example.org"}, "unconfirmed", "has not confirmed this e-mail"),
     ({"email": "anna@elsewhere.org", "email_verified": True}, "domain", "E-mails of this domain are not let in"),
     ({}, "no_email", "names no e-mail")],
)  # fmt: skip
def test_who_is_refused_reads_why_and_so_does_the_administrator(told, why, says):
    page = text(signed_in(Client(headers={"Accept-Language": "en"}), **told))
    assert says in page
    assert told.get("email", "") in page
    assert "sign out there first" in page
    said = Entry.objects.get(action="sign_in.refused").after
    assert said == {"by": "identity provider", "provider": "hse", "why": why}


@pytest.mark.parametrize("broken", ["openid-configuration", "token", "userinfo"])
def test_a_provider_that_answers_nonsense_is_told_of_in_words(monkeypatch, broken):
    monkeypatch.setattr(Fake, "broken", broken)
    client = Client(headers={"Accept-Language": "en"})
    if broken == "openid-configuration":
        answer = client.get(LOGIN)
        assert answer.status_code == 503
        assert "The provider does not answer" in text(answer)
        assert "To the sign-in" in text(answer)
    else:
        answer = signed_in(client, email="anna@example.org", email_verified=True)
        assert answer.status_code in {401, 503}
    said = Entry.objects.get(action="sign_in.failed").after
    assert said == {"by": "identity provider", "provider": "hse"}


def test_a_provider_that_is_down_is_told_of_in_words(monkeypatch):
    monkeypatch.setattr(Provider, "server_url", "http://127.0.0.1:9")
    answer = Client(headers={"Accept-Language": "ru"}).get(LOGIN)
    assert answer.status_code == 503
    assert "Поставщик входа не отвечает" in text(answer)


@pytest.mark.parametrize("told", [{"iss": "https://evil.example"}, {"aud": "another"}])
def test_an_answer_for_somebody_else_is_refused(told):
    user_create("anna@example.org", PASSWORD)
    client = Client()
    signed_in(client, email="anna@example.org", email_verified=True, **told)
    assert "_auth_user_id" not in client.session


def test_an_answer_that_was_not_asked_for_is_refused():
    user_create("anna@example.org", PASSWORD)
    client = Client(headers={"Accept-Language": "en"})
    answer = client.get("/accounts/oidc/hse/login/callback/", {"code": "c", "state": "forged"})
    assert "did not confirm" in text(answer)
    assert "_auth_user_id" not in client.session


def test_nobody_connects_a_provider_to_an_open_session():
    user = user_create("anna@example.org", PASSWORD)
    client = Client()
    client.force_login(user)
    answer = signed_in(client, LOGIN.replace("=login", "=connect"), email="evil@example.org", email_verified=True)
    assert answer.status_code == 403
    assert personal.export(user, SYSTEM)["people"]["identity_providers"] == []


def test_a_second_factor_is_asked_for_after_the_provider_too():
    user = user_create("admin@example.org", PASSWORD)
    grant(user, Scope("administrator"))
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    assert signed_in(client, email="admin@example.org", email_verified=True).url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_a_closed_account_stays_closed():
    user = user_create("anna@example.org", PASSWORD)
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    assert signed_in(client, email="anna@example.org", email_verified=True).url == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


def test_nobody_is_led_away_by_a_provider():
    user_create("anna@example.org", PASSWORD)
    login = f"{LOGIN}&next=https://evil.example"
    assert signed_in(Client(), login, email="anna@example.org", email_verified=True).url == "/"


def test_an_erased_person_is_not_entered_by_the_provider_any_more():
    user = user_create("anna@example.org", PASSWORD)
    signed_in(Client(), email="anna@example.org", email_verified=True)
    assert personal.export(user, SYSTEM)["people"]["identity_providers"][0]["told"]
    user.refresh_from_db()
    admin = user_create("admin@example.org", PASSWORD)
    grant(admin, Scope("administrator"))
    personal.erase(user, user.version, SYSTEM)
    assert personal.export(User.objects.get(pk=user.pk), SYSTEM)["people"]["identity_providers"] == []
    assert signed_in(Client(), email="anna@example.org", email_verified=True).status_code == 403


@pytest.mark.parametrize("address", ["/accounts/oidc/unknown/login/", "/accounts/3rdparty/"])
def test_an_unknown_provider_is_not_there(address):
    assert Client().get(f"/accounts/{address}").status_code == 404
