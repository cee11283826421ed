"""Accounts: signing in, failing, being locked out, second factors, roles, sessions."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from web_kit import PASSWORD

from centricity.web.audit.models import Entry
from centricity.web.audit.selectors import verify
from centricity.web.people.models import Grant

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
NEW = "quite another long sentence"


@pytest.fixture(autouse=True)
def no_failures_yet(db):
    cache.clear()


def sign_in(client, email="analyst@example.org", password=PASSWORD, **more):
    return client.post(more.pop("to", LOGIN), {"login": email, "password": password}, **more)


def actions():
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


def text(response):
    return response.content.decode()


def code_of(secret):
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def test_a_person_signs_in_and_out_and_both_are_in_the_log(client, people):
    client.get(LOGIN)
    before = client.session.session_key
    assert sign_in(client).url == "/"
    assert client.session.session_key != before
    assert client.post("/accounts/logout/").url == "/"
    assert actions()[-2:] == ["sign_in", "sign_out"]
    assert Entry.objects.order_by("-number")[0].actor == f"user:{people['analyst'].pk}"
    assert verify().broken is None


def test_the_session_changes_its_key_when_somebody_signs_in(client, people):
    session = client.session
    session["kept"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client)
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_email_verification_sent"])
def test_there_is_no_open_sign_up_and_no_change_of_e_mail(client, name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/accounts/email/").status_code == 404


@pytest.mark.parametrize(
    "page", ["login", "password/reset", "password/reset/done", "password/reset/key/1-abc", "inactive"]
)
def test_pages_of_signing_in_are_in_our_look_and_hold_no_inline_script(client, page):
    told = text(client.get(f"/accounts/{page}/"))
    assert "look/look.css" in told
    for script in told.split("<script")[1:]:
        assert 'src="' in script.split(">")[0] or 'type="application/json"' in script.split(">")[0]
    assert " style=" not in told
    assert "signup" not in told


def test_the_answer_is_the_same_for_an_unknown_address_and_a_wrong_password(people):
    wrong = text(sign_in(Client(), password="no no no no no", headers={"Accept-Language": "en"}))
    unknown = text(sign_in(Client(), "nobody@example.org", "no no no no no", headers={"Accept-Language": "en"}))

    def told(page):
        return page.partition('class="faults"')[2].partition("</div>")[0]

    assert told(wrong) == told(unknown) != ""


def test_a_password_reset_answers_the_same_for_an_unknown_address(people, mailoutbox):
    known = Client().post("/accounts/password/reset/", {"email": "analyst@example.org"})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.to for letter in mailoutbox] == [["analyst@example.org"]]


def test_whoever_forgot_the_password_may_still_add_a_second_factor(client, people):
    client.post("/accounts/password/reset/", {"email": "analyst@example.org"})
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_five_failures_lock_the_account_for_this_address_alone_and_it_is_told_in_words(people):
    for _ in range(5):
        assert "15 minutes" not in text(sign_in(Client(), password="no no no no no", headers={"Accept-Language": "en"}))
    locked = sign_in(Client(), headers={"Accept-Language": "en"})
    assert locked.status_code == 200
    assert "Wait 15 minutes" in text(locked)
    assert sign_in(Client(REMOTE_ADDR="10.9.8.7")).status_code == 302
    assert sign_in(Client(), "rater@example.org").status_code == 302
    told = list(Entry.objects.filter(action="sign_in.locked").values_list("target", flat=True))
    assert told == [f"user:{people['analyst'].pk}"]


def test_the_lock_opens_after_fifteen_minutes(people, monkeypatch):
    import time

    for _ in range(5):
        sign_in(Client(), password="no no no no no")
    now = time.time()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now + 14 * 60)
    assert sign_in(Client()).status_code == 200
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now + 15 * 60 + 1)
    assert sign_in(Client()).status_code == 302


def test_failures_are_counted_across_processes(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] > 10_000


def test_behind_a_proxy_the_last_address_told_counts_and_a_forged_one_does_not(people, settings):
    settings.BEHIND_PROXY = True
    for n in range(5):
        sign_in(Client(headers={"X-Forwarded-For": f"1.1.1.{n}, 10.1.1.1"}), password="no no no no no")
    assert sign_in(Client(headers={"X-Forwarded-For": "8.8.8.8, 10.1.1.1"})).status_code == 200
    assert sign_in(Client(headers={"X-Forwarded-For": "8.8.8.8, 10.1.1.2"})).status_code == 302
    assert set(Entry.objects.filter(action="sign_in.failed").values_list("address", flat=True)) == {"10.1.1.1"}


def test_a_failed_sign_in_is_in_the_log_without_the_e_mail(people):
    sign_in(Client(), "nobody.special@example.org", "no no no no no")
    entry = Entry.objects.order_by("-number")[0]
    assert entry.action == "sign_in.failed"
    assert "nobody" not in f"{entry.actor}{entry.target}{entry.before}{entry.after}"


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_away_after_signing_in_or_out(people, to):
    client = Client()
    assert client.post(LOGIN, {"login": "analyst@example.org", "password": PASSWORD, "next": to}).url == "/"
    assert client.post("/accounts/logout/", {"next": to}).url == "/"


@pytest.mark.parametrize(
    "address", [LOGIN, "/people/invite/", "/people/me/", "/people/me/sessions/", "/accounts/logout/"]
)
def test_a_form_without_its_token_is_refused(people, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["administrator"])
    assert client.post(address, {}).status_code == 403


def test_a_new_password_ends_the_other_sessions(people):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    assert there.get("/people/me/").status_code == 200
    sent = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert sent.status_code == 302
    assert here.get("/people/me/").status_code == 200
    assert there.get("/people/me/").status_code == 302
    assert "password.changed" in actions()


def test_a_password_is_reset_by_the_letter_once(people, mailoutbox):
    old = Client()
    sign_in(old)
    client = Client()
    client.post("/accounts/password/reset/", {"email": "analyst@example.org"}, headers={"Accept-Language": "en"})
    link = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("http"))
    form = client.get(link, follow=True)
    sent = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert sent.url == "/accounts/password/reset/key/done/"
    assert old.get("/people/me/").status_code == 302
    assert sign_in(Client(), password=NEW).status_code == 302
    assert "does not work" in text(Client(headers={"Accept-Language": "en"}).get(link, follow=True))


def test_signing_out_everywhere_ends_all_sessions(people):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    assert here.post("/people/me/sessions/").url == LOGIN
    assert here.get("/people/me/").status_code == there.get("/people/me/").status_code == 302
    assert "sessions.ended" in actions()


def test_an_app_with_codes_is_set_up_and_asked_for_at_the_next_sign_in(people, django_capture_on_commit_callbacks):
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert client.post(asked.url, {"password": PASSWORD}).status_code == 302
    page = client.get("/accounts/2fa/totp/activate/")
    assert 'src="data:image/svg+xml' in text(page)
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    assert "mfa.added" in actions()
    again = Client()
    assert sign_in(again).url == "/accounts/2fa/authenticate/"
    assert again.get("/people/me/").status_code == 302
    assert "Incorrect" in text(
        again.post("/accounts/2fa/authenticate/", {"code": "000000"}, headers={"Accept-Language": "en"})
    )
    assert "mfa.failed" in actions()
    codes = Authenticator.objects.get(user=people["analyst"], type="recovery_codes").wrap().get_unused_codes()
    assert again.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert again.get("/people/me/").status_code == 200
    advice = "Make new codes while you still come in without them."
    assert advice not in text(client.get("/accounts/2fa/"))
    kept = Authenticator.objects.get(user=people["analyst"], type="recovery_codes")
    for code in codes[1:-1]:
        kept.wrap().validate_code(code)
        kept.refresh_from_db()
    assert "1 code is left." in text(client.get("/accounts/2fa/"))
    assert advice in text(client.get("/accounts/2fa/"))
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert "mfa.removed" in actions()


def test_five_wrong_codes_lock_the_second_factor(people):
    TOTP.activate(people["analyst"], generate_totp_secret())
    codes = RecoveryCodes.activate(people["analyst"]).get_unused_codes()
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Wait 15 minutes" in text(client.post("/accounts/2fa/authenticate/", {"code": codes[0]}))


@pytest.mark.parametrize("credential", ["", "{", "[]", '{"id": "x"}', '{"id": 1, "response": null}'])
def test_a_forged_passkey_signs_nobody_in(people, credential):
    client = Client()
    client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": credential}).url == LOGIN
    assert "This field is required." not in text(client.get(LOGIN))
    assert client.get("/people/me/").status_code == 302


@pytest.mark.parametrize(
    "address", ["/people/", "/people/invite/", "/people/organisations/", "/audit/", "/audit/export.jsonl"]
)
def test_an_administrator_sets_up_a_second_factor_first(client, people, settings, address):
    client.force_login(people["administrator"])
    assert client.get(address).status_code == 200
    settings.MFA_FOR_ADMINISTRATORS = True
    assert client.get(address).url == "/accounts/2fa/"
    assert "Administrators need a second factor" in text(
        client.get("/accounts/2fa/", headers={"Accept-Language": "en"})
    )
    TOTP.activate(people["administrator"], generate_totp_secret())
    assert client.get(address).status_code == 200
    client.force_login(people["analyst"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("told", "local", "asked"), [(None, "", True), (None, "1", False), ("1", "1", True), ("0", "", False)]
)
def test_second_factors_are_asked_for_by_default_but_not_on_a_local_platform(monkeypatch, told, local, asked):
    from centricity.web.environment import environment

    monkeypatch.setenv("CENTRICITY_LOCAL", local)
    if told:
        monkeypatch.setenv("CENTRICITY_MFA_FOR_ADMINISTRATORS", told)
    assert environment().mfa_for_administrators is asked


def give(client, user, version, role="rater", place="organisation:acme", **more):
    return client.post(f"/people/{user.pk}/grants/", {"role": role, "place": place, "version": version, **more})


def test_a_role_is_given_and_taken_away(client, people):
    client.force_login(people["administrator"])
    stranger = people["stranger"]
    assert give(client, stranger, 0).status_code == 302
    held = stranger.grants.get()
    assert (held.role, held.reach, held.scope, held.granted_by) == (
        "rater",
        "organisation",
        "acme",
        people["administrator"],
    )
    client.post(f"/people/{stranger.pk}/grants/{held.pk}/take/", {"version": 1})
    assert not stranger.grants.exists()
    assert actions()[-2:] == ["grant.given", "grant.taken"]


def test_what_another_changed_meanwhile_is_not_overwritten(client, people):
    client.force_login(people["administrator"])
    give(client, people["stranger"], 0)
    late = client.post(
        f"/people/{people['stranger'].pk}/active/",
        {"version": 0, "active": "0"},
        follow=True,
        headers={"Accept-Language": "en"},
    )
    assert "Somebody else changed this" in text(late)
    people["stranger"].refresh_from_db()
    assert people["stranger"].is_active


@pytest.mark.parametrize(
    "wrong",
    [{"role": "emperor"}, {"place": "organisation:nowhere"}, {"place": "study:"}, {"place": ""},
     {"role": "company_contact"}, {"role": "company_contact", "subject": "x" * 201}],
)  # fmt: skip
def test_an_unfit_role_is_refused_in_place(client, people, wrong):
    client.force_login(people["administrator"])
    assert give(client, people["stranger"], 0, **wrong).status_code == 422
    assert not people["stranger"].grants.exists()


@pytest.mark.parametrize("way", ["take", "active", "erase"])
def test_the_last_administrator_stays(client, people, way):
    admin = people["administrator"]
    client.force_login(admin)
    held = Grant.objects.get(user=admin)
    address = f"/people/{admin.pk}/grants/{held.pk}/take/" if way == "take" else f"/people/{admin.pk}/{way}/"
    sent = {"version": 0, "active": "0", "email": admin.email}
    assert "last administrator" in text(client.post(address, sent, follow=True, headers={"Accept-Language": "en"}))
    admin.refresh_from_db()
    assert admin.is_active
    assert admin.grants.exists()


def test_a_closed_account_is_out_at_once_and_comes_back(client, people):
    client.force_login(people["administrator"])
    theirs = Client()
    sign_in(theirs)
    address = f"/people/{people['analyst'].pk}/active/"
    client.post(address, {"version": 0, "active": "0"})
    assert theirs.get("/people/me/").status_code == 302
    assert sign_in(Client()).url == "/accounts/inactive/"
    client.post(address, {"version": 1, "active": "1"})
    assert theirs.get("/people/me/").status_code == 302
    assert sign_in(Client()).url == "/"
    assert {"user.deactivated", "user.reactivated"} <= set(actions())


def test_one_changes_name_language_and_appearance(client, people):
    client.force_login(people["analyst"])
    sent = client.post("/people/me/", {"name": "Анна ✿", "language": "ru", "theme": "dark"})
    assert sent.status_code == 302
    people["analyst"].refresh_from_db()
    assert (people["analyst"].name, people["analyst"].language, people["analyst"].theme) == ("Анна ✿", "ru", "dark")
    assert client.post("/people/me/", {"name": "x" * 151, "language": "de", "theme": "pink"}).status_code == 422
    assert "Анна" not in str(list(Entry.objects.values_list("before", "after")))


def test_organisations_are_listed_and_added(client, people):
    client.force_login(people["administrator"])
    sent = {"code": "hse", "name_ru": "ВШЭ", "name_en": "HSE"}
    assert client.post("/people/organisations/", sent).status_code == 302
    assert "ВШЭ" in text(client.get("/people/organisations/"))
    assert client.post("/people/organisations/", sent).status_code == 422
    assert client.post("/people/organisations/", sent | {"code": "No Way"}).status_code == 422
    assert actions()[-1] == "organisation.created"


def test_names_are_shown_as_text_not_as_html(client, people):
    people["stranger"].name = "<script>alert(1)</script>"
    people["stranger"].save()
    client.force_login(people["administrator"])
    for address in ("/people/", f"/people/{people['stranger'].pk}/"):
        assert "<script>alert" not in text(client.get(address))


def test_sessions_last_half_a_day(settings):
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == timedelta(hours=12)
