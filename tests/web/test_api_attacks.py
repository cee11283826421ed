"""What no honest program sends: it is refused in the shape of the API, and nothing of it is done."""

import json

import pytest
from api_kit import codes, token_for
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from web_kit import EXAMPLES, files_of

from centricity.web.api import idempotency, sending
from centricity.web.api.hooks import Wanted, webhook_create
from centricity.web.api.models import Answer, Delivery, Webhook
from centricity.web.audit.services import SYSTEM
from centricity.web.events import tell
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job
from centricity.web.research.models import Study

pytestmark = pytest.mark.django_db
HOOKS, STUDIES, SMALL = "/webhooks", "/studies", "/studies/small"
HOOK = json.dumps({"url": "https://e.org/", "events": ["study.computed"], "reach": "study", "scope": "small"}).encode()
FIELDS = encode_multipart(BOUNDARY, {f"f{i}": "x" for i in range(1_500)})
PART = encode_multipart(BOUNDARY, {"url": "https://e.org/"})
KEY = {"Idempotency-Key": "one"}


@pytest.fixture
def send(people):
    """Send anything at all as an administrator."""
    secret = token_for(people["administrator"])[1]

    def sent(method, path, body=b"", kind="application/json", **headers):
        told = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"} | headers
        return Client(raise_request_exception=False).generic(method, f"/api/v1{path}", body, kind, headers=told)

    return sent


def upload(name=b"a.csv", code=b"new", organisation=b"acme"):
    parts = {"files": SimpleUploadedFile("NAME", b"x"), "code": "CODE", "organisation": "ORGANISATION"}
    whole = encode_multipart(BOUNDARY, parts)
    return whole.replace(b"NAME", name).replace(b"CODE", code).replace(b"ORGANISATION", organisation)


@pytest.mark.parametrize(
    ("status", "path", "body", "kind"),
    [
        (400, HOOKS, PART, MULTIPART_CONTENT),
        (413, HOOKS, b"x" * 6_000_000, MULTIPART_CONTENT),
        (413, HOOKS, b" " * 70_000 + HOOK, "application/json"),
        (400, HOOKS, b"<a/>", "application/xml"),
        (400, HOOKS, b"[" * 30_000, "application/json"),
        (400, HOOKS, b'{"url":' * 9_000, "application/json"),
        (400, HOOKS, b'{"scope":' + b"[" * 20_000 + b"]" * 20_000 + b"}", "application/json"),
        (400, HOOKS, b"9" * 6_000, "application/json"),
        (422, HOOKS, b"NaN", "application/json"),
        (422, HOOKS, HOOK.replace(b"e.org", rb"e.org\ud800"), "application/json"),
        (422, HOOKS, HOOK.replace(b"e.org", rb"e.org\u0000"), "application/json"),
        (422, HOOKS, HOOK.replace(b"small", rb"sm\u0000all"), "application/json"),
        (422, HOOKS, HOOK.replace(b'"url"', rb'"\ud800": 1, "url"'), "application/json"),
        (400, STUDIES, upload(), "multipart/form-data"),
        (400, STUDIES, upload(), "multipart/form-data; boundary=" + "x" * 500),
        (400, STUDIES, FIELDS, MULTIPART_CONTENT),
        (400, STUDIES, b"code=a", "application/x-www-form-urlencoded; charset=utf-7"),
        (422, STUDIES, HOOK, "application/json"),
        (422, STUDIES, upload()[:-60], MULTIPART_CONTENT),
        (422, STUDIES, upload(name=b"a\0.csv"), MULTIPART_CONTENT),
        (422, STUDIES, upload(name=b"\xff\xfe.csv"), MULTIPART_CONTENT),
        (422, STUDIES, upload(code=b"a\0b"), MULTIPART_CONTENT),
        (422, STUDIES, upload(organisation=b"\xff\xfe"), MULTIPART_CONTENT),
    ],
)
@pytest.mark.parametrize("key", [{}, KEY])
def test_a_body_that_is_none_is_refused_in_the_shape_of_the_api(send, small, status, path, body, kind, key):
    refused = send("POST", path, body, kind, **key)
    larger = status == 413 and key and "multipart" in kind  # it is parsed for its key, and is no multipart at all
    assert refused.status_code == (400 if larger else status), refused.content
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert not Webhook.objects.exists()
    assert not Study.objects.filter(code="new").exists()


@pytest.mark.parametrize(
    ("status", "path"),
    [
        (404, "/studies/%00"),
        (404, "/studies/a%0Ab"),
        (404, f"{SMALL}/subjects/%ff%fe"),
        (404, f"{SMALL}/subjects/%ed%a0%80"),
        (404, f"{SMALL}/subjects?q=%00"),
        (404, f"{SMALL}/files/public/../../../centricity.sqlite3"),
        (404, f"{SMALL}/files/%2e%2e%2f%2e%2e%2fetc/passwd"),
        (404, f"{SMALL}/editions/99999999999999999999999999"),
        (404, "/webhooks/9223372036854775808"),
        (404, "/jobs/00000000-0000-0000-0000-000000000000"),
        (422, "/studies?limit=-1"),
        (422, "/studies?offset=-1"),
        (422, "/studies?offset=99999999999999999999"),
        (422, "/studies?limit=1e3"),
        (200, f"{SMALL}/subjects?q=%ff%ed%a0%80"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_so(send, small, status, path):
    answer = send("GET", path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith(
        "application/problem+json" if status != 200 else "application/json"
    )


@pytest.mark.parametrize(
    ("query", "russian", "english"),
    [
        ("limit=0", "требуется число не меньше 1.", "it must be a number of at least 1."),
        ("limit=201", "требуется число не больше 200.", "it must be a number of at most 200."),
        ("limit=x", "требуется целое число.", "it must be a whole number."),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_both_languages(send, small, query, russian, english):
    (fault,) = send("GET", f"/studies?{query}").json()["faults"]
    assert russian in fault["ru"]
    assert english in fault["en"]


def test_a_field_that_is_missing_or_too_much_is_told_in_both_languages(send, small):
    faults = send("POST", HOOKS, b'{"nothing": 1}', "application/json").json()["faults"]
    told = {fault["key"].rpartition(".")[2]: fault for fault in faults}
    assert "такого поля здесь нет" in told["nothing"]["ru"]
    assert "there is no such field here" in told["nothing"]["en"]
    missing = next(fault for name, fault in told.items() if name != "nothing")
    assert "его нет" in missing["ru"]
    assert "it is missing" in missing["en"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Content-Length": "-1"}, {"Content-Length": "x"}])
def test_what_is_refused_before_an_operation_is_reached_has_the_same_shape(send, headers):
    refused = send("POST", HOOKS, HOOK, **headers)
    assert refused.status_code in {400, 413}
    assert refused.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("told", ["Bearer \xff", "Bearer a\x00b", "Basic abc", "Bearer ", "cty_x"])
def test_what_is_no_token_opens_nothing(send, told):
    refused = send("GET", "/me", Authorization=told)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("tag", ['W/"x"', '"a", "b"', '"' * 500, "\xff", "W/*"])
def test_a_tag_that_is_another_changes_nothing(send, small, tag):
    right = send("GET", SMALL).headers["ETag"]
    change = json.dumps({"openness": "public"}).encode()
    assert send("PATCH", SMALL, change, **{"If-Match": tag}).status_code == 412
    assert send("PATCH", SMALL, change, **{"If-Match": f"W/{right}"}).status_code == 412
    assert Study.objects.get(code="small").openness == "closed"
    assert send("PATCH", SMALL, change, **{"If-Match": f'"other", {right}'}).status_code == 200


def test_a_key_is_for_one_request_by_address_method_and_body(send, small):
    assert send("POST", HOOKS, HOOK, **KEY).status_code == 201
    for method, path, body in (
        ("POST", HOOKS, HOOK + b" "),
        ("POST", f"{HOOKS}?x=1", HOOK),
        ("DELETE", "/webhooks/1", HOOK),
    ):
        refused = send(method, path, body, **KEY)
        assert (refused.status_code, codes(refused)) == (422, ["web.key_reused"])
    assert Webhook.objects.count() == 1


def test_a_kept_answer_does_not_lay_a_secret_open(send, small, settings):
    made = send("POST", HOOKS, HOOK, **KEY)
    secret = made.json()["secret"]
    kept = Answer.objects.get()
    assert secret not in kept.body
    assert send("POST", HOOKS, HOOK, **KEY).content == made.content
    settings.SECRET_KEY = "another"
    refused = send("POST", HOOKS, HOOK, **KEY)
    assert (refused.status_code, codes(refused)) == (422, ["web.key_reused"])


def test_an_answer_that_was_given_up_meanwhile_is_given_all_the_same(send, organisation, monkeypatch):
    real = idempotency._kept

    def late(kept, response):
        Answer.objects.all().delete()
        return real(kept, response)

    monkeypatch.setattr(idempotency, "_kept", late)
    made = encode_multipart(
        BOUNDARY, {"files": files_of(EXAMPLES / "it-market-2025-published"), "code": "new", "organisation": "acme"}
    )
    assert send("POST", STUDIES, made, MULTIPART_CONTENT, **KEY).status_code == 201


@pytest.mark.parametrize(
    "path",
    [
        "/studies/small/ranking/?q=%00",
        "/studies/small/companies/%00/",
        "/audit/?target=%00",
        "/people/join/%00/",
        "/nothing%00",
        "/?page=%00",
    ],
)
def test_a_page_with_a_null_character_is_not_there(client, people, small, path):
    client.force_login(people["administrator"])
    assert client.get(path).status_code == 404


PUBLIC = (2, 1, 6, "", ("93.184.216.34", 443))


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fe80::1%eth0", "fd00::1",
     "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1", "224.0.0.1", "255.255.255.255"],
)  # fmt: skip
def test_a_name_with_any_address_inside_is_never_asked(people, small, settings, monkeypatch, inside):
    settings.LOCAL = False
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [PUBLIC, (10, 1, 6, "", (inside, 443, 0, 0))])
    monkeypatch.setattr(sending, "connection_to", lambda *_: pytest.fail("it was asked"))
    delivery = sent_to(people["analyst"])
    assert (delivery.problem, delivery.status) == ("text.fetch_private", None)


def test_a_name_that_turns_inside_after_it_was_checked_leads_where_it_was_checked(people, small, settings, monkeypatch):
    settings.LOCAL = False
    looked, asked = [], []

    def looks(*_, **__):
        looked.append(1)
        return [PUBLIC] if len(looked) == 1 else [(2, 1, 6, "", ("127.0.0.1", 443))]

    def connect(address, *_, **__):
        asked.append(address[0])
        raise OSError

    monkeypatch.setattr("socket.getaddrinfo", looks)
    monkeypatch.setattr("socket.create_connection", connect)
    sent_to(people["analyst"])
    assert (asked, len(looked)) == (["93.184.216.34"], 1)


def sent_to(user):
    webhook_create(user, Wanted("https://rebind.example/", ("study.computed",), "study", "small"), SYSTEM)
    tell("study.computed", "study:small", edition=1)
    job = Job.objects.get(kind="webhook.deliver", state="waiting")
    do_job.call(str(job.pk))
    return Delivery.objects.get()
