"""What happens at one instant: threads of one process, each with a connection of its own, held back to one line."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from web_kit import EXAMPLES, PASSWORD, files_of, person

from centricity.web.api.models import Answer, Token, Webhook
from centricity.web.api.tokens import token_create
from centricity.web.audit.selectors import verify
from centricity.web.audit.services import SYSTEM
from centricity.web.feedback import robots
from centricity.web.feedback.batches import items_add
from centricity.web.feedback.desks import form_set
from centricity.web.feedback.models import Item
from centricity.web.feedback.receiving import Said
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask
from centricity.web.people.invitations import invite
from centricity.web.people.models import Grant, Organisation, User
from centricity.web.people.services import Scope
from centricity.web.research import services
from centricity.web.research.models import Edition, Study

EXAMPLE = EXAMPLES / "it-market-2025-published"
UNBUILT = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def at_once(*works):
    """What works give that begin together; what one raises is given in its place."""

    def begun(work):
        line.wait(30)
        try:
            return work()
        except Exception as error:  # noqa: BLE001  it is what the race ended in
            return repr(error)
        finally:
            connection.close()

    line = threading.Barrier(len(works))
    with override_settings(STORAGES=settings.STORAGES | UNBUILT), ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(begun, work) for work in works]]


def together(name, number):
    """Let a function of the studies' services go on only when so many have come to it."""
    line, real = threading.Barrier(number), getattr(services, name)

    def held(*told, **more):
        line.wait(30)
        return real(*told, **more)

    return patch.object(services, name, held)


def browser(user=None):
    made = Client(raise_request_exception=False, SERVER_NAME="localhost")
    if user is not None:
        made.force_login(user)
    return made


def sent(client, method, path, data=None, **headers):
    """The status of an answer and the faults it tells."""
    answer = getattr(client, method)(path, data, headers=headers | {"Accept-Language": "en"})
    told = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
    return answer.status_code, told.get("code", ""), answer


def upload(**more):
    return {**more, "files": files_of(EXAMPLE)}


def studies():
    """Two people make a study of one code by the page, two by the API."""
    analyst = User.objects.get(email="analyst@example.org")
    _token, secret = token_create(analyst, "races", ["write"], 1, SYSTEM)
    bearer = {"Authorization": f"Bearer {secret}"}
    by_page = [partial(sent, browser(analyst), "post", reverse("study_new")) for _ in range(2)]
    by_api = [partial(sent, browser(), "post", "/api/v1/studies", **bearer) for _ in range(2)]
    told = {}
    for name, works in (("page", by_page), ("api", by_api)):
        given = [upload(code=name, organisation="acme") for _ in works]
        with together("unpack", len(works)):
            answers = at_once(*(partial(work, data) for work, data in zip(works, given, strict=True)))
        told[name] = sorted([status, code, "is taken" in answer.content.decode()] for status, code, answer in answers)
    told["studies"] = sorted(Study.objects.filter(code__in=["page", "api"]).values_list("code", flat=True))
    print(json.dumps(told))


def editions():
    """Six editions of one study."""
    study = Study.objects.get(code="market")
    before = study.editions.count()
    with together("unpack", 6):
        at_once(*(partial(services.edition_add, study, files_of(EXAMPLE), SYSTEM) for _ in range(6)))
    print(json.dumps([before, list(study.editions.order_by("number").values_list("number", flat=True))]))


def organisations():
    """Two administrators add an organisation of one code."""
    pages = [browser(User.objects.get(email="administrator@example.org")) for _ in range(4)]
    named = [{"code": "beta", "name_ru": f"Б{i}", "name_en": f"B{i}"} for i in range(4)]
    with patch("centricity.web.people.forms.organisations", Organisation.objects.none):
        answers = at_once(
            *(
                partial(sent, page, "post", reverse("organisations"), data)
                for page, data in zip(pages, named, strict=True)
            )
        )
    print(json.dumps([sorted(status for status, *_ in answers), Organisation.objects.filter(code="beta").count()]))


def feedback():
    """One form sent by many windows; one message answered by many agents; one table taken in by many."""
    acme, analyst = Organisation.objects.get(code="acme"), User.objects.get(email="analyst@example.org")
    form_set(acme, 0, SYSTEM, form_open=True)
    with patch.object(robots, "FASTEST", -1):
        form = {"kind": "idea", "text": "x", "mark": robots.mark_new("acme")}
        left = at_once(*(partial(sent, browser(), "post", "/feedback/acme/", form) for _ in range(4)))
    item = Item.objects.get(source="form")
    answer = {"do": "answer", "version": 0, "text": "x", "channel": "web"}
    place = reverse("feedback_item", args=["acme", item.pk])
    answers = at_once(*(partial(sent, browser(analyst), "post", place, answer) for _ in range(4)))
    rows = [Said("x", "review", number=str(n)) for n in range(50)]
    tables = at_once(*(partial(items_add, acme, rows, SYSTEM) for _ in range(4)))
    told = {
        "left": sorted({(status, each.headers.get("Location", "")[:22]) for status, _code, each in left}),
        "links": len({each.headers.get("Location") for *_, each in left}),
        "answers": [sorted(status for status, *_ in answers), item.answers.count()],
        "new": sorted(sum(new for _item, new in each) if isinstance(each, list) else each for each in tables),
        "items": Item.objects.filter(source="review").count(),
    }
    print(json.dumps(told))


def joins():
    """One invitation is taken up in four windows."""
    by = User.objects.get(email="administrator@example.org")
    made, secret = invite("new@example.org", Scope("analyst"), "en", by, SYSTEM)
    data = {"name": "New", "password": PASSWORD, "again": PASSWORD}
    join = reverse("join", args=[secret])
    with patch("centricity.web.people.selectors.user_of", lambda _email: None):
        answers = at_once(*(partial(sent, browser(), "post", join, data) for _ in range(4)))
    made.refresh_from_db()
    mine = User.objects.filter(email="new@example.org")
    print(json.dumps([
        sorted(status for status, *_ in answers), mine.count(), Grant.objects.filter(user__in=mine).count(),
        made.accepted_at is not None,
    ]))  # fmt: skip


def grants():
    """A role is given four times by people who read the same page."""
    found, by = person("rater", "acme"), User.objects.get(email="administrator@example.org")
    data = {"role": "analyst", "place": "organisation:acme", "version": found.version}
    address = reverse("grant_give", args=[found.pk])
    answers = at_once(*(partial(sent, browser(by), "post", address, data) for _ in range(4)))
    found.refresh_from_db()
    print(json.dumps([
        sorted({status for status, *_ in answers}), found.version, found.grants.filter(role="analyst").count(),
    ]))  # fmt: skip


def webhooks():
    """Webhooks and tokens up to the most that a person may have, and no more."""
    analyst = User.objects.get(email="analyst@example.org")
    _token, secret = token_create(analyst, "races", ["admin"], 1, SYSTEM)
    data = {"url": "https://example.org/", "events": ["study.computed"], "reach": "study", "scope": "market"}

    def add():
        return (
            browser()
            .post("/api/v1/webhooks", data, "application/json", headers={"Authorization": f"Bearer {secret}"})
            .status_code
        )

    def make():
        return token_create(analyst, "x", ["read"], 1, SYSTEM)[0].name

    with patch("centricity.web.api.hooks.MOST", 2), patch("centricity.web.api.tokens.MOST", 3):
        print(json.dumps([
            sorted(at_once(*[add] * 4)), Webhook.objects.filter(owner=analyst).count(),
            sum(each == "x" for each in at_once(*[make] * 4)), Token.objects.filter(owner=analyst, name="x").count(),
        ]))  # fmt: skip


def keys():
    """One write is sent four times at once under one key."""
    analyst = User.objects.get(email="analyst@example.org")
    _token, secret = token_create(analyst, "races", ["write"], 1, SYSTEM)
    told = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}
    before = Edition.objects.count()
    works = [partial(sent, browser(), "post", "/api/v1/studies/market/editions", upload(), **told) for _ in range(4)]
    answers = at_once(*works)
    print(json.dumps([
        sorted({(status, code) for status, code, _ in answers}), Edition.objects.count() - before,
        Answer.objects.filter(key="one").count(),
    ]))  # fmt: skip


def jobs():
    """One work is asked for eight times."""
    asked = at_once(*[partial(ask, "home.clean", "race", SYSTEM)] * 8)
    print(json.dumps([len({str(each.pk) for each in asked}), Job.objects.filter(target="race").count()]))


def log():
    print(json.dumps(verify().broken))
