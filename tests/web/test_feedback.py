"""The inbox and what is done with feedback."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from feedback_kit import FORMULAS, HOSTILE, cause_of, do, said

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.feedback import handling, suggesting
from centricity.web.feedback.batches import items_add
from centricity.web.feedback.models import Answer, FollowUp, Item, Theme
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.feedback.themes import theme_create
from centricity.web.improvement.models import Action
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import Progress, do_job
from centricity.web.people.personal import erase, export
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
INBOX = "/feedback/acme/inbox/"


def titles(client, query=""):
    page = client.get(INBOX + query)
    assert page.status_code == 200
    return [str(each) for each in page.context["page"]]


def at(item):
    return reverse("feedback_item", args=[item.organisation.code, item.pk])


def test_what_waits_comes_the_oldest_first_and_what_is_mine_is_mine(client, people, organisation):
    for n, text in enumerate(["first", "second", "third", "junk"]):
        said(organisation, text, number=str(n))
        moment = timezone.now() - timedelta(days=9 - n)
        Item.objects.filter(text=text).update(received_at=moment)
    client.force_login(people["agent"])
    _first, second, third, junk = (Item.objects.get(text=text) for text in ("first", "second", "third", "junk"))
    assert do(client, second, "answer", text="Done", channel="phone").status_code == 302
    assert do(client, third, "assign", person=people["agent"].pk).status_code == 302
    assert do(client, junk, "spam").status_code == 302
    assert titles(client) == ["first", "third"]
    assert titles(client, "?tab=mine") == ["third"]
    assert titles(client, "?tab=all") == ["third", "second", "first"]
    assert titles(client, "?tab=spam") == ["junk"]
    assert titles(client, "?tab=nonsense") == ["first", "third"]
    client.force_login(people["service_owner"])
    assert titles(client, "?tab=mine") == []


def test_the_inbox_is_filtered_and_searched(client, people, organisation):
    theme = theme_create(organisation, "Двери", "Doors", SYSTEM)
    said(organisation, "Дверь СКРИПИТ", channel="office", rating=1, public=True, source="review")
    said(organisation, "All is well", tone="positive", kind="praise", author="Анна")
    third = said(organisation, "And a question", kind="question")
    Item.objects.filter(pk=third.pk).update(theme=theme, suggested_tone="negative")
    client.force_login(people["agent"])
    for query, found in {
        "channel=office": ["Дверь СКРИПИТ"], "kind=praise": ["All is well"], "tone=positive": ["All is well"],
        "tone=negative": ["And a question"], "urgency=same_day": ["Дверь СКРИПИТ"],
        f"theme={theme.pk}": ["And a question"],
        "theme=none": ["Дверь СКРИПИТ", "All is well"], "q=скрипит": ["Дверь СКРИПИТ"], "q=well": ["All is well"],
        "q=анна": ["All is well"], "q=%25": [], "kind=nonsense": ["Дверь СКРИПИТ", "All is well", "And a question"],
        "theme=999999": ["Дверь СКРИПИТ", "All is well", "And a question"], "q=nothing": [],
    }.items():  # fmt: skip
        assert titles(client, f"?{query}") == found, query
    assert client.get(f"{INBOX}?q=a%00b").status_code == 404


def test_the_inbox_takes_as_many_queries_for_many_as_for_few(client, people, organisation):
    client.force_login(people["agent"])
    theme = theme_create(organisation, "т", "t", SYSTEM)

    def fill(n):
        for _ in range(n):
            item = said(organisation, kind="complaint")
            Item.objects.filter(pk=item.pk).update(theme=theme, assigned_to=people["agent"])

    fill(2)
    with CaptureQueriesContext(connection) as few:
        client.get(INBOX)
    fill(60)
    with CaptureQueriesContext(connection) as many:
        page = client.get(INBOX).content.decode()
    assert len(many) == len(few) <= 9
    assert "Page 1 of 2" in page
    item = Item.objects.first()
    for n in range(5):
        Answer.objects.create(item=item, by=people["agent"], at=timezone.now(), text=f"{n}", channel="phone")
        Action.objects.create(organisation=organisation, title=f"{n}", origin=item.target, owner=people["agent"])
    with CaptureQueriesContext(connection) as one:
        client.get(at(item))
    assert len(one) <= 18


def test_feedback_is_answered_and_closed_with_outcome_and_cause(client, people, organisation):
    item = said(organisation, kind="complaint")
    client.force_login(people["agent"])
    assert do(client, item, "answer", text="We are sorry.\nIt is mended.", channel="email").status_code == 302
    item.refresh_from_db()
    assert item.state == "answered"
    first = item.first_answer_at
    assert do(client, item, "answer", text="And one more thing", channel="phone").status_code == 302
    item.refresh_from_db()
    assert item.first_answer_at == first
    assert [(each.by, each.channel) for each in item.answers.all()] == [
        (people["agent"], "email"),
        (people["agent"], "phone"),
    ]
    cause = cause_of(organisation)
    for bad in (
        {"outcome": "x"},
        {"cause": cause.pk},
        {"outcome": "  ", "cause": cause.pk},
        {"outcome": "x", "cause": 10**6},
    ):
        assert do(client, item, "close", **bad).status_code == 422
    item.refresh_from_db()
    assert item.state == "answered"
    assert do(client, item, "close", outcome="Mended", cause=cause.pk).status_code == 302
    item.refresh_from_db()
    follow_up = item.follow_up
    assert (item.state, item.outcome, item.cause) == ("closed", "Mended", cause)
    assert (follow_up.state, follow_up.outcome, follow_up.cause) == ("closed", "Mended", cause)
    assert do(client, item, "answer", text="Late", channel="email").status_code == 422
    assert Answer.objects.count() == 2
    page = client.get(at(item)).content.decode()
    assert "Mended" in page
    assert "We are sorry.\nIt is mended." in page
    told = list(Entry.objects.filter(target=item.target).order_by("number").values_list("action", flat=True))
    assert told == ["feedback.received", "feedback.answered", "feedback.answered", "feedback.closed"]
    assert "sorry" not in str(list(Entry.objects.values_list("before", "after")))


def test_a_cause_of_another_organisation_closes_nothing(organisation):
    other = organisation_create("beta", "Бета", "Beta")
    said(other)
    item = said(organisation)
    with pytest.raises(MisuseError) as caught:
        handling.close(item, " ", cause_of(other), 0, SYSTEM)
    assert [fault.code for fault in caught.value.faults] == ["web.outcome_needed", "web.cause_needed"]


def test_the_database_itself_closes_nothing_without_outcome_and_cause(organisation):
    from django.db import IntegrityError, transaction

    item = said(organisation, kind="complaint")
    for rows in (Item.objects.filter(pk=item.pk), FollowUp.objects.filter(item=item)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state="closed")


def test_two_agents_at_once_lose_nothing(client, people, organisation):
    item = said(organisation)
    client.force_login(people["agent"])
    assert do(client, item, "answer", version=0, text="From the first", channel="email").status_code == 302
    client.force_login(people["service_owner"])
    late = do(client, item, "answer", version=0, text="From the second, typed long", channel="email")
    assert late.status_code == 422
    page = late.content.decode()
    assert "Somebody else changed this" in page
    assert "From the first" in page
    assert "From the second, typed long" in page
    assert 'name="version" value="1"' in page
    assert Answer.objects.count() == 1
    for version in ("", "x", "-1", "1" * 30, "٣"):
        assert do(client, item, "spam", version=version).status_code == 422
    item.refresh_from_db()
    assert item.state == "answered"


def test_who_is_not_to_be_contacted_is_not(client, people, organisation):
    customer = Customer.objects.create(organisation=organisation, name="Anna", do_not_contact=True)
    item = said(organisation, customer=customer)
    client.force_login(people["agent"])
    assert "asked not to be contacted" in client.get(at(item)).content.decode()
    refused = do(client, item, "answer", text="Hello", channel="phone")
    assert refused.status_code == 422
    assert "This customer asked not to be contacted" in refused.content.decode()
    item.refresh_from_db()
    assert (item.state, item.first_answer_at, Answer.objects.count()) == ("new", None, 0)
    Customer.objects.update(do_not_contact=False)
    assert do(client, item, "answer", text="Hello", channel="phone").status_code == 302


def test_feedback_is_given_to_those_who_may_handle_it(client, people, organisation):
    item = said(organisation, kind="complaint")
    client.force_login(people["agent"])
    for role in ("rater", "executive", "stranger", "employee"):
        assert do(client, item, "assign", person=people[role].pk).status_code == 422
    assert do(client, item, "assign", person=people["service_owner"].pk).status_code == 302
    item.refresh_from_db()
    assert item.assigned_to == item.follow_up.owner == people["service_owner"]
    assert do(client, item, "assign", person="").status_code == 302
    item.refresh_from_db()
    assert item.assigned_to is None


def test_a_person_chooses_over_what_is_suggested(client, people, organisation):
    item = said(organisation, "Ужасная поддержка, не дозвониться")
    pages = {"waits": client, "agent": people["agent"]}
    pages["waits"].force_login(pages["agent"])
    assert "the worker has not read the text" in client.get(at(item)).content.decode()
    do_job.call(str(Job.objects.get(kind="feedback.suggest").pk))
    item.refresh_from_db()
    assert (item.tone, item.suggested_tone, item.suggested_theme) == ("", "negative", "support")
    assert "negative, suggested" in client.get(at(item)).content.decode()
    assert do(client, item, "sort", kind="question", tone="neutral", theme="").status_code == 302
    item.refresh_from_db()
    assert (item.kind, item.told_tone) == ("question", "neutral")
    assert do(client, item, "take").status_code == 302
    item.refresh_from_db()
    assert (item.tone, item.theme.code, item.theme.title_en) == ("neutral", "support", "Support")
    assert Theme.objects.count() == 1
    Item.objects.filter(pk=item.pk).update(suggested_by="")
    suggesting.suggest_all(_Quiet())
    item.refresh_from_db()
    assert item.told_tone == "neutral"


class _Quiet(Progress):
    """A job that nobody asked for."""

    def __init__(self):
        from contextlib import nullcontext

        self.finishing = nullcontext

    def next(self, ru, en):
        pass


def test_stars_speak_before_a_model_and_english_is_read(organisation):
    items = [
        said(organisation, "Ужасно", rating=5),
        said(organisation, "Terrible, awful service"),
        said(organisation, "…"),
    ]
    found = suggesting.suggestions(items)
    assert [(each.tone, each.by) for each in found[:1]] == [("positive", "rating")]
    assert found[1].tone == "negative"
    assert found[2].theme == ""


def test_without_the_models_feedback_is_handled_all_the_same(client, people, organisation, monkeypatch):
    item = said(organisation, "Ужасная поддержка")
    client.force_login(people["agent"])
    monkeypatch.setattr("centricity.web.feedback.suggesting.NEEDED", ("no_such_module",))
    job = Job.objects.get(kind="feedback.suggest")
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done"
    assert "is not installed" in client.get(at(item)).content.decode()
    assert do(client, item, "take").status_code == 302
    monkeypatch.undo()

    def broken(_items):
        raise RuntimeError("the model is damaged")

    monkeypatch.setattr(suggesting, "_themes", broken)
    suggesting.suggest_all(_Quiet())
    item.refresh_from_db()
    assert (item.suggested_by, item.suggested_tone) == ("failed", "")
    assert "could not read this text" in client.get(at(item)).content.decode()


def test_feedback_becomes_an_action_in_one_step_and_the_link_is_kept_both_ways(client, people, organisation):
    item = said(organisation, "A door is broken", title="Door")
    client.force_login(people["agent"])
    sent = {"title": "Mend the door", "kind": "feature", "owner": people["agent"].pk, "due": "2031-01-01"}
    assert do(client, item, "act", **sent | {"title": ""}).status_code == 422
    assert do(client, item, "act", **sent).status_code == 302
    made = Action.objects.get()
    assert (made.origin, made.kind, made.owner) == (item.target, "feature", people["agent"])
    address = reverse("action", args=["acme", made.pk])
    assert address in client.get(at(item)).content.decode()
    assert at(item) in client.get(address).content.decode()


def test_what_came_twice_is_counted_once(organisation):
    other = organisation_create("beta", "Бета", "Beta")
    again = Said("Again", "review", number="7")
    first, fresh = item_add(organisation, again, SYSTEM)
    assert fresh
    assert item_add(organisation, again, SYSTEM) == (first, False)
    assert item_add(organisation, Said("Other words", "review", number="7"), SYSTEM) == (first, False)
    assert item_add(organisation, Said("Again", "mention", number="7"), SYSTEM)[1]
    assert item_add(other, again, SYSTEM)[1]
    assert item_add(organisation, Said("Again", "review"), SYSTEM)[1]
    assert item_add(organisation, Said("Again", "review"), SYSTEM)[1]
    told = items_add(
        organisation, [again, Said("New", "review", number="8"), Said("New", "review", number="8")], SYSTEM
    )
    assert [fresh for _item, fresh in told] == [False, True, False]
    for text in ("", "  \n", "x" * 20_001):
        with pytest.raises(MisuseError):
            item_add(organisation, Said(text, "review"), SYSTEM)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(client, people, organisation, text):
    item = said(organisation, text, title=text, author=text, kind="complaint")
    theme = theme_create(organisation, text, text, SYSTEM)
    client.force_login(people["cx_director"])
    do(client, item, "answer", text=text, channel="email")
    do(client, item, "sort", kind="complaint", tone="", theme=theme.pk)
    do(client, item, "act", title=text, kind="action")
    client.post("/feedback/acme/settings/", {"do": "cause", "title_ru": text, "title_en": text})
    do(client, item, "close", outcome=text, cause=organisation.causes.last().pk)
    follow_up = reverse("follow_up", args=["acme", item.follow_up.pk])
    places = (at(item), f"{INBOX}?tab=all", follow_up, "/feedback/acme/themes/", f"/feedback/acme/themes/{theme.pk}/",
              "/feedback/acme/settings/", "/feedback/acme/follow-ups/?tab=closed", f"{INBOX}?q={text}")  # fmt: skip
    for address in places:
        page = client.get(address).content.decode()
        assert escape(text) in page, address
        assert text not in page.replace(escape(text), "") or escape(text) == text, address


def test_a_table_of_the_inbox_holds_no_formulas(client, people, organisation):
    for text in FORMULAS:
        said(organisation, f"{text} is this", author=text, title=text)
    client.force_login(people["agent"])
    response = client.get("/feedback/acme/inbox.csv?tab=all")
    assert response.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) == len(FORMULAS)
    for row in rows:
        assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for cell in row.values()), row
    assert {row["author"] for row in rows} == {f"'{text}" for text in FORMULAS}
    assert Entry.objects.filter(action="feedback.exported").count() == 1


def test_feedback_of_another_organisation_is_not_there(client, people, organisation):
    other = organisation_create("beta", "Бета", "Beta")
    item = said(other)
    client.force_login(people["cx_director"])
    assert client.get(at(item)).status_code == 404
    assert client.get(f"/feedback/acme/items/{item.pk}/").status_code == 404
    assert client.get("/feedback/beta/inbox/").status_code == 404
    assert client.post(at(item), {"do": "spam", "version": 0}).status_code == 404
    assert client.get("/feedback/").content.decode().count("/inbox/") == 1


def test_a_theme_is_counted_by_month_and_worked_on(client, people, organisation):
    theme = theme_create(organisation, "Двери", "Doors", SYSTEM)
    for month, kind in ((1, "complaint"), (1, "praise"), (2, "idea"), (2, "other")):
        item = said(organisation, kind=kind)
        moment = timezone.now().replace(year=2025, month=month, day=5)
        state = "spam" if kind == "other" else "new"
        Item.objects.filter(pk=item.pk).update(theme=theme, at=moment, state=state)
    client.force_login(people["executive"])
    page = client.get(f"/feedback/acme/themes/{theme.pk}/")
    assert [(month.month, told, complaints) for month, told, complaints in page.context["months"]] == [
        (2, 1, 0),
        (1, 2, 1),
    ]
    assert "Change it" not in page.content.decode()
    client.force_login(people["analyst"])
    sent = {"do": "change", "title_ru": "Двери", "title_en": "Doors", "state": "working", "version": 0}
    address = f"/feedback/acme/themes/{theme.pk}/"
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {"do": "act", "title": "Oil them", "kind": "action"}).status_code == 302
    assert Action.objects.get().origin == theme.target
    assert "Oil them" in client.get(address).content.decode()
    assert address in client.get(reverse("action", args=["acme", Action.objects.get().pk])).content.decode()
    assert client.post("/feedback/acme/themes/", {"title_ru": "Двери", "title_en": "x"}).status_code == 422


def test_a_person_gets_own_answers_and_leaves_what_waits(client, people, organisation):
    item = said(organisation, kind="complaint")
    client.force_login(people["agent"])
    do(client, item, "answer", text="Mine", channel="email")
    do(client, item, "assign", person=people["agent"].pk)
    held = export(people["agent"], SYSTEM)["feedback"]
    assert held["answers"][0]["text"] == "Mine"
    assert len(held["handles"]) == len(held["follow_ups"]) == 1
    erase(people["agent"], 0, SYSTEM)
    item.refresh_from_db()
    assert item.assigned_to is None
    assert item.answers.get().by is None


def test_the_log_tells_of_feedback_in_words(client, people, organisation, settings):
    settings.MFA_FOR_ADMINISTRATORS = False
    item = said(organisation, kind="complaint")
    client.force_login(people["agent"])
    do(client, item, "sort", kind="praise", tone="positive", theme="")
    client.force_login(people["administrator"])
    page = client.get(f"/audit/?target={item.target}").content.decode()
    assert "said what feedback is" in page
    assert "left feedback" in page
    assert "kind: complaint" in page
    assert "tone: positive" in page
