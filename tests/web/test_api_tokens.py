"""Tokens, the pace at which they may ask, and writes that are sent twice."""

import time
from datetime import timedelta

import pytest
from api_kit import Program, codes, token_for
from django.urls import reverse
from django.utils import timezone
from web_kit import EXAMPLES, PASSWORD, files_of

from centricity.errors import MisuseError
from centricity.web.api import idempotency
from centricity.web.api.models import Answer, Count, Token
from centricity.web.api.tidying import tidy
from centricity.web.api.tokens import token_revoke
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask, do_job

pytestmark = pytest.mark.django_db


def confirmed(client):
    """Tell the password again, as whoever makes a token must."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


def test_an_open_session_alone_makes_no_token(client, people, monkeypatch):
    client.force_login(people["analyst"])
    wanted = {"name": "notebook", "scopes": ["read"], "days": 30}
    asked = client.post(reverse("api_tokens"), wanted)
    assert asked.url == "/accounts/reauthenticate/?next=%2Fapi-tokens%2F"
    client.post(asked.url, {"password": "not it"})
    assert not Token.objects.exists()
    made = client.post(asked.url, {"password": PASSWORD})
    assert "<code>cty_" in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    assert Entry.objects.get(action="token.created").actor == f"user:{people['analyst'].pk}"
    assert "<code>cty_" in client.post(reverse("api_tokens"), wanted).content.decode()
    late = time.time() + 301
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: late)
    assert client.post(reverse("api_tokens"), wanted).url == asked.url
    assert Token.objects.count() == 2


def test_a_token_is_made_on_its_page_and_shown_once(client, people):
    client.force_login(people["analyst"])
    confirmed(client)
    assert reverse("api_tokens") in client.get(reverse("me")).content.decode()
    made = client.post(reverse("api_tokens"), {"name": "notebook", "scopes": ["read"], "days": 30})
    token = Token.objects.get()
    secret = made.content.decode().partition("<code>cty_")[2].partition("</code>")[0]
    assert len(secret) > 40
    assert secret not in client.get(reverse("api_tokens")).content.decode()
    assert secret not in "".join(str(value) for value in Token.objects.values_list().get())
    assert "no-store" in made.headers["Cache-Control"]
    assert Program("cty_" + secret).get("/me").json()["scopes"] == ["read"]
    assert Token.objects.get().last_used_on == timezone.now().date()
    client.post(reverse("api_token_revoke", args=[token.pk]))
    assert Program("cty_" + secret).get("/me").status_code == 401
    assert list(Entry.objects.filter(target=token.target).values_list("action", flat=True).order_by("number")) == [
        "token.created",
        "token.revoked",
    ]


def test_a_token_lives_a_year_at_most_and_is_its_owners_alone(client, people):
    client.force_login(people["analyst"])
    confirmed(client)
    late = client.post(reverse("api_tokens"), {"name": "x", "scopes": ["read"], "days": 366})
    assert late.status_code == 422
    for scopes, days in ((["read"], 366), ([], 5), (["root"], 5)):
        with pytest.raises(MisuseError):
            token_for_scopes(people["analyst"], scopes, days)
    other, _secret = token_for(people["executive"])
    assert client.post(reverse("api_token_revoke", args=[other.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("api_tokens")).status_code == 302


def token_for_scopes(user, scopes, days):
    from centricity.web.api.tokens import token_create

    return token_create(user, "x", scopes, days, SYSTEM)


def test_dead_tokens_open_nothing(people):
    owner = people["analyst"]
    token, secret = token_for(owner)
    program = Program(secret)
    assert program.get("/me").status_code == 200
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (program.get("/me").status_code, codes(program.get("/me"))) == (401, ["web.token_refused"])
    revoked, secret = token_for(owner)
    token_revoke(revoked, SYSTEM)
    assert Program(secret).get("/me").status_code == 401
    _token, secret = token_for(owner)
    owner.is_active = False
    owner.save()
    assert Program(secret).get("/me").status_code == 401
    assert Program("cty_nothing").get("/me").headers["WWW-Authenticate"] == "Bearer"


def test_a_session_is_nobody_to_the_api(client, people):
    client.force_login(people["administrator"])
    told = client.get("/api/v1/me")
    assert (told.status_code, codes(told)) == (401, ["web.token_missing"])
    assert client.get("/api/v1/studies").json()["items"] == []
    assert client.get("/api/v1/studies/small").status_code == 404
    _token, secret = token_for(people["stranger"])
    assert client.get("/api/v1/studies/small", headers={"Authorization": f"Bearer {secret}"}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("get", "/studies", "read"),
        ("post", "/studies/small/editions", "write"),
        ("post", "/studies/small/editions/1/compute", "compute"),
        ("patch", "/studies/small", "admin"),
        ("post", "/webhooks", "admin"),
        ("delete", "/webhooks/1", "admin"),
    ],
)
def test_a_token_does_what_its_scopes_say(people, small, method, path, scope):
    others = [each for each in ("read", "write", "compute", "admin") if each != scope]
    refused = Program.of(people["administrator"], *others).ask(method, path)
    assert (refused.status_code, codes(refused)) == (403, ["web.token_scope"])
    assert Program.of(people["administrator"], scope).ask(method, path).status_code != 403


def test_a_token_has_no_more_rights_than_its_owner(people, small):
    program = Program.of(people["analyst"])
    assert program.get("/studies/small/editions").status_code == 200
    people["analyst"].grants.all().delete()
    assert program.get("/studies/small/editions").status_code == 404


def test_who_asks_too_often_waits(people, settings):
    settings.API_LIMITS = settings.API_LIMITS | {"token": 3, "address": 1000}
    program, other = Program.of(people["analyst"]), Program.of(people["analyst"])
    assert [program.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = program.get("/me")
    assert codes(refused) == ["web.too_often"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert other.get("/me").status_code == 200
    settings.API_LIMITS = settings.API_LIMITS | {"token": 1000, "address": 3}
    assert other.get("/me").status_code == 429
    assert Program().get("/me").status_code == 429


def test_behind_a_proxy_the_address_is_what_the_proxy_says(people, settings):
    settings.API_LIMITS = settings.API_LIMITS | {"token": 1000, "address": 1}
    settings.BEHIND_PROXY = True
    program = Program.of(people["analyst"])
    assert program.get("/me", X_Forwarded_For="9.9.9.9, 1.1.1.1").status_code == 200
    assert program.get("/me", X_Forwarded_For="8.8.8.8, 1.1.1.1").status_code == 429
    assert program.get("/me", X_Forwarded_For="1.1.1.2").status_code == 200


def _upload(code="market"):
    return {"code": code, "organisation": "acme", "files": files_of(EXAMPLES / "it-market-2025-published")}


def test_a_write_sent_twice_is_done_once(people, organisation):
    program = Program.of(people["analyst"])
    first = program.post("/studies", _upload(), Idempotency_Key="k1")
    again = program.post("/studies", _upload(), Idempotency_Key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotent-Replayed"] == "true"
    other = program.post("/studies", _upload("other"), Idempotency_Key="k1")
    assert (other.status_code, codes(other)) == (422, ["web.key_reused"])
    assert program.post("/studies", _upload("other"), Idempotency_Key="k2").status_code == 201
    stranger = Program.of(people["analyst"])
    assert stranger.post("/studies", _upload(), Idempotency_Key="k1").status_code == 409
    assert program.post("/studies", _upload("third"), Idempotency_Key="k" * 101).status_code == 422


def test_a_write_still_at_work_is_a_conflict(people, organisation, rf):
    _token, secret = token_for(people["analyst"])
    program = Program(secret)
    program.post("/studies", _upload(), Idempotency_Key="k1")
    Answer.objects.update(status=None)
    busy = program.post("/studies", _upload(), Idempotency_Key="k1")
    assert (busy.status_code, codes(busy), busy.headers["Retry-After"]) == (409, ["web.key_busy"], "1")
    Answer.objects.update(at=timezone.now() - idempotency.GIVEN_UP - timedelta(seconds=1))
    cut_off = program.post("/studies", _upload(), Idempotency_Key="k1")
    assert (cut_off.status_code, codes(cut_off)) == (409, ["web.key_unanswered"])
    assert "Retry-After" not in cut_off.headers
    assert Answer.objects.get().status is None
    other = program.post("/studies", _upload("other"), Idempotency_Key="k1")
    assert (other.status_code, codes(other)) == (422, ["web.key_reused"])
    Answer.objects.update(at=timezone.now() - idempotency.KEPT - timedelta(seconds=1))
    assert program.post("/studies", _upload("next"), Idempotency_Key="k1").status_code == 201


def test_a_failure_of_the_platform_may_be_tried_again(people, organisation, monkeypatch):
    program = Program.of(people["analyst"])
    from centricity.web.research import services

    with monkeypatch.context() as patch:
        patch.setattr(services, "unpack", lambda *_: 1 / 0)
        failed = program.post("/studies", _upload(), Idempotency_Key="k1")
    assert (failed.status_code, codes(failed)) == (500, ["web.failed"])
    assert program.post("/studies", _upload(), Idempotency_Key="k1").status_code == 201


def test_what_is_old_is_taken_away(people, organisation):
    token, _secret = token_for(people["analyst"])
    Count.objects.create(who="token:1", minute=1)
    Answer.objects.create(token=token, key="old", asked="", at=timezone.now() - timedelta(hours=25))
    Answer.objects.create(token=token, key="new", asked="")
    job = ask("api.tidy", "schedule", SYSTEM)
    do_job.call(str(job.pk))
    assert Job.objects.get(pk=job.pk).state == "done"
    assert tidy
    assert not Count.objects.exists()
    assert [each.key for each in Answer.objects.all()] == ["new"]
