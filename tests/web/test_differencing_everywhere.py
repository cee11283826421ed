"""Attacks on anonymous answers by everything at once: pages, files, the API, alerts and the weekly letter.

What must not be known makes two worlds that differ in it alone; whatever can be asked for is asked for in both, for
every period, part and filter, and has to be the same to the letter.
"""

import gc
import random
import re
from datetime import timedelta
from itertools import product

import pytest
from api_kit import Program
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from survey_kit import customers, invited, respond
from test_board import page_of, rated, tile
from voice_kit import content_of, opened
from web_kit import addresses

from centricity.web.audit.services import SYSTEM
from centricity.web.home import driving
from centricity.web.home.alerts import raise_alerts
from centricity.web.home.digest_letter import written
from centricity.web.home.models import Goal, Subscription
from centricity.web.home.watches import Limit, Number, watch_make
from centricity.web.keeping import Kept
from centricity.web.voice.models import Invite, Rating
from centricity.web.voice.services import draft_set, publish, state_set
from centricity.web.voice.weighing import WHOLE, targets_set

pytestmark = pytest.mark.django_db
LEAST = 5
ONLY = {
    "<slug:organisation>": ["acme"], "<slug:survey>": ["staff"], "<slug:metric>": ["enps", "esi", "nps", "csat"],
    "<str:question>": ["calm", "help:it"], "<slug:name>": ["quotas"], "<int:page>": ["1"], "<int:question>": ["0"],
    "<int:place>": ["0"], "<slug:kind>": ["csv"],
}  # fmt: skip
ROOMS = ("/dashboard/", "/surveys/", "/feedback/", "/improvement/", "/api/v1/")
NEVER = ("/new/", "/state/", "digest/stop", "/preview/", "code.", "/api/v1/tokens")
"""What is made of chance alone: links, keys, and the numbers of whoever asks the API."""
PARTS = ["", *(f"&column={column}&key={key}" for column, key in [
    ("survey", "staff"), ("department", "it"), ("department", "law"), ("channel", "email"), ("market", "B2B"),
    ("segment", "gold"), ("touchpoint", "inside"),
])]  # fmt: skip
ASKED = {
    "/dashboard/acme/{}/": [*(f"?months={months}" for months in (3, 6, 24)), *(f"?months=12{part}" for part in PARTS)],
    "/dashboard/acme/{}/answers/": ["?by=department&of=it", "?by=survey&of=staff", "?month={}", "?month={}&months=24"],
    "/dashboard/acme/": [f"?months={months}" for months in (3, 6, 12, 24)],
    "/dashboard/acme/questions/staff/{}/": ["?months=3", *(f"?months=12{part}" for part in PARTS[:4])],
    "/dashboard/acme/analysis/experience/": ["?every=quarter", "?take=measures"],
    "/dashboard/acme/analysis/gap/": ["?take=seen"],
    "/dashboard/acme/analysis/departments/": ["?survey=staff", "?survey=staff&take=departments"],
    "/dashboard/acme/analysis/drivers/": [
        f"?of=staff:{of}&kind={kind}" for of, kind in product(("advise", "content", "proud"), ("johnson", "shapley"))
    ],
}  # fmt: skip
DEPARTMENTS = {"it": 3, "law": 5, "sales": 7, "desk": 9}


def text(ru, en=""):
    return {"ru": ru, "en": en or ru}


def questionnaire(**more):
    """What staff is asked: two questions by one metric, scales of their own, a matrix, and who may still answer."""
    options = [{"code": code, "text": text(code)} for code in DEPARTMENTS]
    rows = [{"code": code, "text": text(code)} for code in DEPARTMENTS]
    asked = [
        {"code": "where", "kind": "single", "text": text("Где?"), "required": True, "fills": "department",
         "options": options},
        {"code": "advise", "kind": "enps", "text": text("Советуете?")},
        {"code": "content", "kind": "esi", "text": text("Довольны?")},
        {"code": "proud", "kind": "esi", "text": text("Гордитесь?")},
        {"code": "calm", "kind": "rating", "text": text("Спокойно?"), "scale": {"min": 1, "max": 5}},
        {"code": "help", "kind": "matrix", "text": text("Помогают?"), "rows": rows, "scale": {"min": 1, "max": 5}},
    ]  # fmt: skip
    quota = {"code": "enough", "most": 1, "when": {"all": [{"question": "calm", "at_most": 2}]}}
    told = content_of("internal_service") | {"pages": [{"code": "one", "questions": asked}], "ends": []}
    return told | {"minimum_n": LEAST, "quotas": [quota]} | more


def rating(rng):
    return {"advise": rng.randint(0, 10), "content": rng.randint(1, 5), "calm": rng.randint(1, 5),
            "help": {code: rng.randint(1, 5) for code in DEPARTMENTS}}  # fmt: skip


@pytest.fixture
def staff(organisation):
    """Four departments, one of them small; "proud" is told by nobody yet."""
    rng = random.Random(7)
    survey = opened(organisation, questionnaire(), "staff")
    for department, n in DEPARTMENTS.items():
        for _ in range(n):
            respond(survey, {"where": department} | rating(rng))
    rated(opened(organisation), [10] * 9 + [3] * 4, f"{timezone.now():%Y-%m}", channel="email", market="B2B")
    watch_make(organisation, Number("enps"), Limit("at_least", 20, certain=False, least=1), None, SYSTEM)
    Goal.objects.create(organisation=organisation, metric="esi", base=40.0, base_n=100, base_month="2026-01",
                        stated="points", amount=10.0, value=50.0, due="2030-01-01")  # fmt: skip
    return survey


def closed(survey):
    survey.refresh_from_db()
    return state_set(survey, "closed", survey.version, SYSTEM)


def forgotten():
    """Nothing is kept of the world before."""
    for each in gc.get_objects():
        if type(each) is Kept:
            each._made.clear()
    driving._KEPT.clear()
    cache.clear()


def filled(address):
    """Every address that a pattern stands for; none where a part is not known."""
    parts = re.findall(r"<[^>]+>", address)
    if any(part not in ONLY for part in parts):
        return
    for values in product(*(ONLY[part] for part in parts)):
        made = address
        for part, value in zip(parts, values, strict=True):
            made = made.replace(part, value, 1)
        yield made


def asked():
    """Addresses of all rooms that tell figures, with all that they can be asked by."""
    known = [each for each in addresses() if each.startswith(ROOMS) and not any(word in each for word in NEVER)]
    single = sorted({made for each in known for made in filled(each)})
    month = f"{timezone.now():%Y-%m}"
    more = [
        each.format(part) + query.format(month)
        for each, queries in ASKED.items() for query in queries
        for part in (("calm", "help:it") if "questions" in each else ("enps", "esi") if "{}" in each else ("",))
    ]  # fmt: skip
    of_metrics = [each for each in more if not any(word in each for word in ("questions", "analysis", "/acme/?"))]
    api = [each.replace("/dashboard/", "/api/v1/organisations/").replace("/acme/", "/acme/metrics/").replace("/?", "?")
           for each in of_metrics]  # fmt: skip
    return [*single, *more, *api]


def told(people, organisation):
    """What is said at every address, and by the alerts and the letter, without what differs at every look."""
    forgotten()
    raise_alerts(organisation, timezone.now())
    client, program = Client(headers={"Accept-Language": "en"}), Program.of(people["cx_director"])
    client.force_login(people["cx_director"])
    found = {}
    for address in asked():
        api = address.startswith("/api/v1/")
        response = program.get(address.removeprefix("/api/v1")) if api else client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        found[address] = (response.status_code, plain(body.decode("utf-8", "replace")))
    subscription = Subscription.objects.get_or_create(organisation=organisation, user=people["cx_director"])[0]
    found["letter"] = plain(written(subscription, timezone.now(), "x").body)
    return found


def plain(body):
    told = re.sub(r'(csrfmiddlewaretoken" value|nonce|name="key" value)="[^"]*"', "", body)
    told = re.sub(r"cty_[\w-]+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}", "", told)
    told = re.sub(r'(/alerts/|"id": ?)\d+', r"\1", told)  # a sequence is not rolled back
    return re.sub(r"\d\d:\d\d(:\d\d(\.\d+)?)?", "", told)


def world(people, organisation, make):
    """What is told once something has happened, which is taken back thereafter."""
    with transaction.atomic():
        make()
        found = told(people, organisation)
        transaction.set_rollback(True)
    return found


def alike(people, organisation, one, other):
    """Nothing tells which of the two worlds it is."""
    here, there = (world(people, organisation, each) for each in (one, other))
    assert len(here) > 150
    assert sum(each[0] == 200 for address, each in here.items() if address != "letter") > 100
    assert sorted(address for address in here if here[address] != there[address]) == []


def test_while_a_survey_is_open_nothing_tells_what_the_last_one_answered(organisation, people, staff):
    (one,) = invited(staff, customers(organisation, 1))

    def answers(**values):
        Invite.objects.filter(pk=one.pk).update(used_on=timezone.now().date())
        respond(staff, {"where": "it", "advise": 10, "content": 5, "calm": 5} | values)

    alike(people, organisation, answers, lambda: answers(where="law", advise=0, content=1, calm=3, proud=1))


def test_while_a_survey_is_open_nothing_tells_whether_the_last_one_met_a_quota(organisation, people, staff):
    def leaves(state):
        respond(staff, {"where": "it", "advise": 1, "calm": 1}, state=state, ended_at=None, page=0)

    alike(people, organisation, lambda: leaves("part"), lambda: leaves("full"))


def test_a_question_that_few_answered_is_told_by_nothing(organisation, people, staff):
    """It stands beside another of the same metric, which its results show: no sum may hold both."""

    def few(*scores):
        for score in scores:
            respond(staff, {"where": "desk", "advise": 5, "content": 4, "calm": 3, "proud": score})
        closed(staff)

    alike(people, organisation, lambda: few(5, 5), lambda: few(1, 2))


def test_answers_of_a_small_department_are_told_by_nothing(organisation, people, staff):
    """Two who answered alike but for one question, from the small department and from the one withheld beside it."""
    shares = {"department": {"sales": WHOLE / 2, "desk": WHOLE / 2}}

    def two(small, beside):
        for department, score in (("it", small), ("law", beside)):
            respond(staff, {"where": department, "advise": score, "content": 3, "calm": 3, "help": {"it": 3}})
        made = closed(staff)
        with pytest.raises(Exception, match=r"voice\.weight_small"):
            targets_set(made, shares, 5.0, 0, SYSTEM)

    alike(people, organisation, lambda: two(0, 10), lambda: two(10, 0))


def test_a_question_asked_as_two_metrics_is_told_as_neither_where_few_answered_one(client, organisation, people, staff):
    """Its results tell all its answers together: those to the one kind are the rest of those to the other."""
    client.force_login(people["executive"])
    asked = questionnaire()
    asked["pages"][0]["questions"][2] |= {"kind": "rating", "scale": {"min": 1, "max": 5}}
    staff = draft_set(staff, asked, staff.version, SYSTEM)
    publish(staff, staff.version, SYSTEM)
    staff.refresh_from_db()
    for _ in range(3):
        respond(staff, {"where": "desk", "content": 4, "proud": 5})
    for _ in range(2):
        respond(staff, {"where": "it", "proud": 5})
    closed(staff)
    assert "n = 5" in tile(page_of(client, "/dashboard/acme/"), "ESI")
    assert client.get("/dashboard/acme/questions/staff/content/").status_code == 404
    assert "4.00" not in page_of(client, "/dashboard/acme/questions/?survey=staff")


def test_a_metric_that_withholds_small_groups_does_so_whatever_a_survey_asks_for(client, organisation, people):
    """What an anonymous survey of customers withholds of eNPS is in no sum with another of the same month."""
    client.force_login(people["executive"])
    asked = [{"code": "advise", "kind": "enps", "text": text("Советуете?")}]
    content = content_of("relationship_nps") | {"anonymous": True, "minimum_n": 1, "ends": [],
                                                "pages": [{"code": "one", "questions": asked}]}  # fmt: skip
    for code, n in (("few", 4), ("many", 6)):
        survey = opened(organisation, content, code)
        for _ in range(n):
            respond(survey, {"advise": 9})
        closed(survey)
    assert "withheld" in page_of(client, "/surveys/acme/few/results/")
    assert "n = 6" in tile(page_of(client, "/dashboard/acme/"), "eNPS")


def test_what_drives_a_metric_waits_for_enough_who_answered_everything(client, organisation, people, staff):
    client.force_login(people["executive"])
    of = "/dashboard/acme/analysis/drivers/?of=staff:content"
    respond(staff, {"where": "it", "content": 1, "proud": 1})
    closed(staff)
    page = page_of(client, of)
    assert "fewer than 5 answered, and which are not here: 1" in page
    assert "complete answers n = 24" in page
    Rating.objects.filter(series="calm").exclude(response__in=Rating.objects.filter(
        series="calm").order_by("pk").values("response")[:5]).delete()  # fmt: skip
    Rating.objects.filter(series="advise", response__in=Rating.objects.filter(series="calm").order_by("pk").values(
        "response")[:1]).delete()  # fmt: skip
    driving._KEPT.clear()
    assert "fewer than 5 answered all these questions" in page_of(client, of)


def test_a_small_anonymous_survey_of_customers_is_in_no_sum(organisation, people):
    content = content_of("relationship_nps") | {"anonymous": True, "minimum_n": LEAST}
    few, many = opened(organisation, content, "staff"), opened(organisation, content, "many")
    for _ in range(7):
        respond(many, {"recommend": 9})

    def said(score):
        for _ in range(3):
            respond(few, {"recommend": score})
        closed(few)
        closed(many)

    alike(people, organisation, lambda: said(0), lambda: said(10))


def days(ago):
    at = timezone.now() - timedelta(days=ago)
    return {"begun_at": at - timedelta(minutes=2), "ended_at": at}


@pytest.fixture
def named(organisation):
    """A survey of customers who are known by name, asked what staff is asked: nine of them in each of two months."""
    asked = questionnaire()["pages"][0]["questions"]
    asked = [each for each in asked if each["code"] in {"where", "advise", "calm"}]
    content = content_of("relationship_nps") | {"ends": [], "pages": [{"code": "one", "questions": asked}]}
    survey = opened(organisation, content, "staff")
    for ago in (40, 0):
        for score in (0, 3, 6, 7, 8, 9, 9, 10, 10):
            respond(survey, {"where": "law", "advise": score}, **days(ago))
    watch_make(organisation, Number("enps"), Limit("at_least", 20, certain=False, least=1), None, SYSTEM)
    return survey


def test_a_metric_that_withholds_small_groups_waits_for_the_end_of_a_survey_of_known_customers(
    organisation, people, named
):
    alike(
        people,
        organisation,
        lambda: respond(named, {"where": "it", "advise": 0}),
        lambda: respond(named, {"where": "it", "advise": 10}),
    )


def test_spans_of_months_do_not_tell_a_small_group_of_a_metric_that_withholds_them(organisation, people, named):
    """Whoever is in both spans is the same; two more in one of them are what the spans differ by."""

    def two(old, new):
        for ago, score in ((70, old), (100, old), (0, new), (0, new)):
            respond(named, {"where": "it", "advise": score}, **days(ago))
        closed(named)

    alike(people, organisation, lambda: two(0, 10), lambda: two(10, 0))
