"""Webhooks: whom they tell, what they send and to where they do not."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta

import pytest
from api_kit import Listener, Program, codes
from django.utils import timezone
from web_kit import compute, study

from centricity.web.api import sending
from centricity.web.api.hooks import Wanted, secret_of, webhook_create
from centricity.web.api.models import Delivery, Webhook
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.events import tell
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import KINDS, Kind, ask, do_job, take_up_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.shutdown()
    made.server_close()


def hook(user, url="https://example.org/hook", events=("study.computed",), reach="study", scope="small"):
    return webhook_create(user, Wanted(url, tuple(events), reach, scope), SYSTEM)


def waiting():
    return Job.objects.filter(kind="webhook.deliver", state="waiting")


def work():
    """Do the deliveries whose time has come; the clock is put forward for those that wait."""
    done = 0
    for job in list(waiting()):
        Job.objects.filter(pk=job.pk).update(run_after=None)
        do_job.call(str(job.pk))
        job.refresh_from_db()
        assert job.state == "done", job.faults
        done += 1
    return done


def test_what_happens_is_told_and_signed(people, organisation, listener):
    analyst = people["analyst"]
    events = ["edition.uploaded", "study.computed"]
    made = Program.of(analyst).post(
        "/webhooks", {"url": listener.url, "events": events, "reach": "organisation", "scope": "acme"}
    )
    assert made.status_code == 201, made.content
    secret = made.json()["secret"]
    study_ = study("told", organisation)
    compute(study_)
    work()
    heard = {json.loads(body)["event"]: (path, headers, body) for path, headers, body in listener.heard}
    assert (len(listener.heard), sorted(heard)) == (2, events)
    path, headers, body = heard["study.computed"]
    assert path == "/hook?secret=1"
    moment, _, signature = headers["Centricity-Signature"].removeprefix("t=").partition(",v1=")
    expected = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert signature == expected
    assert (json.loads(body)["study"], json.loads(body)["edition"]) == ("told", 1)
    assert headers["Centricity-Delivery"] == json.loads(body)["id"]
    log = Program.of(analyst).get(f"/webhooks/{made.json()['id']}/deliveries").json()["items"]
    assert {(each["state"], each["attempts"], each["status"]) for each in log} == {("delivered", 1, 200)}
    entry = Entry.objects.get(action="webhook.created")
    assert entry.after["url"].endswith("/hook")
    assert "secret" not in str(entry.after)


def test_a_message_is_tried_eight_times_with_growing_delays(people, small, listener):
    listener.statuses = [500, 503, 404, 302, 500, 500, 500, 500, 200]
    hook(people["analyst"], listener.url)
    tell("study.computed", "study:small", edition=1)
    pauses = []
    while work():
        delivery = Delivery.objects.get()
        if delivery.next_at:
            pauses.append(delivery.next_at - delivery.tried_at)
    assert (delivery.state, delivery.attempts, delivery.status) == ("failed", sending.ATTEMPTS, 500)
    assert len(listener.heard) == 8
    assert {path for path, _, _ in listener.heard} == {"/hook?secret=1"}
    rounded = [round(pause.total_seconds()) for pause in pauses]
    assert rounded == [30, 120, 480, 1920, 7680, 30720, 86400]
    assert rounded == sorted(rounded)
    program = Program.of(people["analyst"])
    address = f"/webhooks/{delivery.webhook_id}/deliveries/{delivery.pk}/resend"
    assert program.post(address).status_code == 202
    assert codes(program.post(address)) == ["web.delivery_waits"]
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("delivered", 1)


def test_a_job_for_later_is_not_begun_before(people, monkeypatch):
    done = []
    monkeypatch.setitem(KINDS, "test.later", Kind(lambda progress: done.append(progress.finishing().__enter__()), 1))
    job = ask("test.later", "x", SYSTEM, run_after=timezone.now() + timedelta(minutes=5))
    do_job.call(str(job.pk))
    Job.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    take_up_again()
    assert not done
    Job.objects.update(run_after=timezone.now())
    do_job.call(str(job.pk))
    assert len(done) == 1


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1:1/", "https://10.0.0.1/", "https://localhost/", "https://[::1]/", "https://169.254.169.254/",
     "https://[::ffff:10.0.0.1]/", "https://2130706433/", "https://0.0.0.0/"],
)  # fmt: skip
def test_addresses_inside_are_refused_when_the_connection_is_made(people, small, settings, url):
    settings.LOCAL = False
    hook(people["analyst"], url)
    tell("study.computed", "study:small", edition=1)
    work()
    delivery = Delivery.objects.get()
    assert delivery.problem in {"text.fetch_private", "text.fetch_unknown_host"}
    assert delivery.status is None


def test_a_name_that_leads_inside_is_refused(people, small, settings, listener, monkeypatch):
    settings.LOCAL = False
    found = [(2, 1, 6, "", ("127.0.0.1", listener.server_port))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    hook(people["analyst"], f"https://example.org:{listener.server_port}/")
    tell("study.computed", "study:small", edition=1)
    work()
    assert Delivery.objects.get().problem == "text.fetch_private"
    assert not listener.heard


def test_in_the_open_http_is_refused_and_locally_only_this_machine_is_told_by_it(people, small, settings):
    program = Program.of(people["analyst"])

    def asked(url):
        sent = {"url": url, "events": ["study.computed"], "reach": "study", "scope": "small"}
        return program.post("/webhooks", sent).status_code

    for url in ("http://example.org/", "ftp://example.org/", "https://a:b@example.org/", "https://", "nothing",
                "https://example.org:99999/", "https://exa mple.org/"):  # fmt: skip
        assert asked(url) == 422, url
    assert asked("http://127.0.0.1:9/") == 201
    settings.LOCAL = False
    assert asked("http://127.0.0.1:9/") == 422
    assert asked("https://example.org/x?y=1") == 201


def test_only_what_its_owner_may_see_is_told(people, organisation):
    assert Program.of(people["stranger"]).post("/webhooks", _asked("study.computed")).status_code == 404
    assert Program.of(people["customer"]).post("/webhooks", _asked("edition.uploaded")).status_code == 403
    reader = Program.of(people["customer"]).post("/webhooks", _asked("study.computed"))
    assert reader.status_code == 201
    assert Program.of(people["rater"]).post("/webhooks", _asked("study.computed")).status_code == 403
    everything = {"url": "https://example.org/", "reach": "organisation", "scope": "acme",
                  "events": ["study.computed", "edition.uploaded", "job.failed"]}  # fmt: skip
    assert Program.of(people["executive"]).post("/webhooks", everything).status_code == 201
    assert Program.of(people["stranger"]).post("/webhooks", everything).status_code == 404
    assert Program.of(people["rater"]).post("/webhooks", everything | {"scope": "none"}).status_code == 404
    for event in ("study.computed", "edition.uploaded", "job.failed"):
        tell(event, "study:small")
    told = {(each.webhook.owner.name, each.event) for each in Delivery.objects.select_related("webhook__owner")}
    assert told == {("customer", "study.computed"), ("executive", "study.computed"), ("executive", "edition.uploaded")}


def _asked(event):
    return {"url": "https://example.org/", "events": [event], "reach": "study", "scope": "small"}


def test_a_right_taken_away_ends_what_waits(people, small, listener):
    hook(people["analyst"], listener.url)
    tell("study.computed", "study:small", edition=1)
    people["analyst"].grants.all().delete()
    work()
    assert (Delivery.objects.get().state, listener.heard) == ("failed", [])
    tell("study.computed", "study:small", edition=1)
    assert Delivery.objects.count() == 1


def test_a_webhook_is_its_owners_alone_and_ends(people, small, listener):
    made = hook(people["analyst"], listener.url)
    other = Program.of(people["administrator"])
    for path in (f"/webhooks/{made.pk}", f"/webhooks/{made.pk}/deliveries"):
        assert other.get(path).status_code == 404
    program = Program.of(people["analyst"])
    assert "secret" not in program.get(f"/webhooks/{made.pk}").json()
    tell("study.computed", "study:small", edition=1)
    assert program.ask("delete", f"/webhooks/{made.pk}").status_code == 204
    assert program.get(f"/webhooks/{made.pk}").status_code == 404
    work()
    assert listener.heard == []
    actions = Entry.objects.filter(target=made.target).values_list("action", flat=True)
    assert set(actions) == {"webhook.created", "webhook.ended"}
    assert secret_of(made) not in str(list(Webhook.objects.values()))


def test_a_failed_job_is_told(people, small, monkeypatch):
    hook(people["analyst"], events=["job.failed"])
    monkeypatch.setitem(KINDS, "study.compute", Kind(lambda _: 1 / 0, 1))
    job = ask("study.compute", "study:small", SYSTEM)
    do_job.call(str(job.pk))
    assert Delivery.objects.get().payload["job"] == str(job.pk)


def test_a_listener_that_does_not_end_is_cut_off(people, small, monkeypatch):
    class Slow(Listener):
        pass

    monkeypatch.setattr(sending, "SECONDS", 0.3)
    slow = Slow()
    monkeypatch.setattr(slow.RequestHandlerClass, "do_POST", lambda _: threading.Event().wait(1.0))
    hook(people["analyst"], slow.url)
    tell("study.computed", "study:small", edition=1)
    work()
    slow.shutdown()
    slow.server_close()
    assert Delivery.objects.get().problem == "TimeoutError"
