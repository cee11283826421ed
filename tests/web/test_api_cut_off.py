"""A write whose server was killed, or that is slow, is not done again under its key: the program is told to look."""

import http.client
import json
import threading
from datetime import timedelta

import pytest
from api_kit import Program, codes
from django.utils import timezone
from ports import free_port
from test_answers_are_kept import killed, serve  # noqa: F401  a fixture
from test_serving import page
from web_platform import until

from centricity.web.api import hooks, idempotency
from centricity.web.api.models import Answer, Webhook

HOOK = {"url": "https://e.org/", "events": ["study.computed"], "reach": "organisation", "scope": "acme"}
LATE = idempotency.GIVEN_UP + timedelta(seconds=1)


def sent(port, secret, key):
    """Ask for a webhook; its status and the code of a refusal, or nothing where the server was gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": key}
    try:
        connection.request("POST", "/api/v1/webhooks", json.dumps(HOOK), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()).get("code")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def told(platform, *steps):
    return json.loads(platform.script(*steps).splitlines()[-1])


@pytest.mark.parametrize(
    ("step", "done"),
    [("centricity.web.api.idempotency._kept", 1), ("centricity.web.api.hooks.webhook_create", 0)],
    ids=["after its work", "before its work"],
)
def test_a_write_whose_server_was_killed_is_not_done_again(platform, serve, step, done):  # noqa: F811
    secret, port = told(platform, "web_kept.token"), free_port()
    process = platform.start_script(["web_kept.serving", port, step])
    until(lambda: page(port) == "ok\n", 120)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(sent(port, secret, "k")), daemon=True)
    asking.start()
    while process.stdout.readline() != "there\n":
        assert process.poll() is None
    killed(process)
    asking.join(60)
    assert answers == [None]
    assert told(platform, "web_kept.made") == [done, [None]]
    _, port = serve()
    assert sent(port, secret, "k") == (409, "web.key_busy")
    platform.script(["web_kept.older", 11])
    assert sent(port, secret, "k") == (409, "web.key_unanswered")
    assert told(platform, "web_kept.made") == [done, [None]]
    assert sent(port, secret, "another") == (201, None)
    assert sent(port, secret, "another") == (201, None)
    assert told(platform, "web_kept.made")[0] == done + 1


@pytest.mark.django_db
def test_a_write_that_is_slow_is_not_begun_again_and_its_answer_is_given_when_it_comes(people, monkeypatch):
    program, meanwhile, real = Program.of(people["cx_director"]), [], hooks.webhook_create

    def slow(*args):
        if not meanwhile:
            Answer.objects.update(at=timezone.now() - LATE)
            meanwhile.append(program.post("/webhooks", HOOK, Idempotency_Key="k"))
        return real(*args)

    monkeypatch.setattr(hooks, "webhook_create", slow)
    first = program.post("/webhooks", HOOK, Idempotency_Key="k")
    assert [(each.status_code, codes(each)) for each in meanwhile] == [(409, ["web.key_unanswered"])]
    assert "more than 10 minutes ago" in meanwhile[0].json()["title"]
    again = program.post("/webhooks", HOOK, Idempotency_Key="k")
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert Webhook.objects.count() == 1


@pytest.mark.django_db
def test_a_server_that_is_ended_at_work_leaves_the_key_taken(people, monkeypatch):
    program = Program.of(people["cx_director"])
    real = hooks.webhook_create

    def ended(*args):
        real(*args)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(hooks, "webhook_create", ended)
        with pytest.raises(SystemExit):
            program.post("/webhooks", HOOK, Idempotency_Key="k")
    assert codes(program.post("/webhooks", HOOK, Idempotency_Key="k")) == ["web.key_busy"]
    Answer.objects.update(at=timezone.now() - LATE)
    assert codes(program.post("/webhooks", HOOK, Idempotency_Key="k")) == ["web.key_unanswered"]
    assert Webhook.objects.count() == 1
