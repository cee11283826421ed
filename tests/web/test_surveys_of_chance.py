"""Drafts of chance in the builder: no page fails, and nothing is lost of what was not edited."""

import copy
import json
import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from test_surveys import fields_of
from voice_kit import content_of

from centricity.web.audit.services import SYSTEM
from centricity.web.voice import drafts
from centricity.web.voice.contents import draft_of_content
from centricity.web.voice.models import Survey
from centricity.web.voice.services import survey_create

pytestmark = pytest.mark.django_db
ROOM = "/surveys/acme/chance/"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-3, 12) | st.floats(-1e6, 1e6) | TEXTS
JUNK = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)
BOTH = st.fixed_dictionaries({"ru": TEXTS, "en": TEXTS})
CODES = st.sampled_from(["recommend", "a", "b", "p1"]) | TEXTS
TESTS = st.fixed_dictionaries(
    {"question": CODES}, optional={"is": JUNK, "at_least": JUNK, "at_most": JUNK, "answered": JUNK}
)
CONDITIONS = st.fixed_dictionaries({}, optional={n: st.lists(TESTS, max_size=5) | JUNK for n in ("all", "any")})
OPTIONS = st.lists(st.fixed_dictionaries({"code": CODES, "text": BOTH}) | JUNK, max_size=3)
SCALES = st.fixed_dictionaries({}, optional={"min": st.integers(0, 1), "max": st.integers(2, 10), "low": BOTH})
KINDS = st.sampled_from(
    ["nps", "rating", "single", "multiple", "matrix", "ranking", "number", "text", "date", "file", "x"]
)


def part(**known):
    """A part whose every key may be missing, or be anything."""
    return st.fixed_dictionaries({}, optional={name: of | JUNK for name, of in known.items()})


QUESTIONS = part(
    code=CODES, kind=KINDS, text=BOTH, hint=BOTH, options=OPTIONS, rows=OPTIONS, scale=SCALES, show=CONDITIONS,
    accepts=st.lists(st.sampled_from(["image", "pdf", "text"]), max_size=3), megabytes=JUNK,
    required=st.booleans(), minimum=JUNK, longest=JUNK, key=CODES,
)  # fmt: skip
PAGES = part(code=CODES, title=BOTH, show=CONDITIONS, questions=st.lists(QUESTIONS, max_size=3))
DRAFTS = part(
    title=BOTH, thanks=BOTH, audience=JUNK, purpose=JUNK, minimum_n=JUNK, pages=st.lists(PAGES, max_size=3),
    ends=st.lists(part(code=CODES, text=BOTH, after=CODES, when=CONDITIONS), max_size=2),
    quotas=st.lists(part(code=CODES, most=JUNK, when=CONDITIONS), max_size=2), beside=JUNK,
)  # fmt: skip
FORMS = ("build/settings/", "build/pages/0/", "build/pages/1/", "build/pages/0/questions/0/", "build/ends/0/",
         "build/quotas/0/")  # fmt: skip


@pytest.fixture
def analyst(client, people):
    client.force_login(people["analyst"])
    return client


def chance(work, examples):
    """Do something with drafts of chance, each taken back."""

    @given(st.data())
    @bounds(
        max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def held(data):
        with transaction.atomic():
            work(data)
            transaction.set_rollback(True)

    held()


def others(draft, address):
    """Everything of a draft that a form does not edit; what is no part is passed over."""
    left = copy.deepcopy(draft)
    left |= {"pages": [page | {"questions": drafts.questions(page)} for page in drafts.pages(left)]}
    left |= {name: drafts.parts(left, name) for name in drafts.PARTS if name in left}
    name, place, inner = re.match(r"build/(\w+)/(?:(\d+)/)?(?:questions/(\d+)/)?", address).groups()
    if name == "settings":
        return {each: left.get(each) for each in ("pages", "ends", "quotas", "beside")}
    listed = left.get(name, [])
    if inner is not None:
        listed, place = listed[int(place)]["questions"], inner
        del listed[int(place) : int(place) + 1]
    elif name == "pages":
        listed[int(place) : int(place) + 1] = [page["questions"] for page in listed[int(place) : int(place) + 1]]
        left[name] = [each for each in listed if each != []]
    else:
        left[name] = listed[: int(place)] + listed[int(place) + 1 :]
    return {each: value for each, value in left.items() if value != []}


def one(analyst, organisation, data):
    draft, _ = draft_of_content(data.draw(DRAFTS))
    survey_create(organisation, "chance", draft, SYSTEM)
    for address in ("", "build/", "preview/1/", "results/", "versions/0.yaml"):
        assert analyst.get(f"{ROOM}{address}").status_code in {200, 404, 409}, address
    address = data.draw(st.sampled_from(FORMS))
    page = analyst.get(f"{ROOM}{address}")
    assert page.status_code in {200, 404}
    if page.status_code == 404:
        return
    fields = fields_of(page.content.decode())
    typed = data.draw(st.dictionaries(st.sampled_from([n for n in fields if n != "version"]), TEXTS | CODES))
    sent = analyst.post(f"{ROOM}{address}", fields | typed)
    assert sent.status_code in {302, 422}
    now = Survey.objects.get(code="chance").draft
    if sent.status_code == 422:
        assert now == draft
    else:
        assert others(now, address) == others(draft, address)


def test_a_draft_of_chance_is_worked_on_and_nothing_lost(analyst, organisation):
    chance(lambda data: one(analyst, organisation, data), 25)


@pytest.mark.slow
def test_many_drafts_of_chance_are_worked_on_and_nothing_lost(analyst, organisation):
    chance(lambda data: one(analyst, organisation, data), 1_000)


def moved(analyst, organisation, data):
    draft, _ = draft_of_content(data.draw(DRAFTS))
    survey = survey_create(organisation, "chance", draft, SYSTEM)
    words = [st.sampled_from(["up", "down"]), st.just("pages"), *[st.sampled_from(["", "0", "1", "2", "x"])] * 2]
    do = ":".join(data.draw(st.tuples(*words)))
    sent = analyst.post(f"{ROOM}build/change/", {"do": do, "version": survey.version})
    assert sent.status_code in {302, 404}, do
    now = Survey.objects.get(code="chance").draft

    def parts(whole):
        listed = [each for page in drafts.pages(whole) for each in drafts.questions(page)]
        return (
            sorted(json.dumps(each, sort_keys=True) for each in listed),
            len(drafts.pages(whole)),
            whole.get("ends"),
            whole.get("beside"),
        )

    if sent.status_code == 302 and "ends" in draft:
        draft = draft | {"ends": drafts.parts(draft, "ends")}
    assert parts(now) == parts(draft)


def test_what_is_moved_is_not_lost(analyst, organisation):
    chance(lambda data: moved(analyst, organisation, data), 25)


def test_what_a_form_does_not_show_is_kept(analyst, organisation):
    content = content_of("relationship_nps")
    both = {"ru": "Сколько?", "en": "How much?"}
    first = {"code": "recommend", "kind": "rating", "text": both, "scale": {"min": 0, "max": 7}}
    more = {
        "code": "more", "kind": "single", "text": {"ru": "Что?", "en": "What?"}, "key": "more-2025",
        "options": [{"code": "a", "text": {"ru": "да | нет", "en": "yes | no"}},
                    {"code": "b", "text": {"ru": "строка\nещё", "en": "line\nmore"}}],
        "show": {"all": [{"question": "recommend", "at_least": 2, "at_most": 5}]},
    }  # fmt: skip
    content["pages"] = [{"code": "p1", "questions": [first]}, {"code": "p2", "questions": [more]}]
    content["ends"] = []
    survey = survey_create(organisation, "chance", content, SYSTEM)
    for place in (0, 1):
        address = f"{ROOM}build/pages/{place}/questions/0/"
        fields = fields_of(analyst.get(address).content.decode())
        assert analyst.post(address, fields | {"hint_en": "Take your time"}).status_code == 302
    survey.refresh_from_db()
    hint = {"hint": {"ru": "Take your time", "en": "Take your time"}}
    assert [page["questions"] for page in survey.draft["pages"]] == [[first | hint], [more | hint]]
