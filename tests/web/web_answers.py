"""What processes of tests do with a survey within a platform: see `web_scripts`."""

import json
import threading
from functools import partial
from importlib import import_module
from unittest.mock import patch

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Count
from django.test import override_settings
from survey_kit import respond
from voice_kit import content_of, opened
from web_kit import person
from web_races import UNBUILT, at_once, browser, sent

from centricity.web.api.tokens import token_create
from centricity.web.audit.services import SYSTEM
from centricity.web.files.models import StoredFile
from centricity.web.files.places import folder
from centricity.web.people.models import Organisation
from centricity.web.voice import keys, selectors
from centricity.web.voice.models import Filled, Rating, Response, Survey
from centricity.web.voice.services import state_set

QUESTION = {"code": "recommend", "kind": "nps", "text": {"ru": "Посоветуете?", "en": "Recommend?"}, "required": True}
CONTENT = content_of("relationship_nps") | {"pages": [{"code": "one", "questions": [QUESTION]}], "ends": []}


def asked(number=1):
    """An open survey of one question, and keys of so many pages that were opened."""
    survey = opened(Organisation.objects.get(code="acme"), CONTENT)
    print(json.dumps([survey.link, [keys.key_new(survey.link).signed for _ in range(int(number))]]))


def counted():
    """Hashes of the keys of all complete responses, and how many ratings each of them has."""
    whole = Response.objects.filter(state="whole")
    print(json.dumps({
        "keys": sorted(whole.values_list("key_hash", flat=True)), "responses": Response.objects.count(),
        "ratings": sorted(set(whole.annotate(n=Count("ratings")).values_list("n", flat=True))),
    }))  # fmt: skip


def page_twice():
    """The same page is sent four times at one instant; then another answer under the same key."""
    survey = Survey.objects.get()
    with patch.object(keys, "QUICKEST", -1.0):
        told = {"key": keys.key_new(survey.link).signed, "page": "1", "recommend": "9"}
        path = f"/s/{survey.link}/"
        answers = at_once(*[partial(sent, browser(), "post", path, told) for _ in range(4)])
        late = sent(browser(), "post", path, told | {"recommend": "0"})
    statuses = [each if isinstance(each, str) else each[0] for each in [*answers, late]]
    print(json.dumps([statuses, list(Response.objects.values_list("values", flat=True)), Rating.objects.count()]))


def program_twice():
    """The same answer is brought four times at one instant, each under another idempotency key."""
    _token, secret = token_create(person("agent", "acme"), "races", ["write"], 1, SYSTEM)
    told = {"answers": {"recommend": 9}, "channel": "phone", "id": "call-17"}
    works = [
        partial(_brought, {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(number)}, told)
        for number in range(4)
    ]
    print(json.dumps([at_once(*works), Response.objects.count(), Rating.objects.count()]))


def disk_full():
    """Answers come until SQLite has no page left; the last is sent again when it has."""
    survey, client = Survey.objects.get(), browser()
    told = {"page": "1", "recommend": "9"}
    with patch.object(keys, "QUICKEST", -1.0), override_settings(STORAGES=settings.STORAGES | UNBUILT):
        _pages()
        accepted = 0
        while (told := told | {"key": keys.key_new(survey.link).signed}) and accepted < 5_000:
            status, _code, answer = sent(client, "post", f"/s/{survey.link}/", told)
            if status != 302:
                break
            accepted += 1
        kept = Response.objects.count()
        _pages(1_000_000)
        again, *_ = sent(client, "post", f"/s/{survey.link}/", told)
    said = "was NOT kept" in answer.content.decode() and told["key"] in answer.content.decode()
    print(json.dumps([status, said, kept == accepted, again, Response.objects.count() - kept]))


def _pages(most=1):
    """Let the database have so many pages; never fewer than it has."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {most}")


def _brought(headers, told):
    path = "/api/v1/surveys/acme/pulse/responses"
    return browser().post(path, json.dumps(told), content_type="application/json", headers=headers).status_code


def closing(first):
    """An answer and the closing of a nameless survey meet: the one that is ``first`` is under way when the other comes.

    The first waits for the other to be done, and not for long: it goes on where the other has to wait for it.
    A quota that is never full lets the answer take more than one statement, in the midst of which it can be met.
    """
    place = Organisation.objects.get(code="acme")
    quotas = [{"code": "all", "most": 99, "when": {"all": [{"question": "recommend", "at_least": 0}]}}]
    content = CONTENT | {"anonymous": True, "quotas": quotas}
    survey, other = (opened(place, content, code) for code in ("pulse", "other"))
    _answered_once(other)  # a process is slow to answer for the first time
    under_way, done = threading.Event(), threading.Event()

    def held(real):
        def work(*told, **more):
            under_way.set()
            done.wait(5)
            return real(*told, **more)

        return work

    def answer():
        if first == "closing":
            under_way.wait(30)
        status, *_ = sent(browser(), "post", f"/s/{survey.link}/", {"key": key, "page": "1", "recommend": "9"})
        done.set()
        return status

    def close():
        if first == "answer":
            under_way.wait(30)
        state_set(survey, "closed", survey.version, SYSTEM)
        mine = Response.objects.filter(survey=survey)
        counts = mine.filter(state="whole").count(), Rating.objects.filter(survey=survey).count()
        done.set()
        return counts

    module, name = {"answer": ("answering", "files_take"), "closing": ("services", "unended_forget")}[first]
    room = import_module(f"centricity.web.voice.{module}")
    held_back = patch.object(room, name, held(getattr(room, name)))
    with patch.object(keys, "QUICKEST", -1.0), held_back:
        key = keys.key_new(survey.link).signed
        selectors.survey_at(survey.link)
        told = at_once(answer, close)
    rows = [model.objects.filter(survey=survey).count() for model in (Response, Rating)]
    print(json.dumps([*told, *rows]))


def _answered_once(survey):
    told = {"key": keys.key_new(survey.link).signed, "page": "1", "recommend": "9"}
    with patch.object(keys, "QUICKEST", -1.0), override_settings(STORAGES=settings.STORAGES | UNBUILT):
        assert sent(browser(), "post", f"/s/{survey.link}/", told)[0] == 302


def quota():
    """Eight people answer at one instant where two of them may; the counts were never made before."""
    when = {"all": [{"question": "recommend", "at_least": 9}]}
    quotas = [{"code": "happy", "most": 3, "when": when}, {"code": "all", "most": 99, "when": when}]
    survey = opened(Organisation.objects.get(code="acme"), CONTENT | {"quotas": quotas})
    respond(survey, {"recommend": 10})
    with patch.object(keys, "QUICKEST", -1.0):
        told = [{"key": keys.key_new(survey.link).signed, "page": "1", "recommend": "9"} for _ in range(8)]
        answers = at_once(*[partial(sent, browser(), "post", f"/s/{survey.link}/", each) for each in told])
    states = dict(Response.objects.values_list("state").annotate(n=Count("pk")))
    statuses = [each if isinstance(each, str) else each[0] for each in answers]
    print(json.dumps([statuses, states, list(Filled.objects.values_list("n", flat=True)), Rating.objects.count()]))


def files_twice():
    """A file is sent four times at one instant on the first page of an answer; then four others, over it."""
    file = {"code": "proof", "kind": "file", "text": {"ru": "Файл", "en": "File"}}
    pages = [{"code": "one", "questions": [file]}, {"code": "two", "questions": [QUESTION]}]
    survey = opened(Organisation.objects.get(code="acme"), CONTENT | {"pages": pages})
    told = []
    with patch.object(keys, "QUICKEST", -1.0):
        key = keys.key_new(survey.link)
        first, again = {"key": key.signed, "page": "1"}, {"page": "1"}
        for path, fields in ((f"/s/{survey.link}/", first), (f"/s/{survey.link}/{key.text}/", again)):
            answers = at_once(*[partial(_with_file, path, fields, n) for n in range(4)])
            response, (stored,) = Response.objects.get(), StoredFile.objects.all()
            told.append([
                sorted({each if isinstance(each, str) else each[0] for each in answers}),
                response.values["proof"]["id"] == str(stored.pk),
                sorted(each.name for each in folder().iterdir()) == [str(stored.pk)],
            ])  # fmt: skip
    print(json.dumps(told))


def _with_file(path, fields, n):
    return sent(browser(), "post", path, fields | {"proof": SimpleUploadedFile(f"{n}.txt", str(n).encode())})
