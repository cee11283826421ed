"""Segments are made, changed and deleted by programs, and deleted on a page: never under anybody's hands or in use."""

import pytest
from api_kit import Program, codes
from test_segments import B2C, EN, HOME, customer, made, rule

from centricity.errors import MisuseError
from centricity.language import Text
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers import segment_uses
from centricity.web.customers.models import Customer, Segment
from centricity.web.customers.segment_services import Wanted, segment_delete, segment_edit
from centricity.web.customers.segment_uses import Use, used_by, uses_of
from centricity.web.people.services import organisation_create

pytestmark = pytest.mark.django_db
SEGMENTS = "/organisations/acme/segments"
ONE = f"{SEGMENTS}/one"
HOSTILE = "<script>alert(1)</script>"
NEW = {
    "code": "loyal", "title": {"ru": "Верные", "en": "Loyal"}, "joined_by": "any",
    "rules": [B2C, {"field": "orders", "operator": "at_least", "values": ["3"], "days": 90}],
}  # fmt: skip


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


@pytest.fixture
def used(monkeypatch):
    """Two kinds of things that use the segment "one"."""
    monkeypatch.setattr(segment_uses, "USES", {})
    used_by("rounds", lambda s: [Use(Text(ru="рассылка", en="round"), HOSTILE)] if s.code == "one" else [])
    used_by("boards", lambda _: [Use(Text(ru="доска", en="board"), "Sales"), Use(Text(ru="доска", en="board"), "CX")])


# --- the service ----------------------------------------------------------------------------------------------------


def test_a_segment_is_deleted_as_it_was_read_and_its_customers_stay(organisation):
    customer(organisation, "Anna", market="B2C")
    segment = made(organisation, B2C)
    segment_edit(segment, Wanted("Два", "Two", "any", [B2C]), 0, SYSTEM)
    with pytest.raises(MisuseError) as error:
        segment_delete(segment, 0, SYSTEM)
    assert [each.code for each in error.value.faults] == ["web.changed_meanwhile"]
    segment_delete(segment, 1, SYSTEM)
    assert not Segment.objects.exists()
    assert Customer.objects.get().name == "Anna"
    entry = Entry.objects.order_by("number").last()
    assert (entry.action, entry.target) == ("segment.deleted", segment.target)
    assert entry.before == {
        "organisation": "acme", "title_ru": "Два", "title_en": "Two", "joined_by": "any", "rules": ["market is B2C"],
    }  # fmt: skip
    with pytest.raises(MisuseError):
        segment_delete(segment, 1, SYSTEM)
    assert made(organisation, B2C).code == "one"


def test_a_segment_in_use_stays_and_every_user_is_named_at_once(organisation, used):
    segment = made(organisation, B2C)
    with pytest.raises(MisuseError) as error:
        segment_delete(segment, 0, SYSTEM)
    faults = error.value.faults
    assert [(each.code, each.fields["name"]) for each in faults] == [
        ("web.segment_used", "Sales"), ("web.segment_used", "CX"), ("web.segment_used", HOSTILE),
    ]  # fmt: skip
    assert "доска «Sales»" in faults[0].text("ru")
    assert "board “Sales”" in faults[0].text("en")
    segment.refresh_from_db()
    assert segment.version == 0
    assert not Entry.objects.filter(action="segment.deleted").exists()


def test_nothing_that_is_there_uses_a_segment_that_was_just_made(organisation):
    assert uses_of(made(organisation, B2C)) == []


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_asks_once_more(organisation, client, people):
    made(organisation, B2C)
    client.force_login(people["analyst"])
    there = f"{HOME}of/one/delete/"
    assert there in client.get(f"{HOME}of/one/").content.decode()
    page = client.get(there, headers=EN).content.decode()
    assert "market: is B2C" in page
    for bad in ({}, {"sure": "on"}, {"version": 0}, {"sure": "on", "version": 7}, {"sure": "on", "version": "x"}):
        assert client.post(there, bad).status_code == 422
    assert Segment.objects.exists()
    done = client.post(there, {"sure": "on", "version": 0}, headers=EN, follow=True)
    assert done.redirect_chain == [(HOME, 302)]
    assert "The segment is deleted." in done.content.decode()
    assert client.get(there).status_code == client.post(there, {"sure": "on", "version": 0}).status_code == 404


def test_the_page_names_whoever_uses_it(organisation, client, people, used):
    made(organisation, B2C)
    client.force_login(people["analyst"])
    page = client.get(f"{HOME}of/one/delete/", headers=EN).content.decode()
    assert '<button class="danger"' not in page
    assert page.count("<li>board – ") == 2
    assert HOSTILE not in page
    refused = client.post(f"{HOME}of/one/delete/", {"sure": "on", "version": 0}, headers=EN)
    assert refused.status_code == 422
    assert "is in use" in refused.content.decode()
    assert HOSTILE not in refused.content.decode()
    assert Segment.objects.exists()


@pytest.mark.parametrize(("role", "code"), [("agent", 403), ("executive", 403), ("stranger", 404), ("analyst", 200)])
def test_who_may_delete(organisation, client, people, role, code):
    made(organisation, B2C)
    client.force_login(people[role])
    assert client.get(f"{HOME}of/one/delete/").status_code == code
    if code != 200:
        assert client.post(f"{HOME}of/one/delete/", {"sure": "on", "version": 0}).status_code == code
        assert Segment.objects.exists()
    link = b"/segments/of/one/delete/" in client.get(f"{HOME}of/one/").content
    assert link == (code == 200)


# --- programs -------------------------------------------------------------------------------------------------------


def test_a_program_makes_a_segment_once_under_a_key(analyst, organisation):
    customer(organisation, "Anna", market="B2C")
    first, again = (analyst.post(SEGMENTS, NEW, Idempotency_Key="k") for _ in "ab")
    assert (first.status_code, again.status_code) == (201, 201)
    assert Segment.objects.count() == Entry.objects.filter(action="segment.created").count() == 1
    told = first.json()
    assert first.headers["Location"] == f"/api/v1{SEGMENTS}/loyal"
    assert told == again.json() == analyst.get(f"{SEGMENTS}/loyal").json()
    assert (told["members"], told["version"], told["joined_by"], told["title"]) == (1, 0, "any", NEW["title"])
    assert [each["days"] for each in told["rules"]] == [None, 90]
    assert told["rules"][1]["words"]["en"] == "number of orders in the last 90 days: at least 3"
    taken = analyst.post(SEGMENTS, NEW)
    assert (taken.status_code, codes(taken)) == (409, ["web.segment_taken"])


def test_every_rule_that_does_not_fit_is_told_at_once_in_its_place(analyst, organisation):
    bad = [rule("colour", "is", "red"), rule("market", "is", "B2X"), rule("orders", "at_least", "3", days=0)]
    answer = analyst.post(SEGMENTS, NEW | {"rules": bad})
    assert (answer.status_code, codes(answer)) == (
        422, ["web.segment_field", "web.segment_value", "web.segment_days"],
    )  # fmt: skip
    assert [each["key"] for each in answer.json()["faults"]] == [
        "rules.0.field", "rules.1.values", "rules.2.days",
    ]  # fmt: skip
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"code": "a b"}, {"code": ""}, {"code": "x" * 61}, {"code": "é"}, {"title": {"ru": "x"}}, {"title": "x"},
        {"title": {"ru": "", "en": "x"}}, {"title": {"ru": "x" * 201, "en": "x"}}, {"joined_by": "some"},
        {"rules": []}, {"rules": [B2C] * 9}, {"rules": [B2C] * 51}, {"rules": "x"}, {"rules": [{"field": "market"}]},
        {"rules": [B2C | {"more": 1}]}, {"rules": [B2C | {"values": ["a\x00b"]}]}, {"more": 1},
        {"title": {"ru": "a\nb", "en": "x"}},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(analyst, organisation, bad):
    assert analyst.post(SEGMENTS, NEW | bad).status_code == 422
    assert not Segment.objects.exists()


def test_a_segment_is_changed_as_it_was_read_whoever_fits_it_meanwhile(analyst, organisation):
    made(organisation, B2C)
    read = analyst.get(ONE)
    tag = read.headers["ETag"]
    assert analyst.get(ONE, If_None_Match=tag).status_code == 304
    customer(organisation, "Anna", market="B2C")
    fresh = analyst.get(ONE, If_None_Match=tag)
    assert (fresh.status_code, fresh.json()["members"]) == (200, 1)
    assert analyst.ask("patch", ONE, {"joined_by": "any"}).status_code == 428
    done = analyst.ask("patch", ONE, {"title": {"ru": "Р", "en": "E"}}, If_Match=tag)
    assert (done.status_code, done.json()["title"], done.json()["version"]) == (200, {"ru": "Р", "en": "E"}, 1)
    assert [each["field"] for each in done.json()["rules"]] == ["market"]
    stale = analyst.ask("patch", ONE, {"joined_by": "any"}, If_Match=tag)
    assert (stale.status_code, codes(stale)) == (412, ["web.changed_meanwhile"])
    tag = done.headers["ETag"]
    changed = analyst.ask("patch", ONE, {"rules": [rule("left", "known")], "joined_by": "any"}, If_Match=f'"x", {tag}')
    assert (changed.status_code, changed.json()["members"], changed.json()["joined_by"]) == (200, 0, "any")
    assert changed.json()["title"] == {"ru": "Р", "en": "E"}
    for bad in ({"rules": None}, {"title": None}, {"code": "two"}, {"rules": []}, {"joined_by": "x"}):
        assert analyst.ask("patch", ONE, bad, If_Match="*").status_code == 422
    assert Entry.objects.filter(action="segment.changed").count() == 2


def test_a_segment_is_deleted_as_it_was_read(analyst, organisation, used):
    made(organisation, B2C)
    made(organisation, B2C, code="two")
    assert analyst.ask("delete", ONE).status_code == 428
    assert codes(analyst.ask("delete", ONE, If_Match='"old-1"')) == ["web.changed_meanwhile"]
    held = analyst.ask("delete", ONE, If_Match=analyst.get(ONE).headers["ETag"])
    assert (held.status_code, codes(held)) == (409, ["web.segment_used"] * 3)
    segment_uses.USES.clear()
    gone = analyst.ask("delete", ONE, If_Match=analyst.get(ONE).headers["ETag"])
    assert (gone.status_code, gone.content) == (204, b"")
    assert analyst.ask("delete", ONE, If_Match="*").status_code == analyst.get(ONE).status_code == 404
    assert [each["code"] for each in analyst.get(SEGMENTS).json()["items"]] == ["two"]
    assert Entry.objects.order_by("number").last().action == "segment.deleted"


def test_rights_are_those_of_the_pages(people, organisation):
    made(organisation, B2C)
    for role, code in (("agent", 403), ("executive", 403), ("stranger", 404)):
        program = Program.of(people[role])
        assert program.post(SEGMENTS, NEW).status_code == code
        assert program.ask("patch", ONE, {"joined_by": "any"}, If_Match="*").status_code == code
        assert program.ask("delete", ONE, If_Match="*").status_code == code
    reader = Program.of(people["analyst"], "read")
    assert reader.post(SEGMENTS, NEW).status_code == reader.ask("delete", ONE, If_Match="*").status_code == 403
    assert Program().ask("delete", ONE, If_Match="*").status_code == 401
    made(organisation_create("beta", "Бета", "Beta"), B2C, code="theirs")
    analyst = Program.of(people["analyst"])
    assert analyst.ask("delete", f"{SEGMENTS}/theirs", If_Match="*").status_code == 404
    assert analyst.ask("delete", "/organisations/beta/segments/theirs", If_Match="*").status_code == 404
    assert Segment.objects.count() == 2


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=cmd|'/c calc'!A1", "Ёжик 🦔", "'; DROP TABLE x; --"])
def test_a_title_comes_back_as_it_was(analyst, organisation, text):
    wanted = NEW | {"title": {"ru": text, "en": text}, "rules": [rule("segment", "is", text)]}
    told = analyst.post(SEGMENTS, wanted).json()
    assert (told["title"]["ru"], told["rules"][0]["values"]) == (text, [text])
