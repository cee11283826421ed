"""Channels that an organisation offers: its own list, seen by customers and by whoever answers them."""

import time

import pytest
from api_kit import Program, codes
from django.test import Client
from django.utils import translation
from feedback_kit import do, form_on, said

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Channel, Customer
from centricity.web.customers.offering import channel_choices
from centricity.web.feedback.models import Answer, Desk, Item, Way
from centricity.web.feedback.way_addresses import address_fits, link_of
from centricity.web.feedback.ways import Offered, ways_of, ways_set

pytestmark = pytest.mark.django_db
FORM, PAGE, API = "/feedback/acme/", "/feedback/acme/settings/channels/", "/organisations/acme/ways"
LISTED = [
    Offered("messenger", "Чат Акме", "Acme chat", "https://t.me/acme", always=True),
    Offered("phone", "", "", "+7 495 123-45-67, доб. 12", hours_ru="с 9 до 18", hours_en="9 to 18"),
    Offered("office", "", "Shop", "12 Main Street, Omsk"),
    Offered("web"),
]


def listed(organisation, offered=LISTED):
    desk = Desk.objects.filter(organisation=organisation).first()
    ways_set(organisation, offered, desk.version if desk else 0, SYSTEM)


@pytest.fixture
def guest(organisation, monkeypatch):
    """Somebody without an account who writes slowly enough, where the form is on."""
    form_on(organisation)
    begun = time.time()
    monkeypatch.setattr(time, "time", lambda: begun)
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def director(client, people):
    client.force_login(people["cx_director"])
    client.cookies["language"] = "en"
    return client


@pytest.mark.parametrize(
    ("channel", "address", "link"),
    [
        ("phone", "+7 (495) 123-45-67, доб. 12", "tel:+74951234567"), ("phone", "112", "tel:112"),
        ("sms", "tel:+7495", "tel:+7495"), ("email", "help@example.org", "mailto:help@example.org"),
        ("email", "MAILTO:help@example.org", "MAILTO:help@example.org"),
        ("web", "https://example.org/help?a=1", "https://example.org/help?a=1"),
        ("messenger", "https://t.me/acme", "https://t.me/acme"), ("office", "Omsk: Main Street, 12", ""),
        ("post", "644000, Омск, а/я 5", ""), ("office", "https://maps.example.org/x", "https://maps.example.org/x"),
    ],
    ids=str,
)  # fmt: skip
def test_an_address_leads_where_it_says(channel, address, link):
    assert address_fits(channel, address)
    assert link_of(address) == link


@pytest.mark.parametrize("channel", ["web", "office", "phone"])
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JavaScript: alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "http://example.org", "https://", "https:example.org", "https://a@b.org/", "https://exa mple.org",
        'https://example.org/"onclick=x', "https://localhost", "ftp:x", "mailto:nobody", "tel:x",
        "a\x07b", "right\u202eleft", "x" * 301,
    ],
    ids=lambda told: ascii(told)[1:25],
)  # fmt: skip
def test_an_address_that_could_harm_or_leads_nowhere_is_refused(channel, address):
    assert not address_fits(channel, address)
    assert not link_of(address) or len(address) > 300


def test_the_list_is_kept_in_its_order_and_changes_are_recorded(organisation):
    listed(organisation)
    rows = ways_of(organisation)
    assert [each.channel for each in rows] == ["messenger", "phone", "office", "web"]
    with translation.override("en"):
        assert [each.name("en") for each in rows] == ["Acme chat", "Phone", "Shop", "Website"]
    assert rows[2].name("ru") == "Shop"
    listed(organisation, list(reversed(LISTED)))
    assert [each.channel for each in ways_of(organisation)] == ["web", "office", "phone", "messenger"]
    entry = Entry.objects.filter(action="desk.ways").latest("number")
    assert (entry.before["channel"], entry.after["channel"][0]) == (["messenger", "phone", "office", "web"], "web")


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ([Offered("fax")], [("web.way_unknown", "items.0.channel")]),
        ([Offered("phone"), Offered("phone")], [("web.way_twice", "items.1.channel")]),
        ([Offered("web", address="javascript:alert(1)"), Offered("phone", name_en="x" * 121)],
         [("web.way_address", "items.0.address"), ("web.way_text", "items.1.name_en")]),
    ],
    ids=["unknown", "twice", "both"],
)  # fmt: skip
def test_a_list_with_anything_wrong_is_refused_whole(organisation, offered, expected):
    listed(organisation)
    with pytest.raises(MisuseError) as error:
        listed(organisation, offered)
    assert [(each.code, each.place.key) for each in error.value.faults] == expected
    assert len(ways_of(organisation)) == 4


def test_a_list_that_somebody_changed_meanwhile_is_not_overwritten(organisation):
    listed(organisation)
    with pytest.raises(MisuseError) as error:
        ways_set(organisation, [], 0, SYSTEM)
    assert error.value.faults[0].code == "web.changed_meanwhile"
    assert len(ways_of(organisation)) == 4


def test_the_form_shows_the_other_ways_in_their_order(organisation, guest):
    plain = guest.get(FORM).content.decode()
    assert "Other ways" not in plain
    assert "answer_by" not in plain
    listed(organisation)
    shown = guest.get(FORM).content.decode().partition('id="ways"')[2]
    assert [shown.index(each) for each in ("Acme chat", "Phone", "Shop")] == sorted(
        shown.index(each) for each in ("Acme chat", "Phone", "Shop")
    )
    assert '<a href="https://t.me/acme" rel="noopener noreferrer">t.me/acme</a>' in shown
    assert 'href="tel:+74951234567"' in shown
    assert "12 Main Street, Omsk" in shown
    assert "day and night" in shown
    assert "9 to 18" in shown
    assert "Website" not in shown
    russian = Client(headers={"Accept-Language": "ru"}).get(FORM).content.decode()
    assert "Чат Акме" in russian
    assert "с 9 до 18" in russian
    assert "По какому каналу вам ответить?" in russian


def test_whoever_writes_chooses_by_which_offered_channel_the_answer_comes(organisation, guest, monkeypatch, people):
    listed(organisation)
    mark = guest.get(FORM).content.decode().partition('name="mark" value="')[2].partition('"')[0]
    later = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: later)
    told = {"kind": "question", "text": "When?", "mark": mark, "answer_by": "phone"}
    refused = guest.post(FORM, told)
    assert refused.status_code == 422
    assert "Leave the e-mail or phone to be answered by this channel." in refused.content.decode()
    assert guest.post(FORM, told | {"answer_by": "email", "contact": "a@x.org", "consent": "on"}).status_code == 422
    assert guest.post(FORM, told | {"contact": "+7 900 1", "consent": "on"}).status_code == 302
    item = Item.objects.get()
    assert item.answer_by == "phone"
    agent = Client()
    agent.force_login(people["agent"])
    page = agent.get(f"/feedback/acme/items/{item.pk}/").content.decode()
    assert '<option value="phone" selected>' in page
    told = Program.of(people["agent"]).get(f"/organisations/acme/feedback/{item.pk}").json()
    assert told["answer_by"] == "phone"


def test_whoever_answers_finds_the_offered_channels_first_and_may_still_use_another(organisation, client, people):
    assert channel_choices(organisation) == list(Channel.choices)
    listed(organisation)
    offered, others = channel_choices(organisation)
    assert [code for code, _ in offered[1]] == ["messenger", "phone", "office", "web"]
    assert {code for code, _ in offered[1] + others[1]} == set(Channel.values)
    client.force_login(people["agent"])
    item = said(organisation)
    page = client.get(f"/feedback/acme/items/{item.pk}/").content.decode()
    assert page.index('<option value="messenger"') < page.index('<option value="phone"') < page.index('value="sms"')
    anna = Customer.objects.create(organisation=organisation, name="Anna")
    assert "<optgroup" in client.get(f"/customers/acme/{anna.code}/").content.decode()
    assert do(client, item, "answer", text="So", channel="sms").status_code == 302
    assert Answer.objects.get().channel == "sms"


def test_the_page_lists_channels_and_tells_what_is_wrong_beside_its_field(organisation, director):
    told = {
        "version": "0", "phone-offered": "on", "phone-place": "2", "phone-address": "javascript:alert(1)",
        "email-offered": "on", "email-place": "1", "email-address": "help@example.org", "email-always": "on",
        "email-hours_en": "never",
    }  # fmt: skip
    refused = director.post(PAGE, told)
    assert refused.status_code == 422
    field = refused.content.decode().partition('id="id_phone-address"')[2].partition("</div>")[2]
    assert "Give a phone, an e-mail or an https:// link" in field.partition('name="phone-always"')[0]
    assert not Way.objects.exists()
    assert director.post(PAGE, told | {"phone-address": "112"}).status_code == 302
    rows = list(Way.objects.values_list("channel", "address", "always", "hours_en"))
    assert rows == [("email", "help@example.org", True, ""), ("phone", "112", False, "")]
    shown = director.get(PAGE).content.decode()
    assert shown.index('name="email-offered"') < shown.index('name="phone-offered"')
    assert "E-mail, Phone." in director.get("/feedback/acme/settings/").content.decode()
    assert director.post(PAGE, {"version": "1"}).status_code == 302
    assert not Way.objects.exists()


def test_only_whoever_manages_changes_the_list(organisation, client, people):
    for role, status in (("agent", 403), ("executive", 403), ("stranger", 404)):
        client.force_login(people[role])
        assert client.get(PAGE).status_code == client.post(PAGE, {}).status_code == status


def test_a_program_replaces_the_list_as_it_read_it(organisation, people):
    program = Program.of(people["cx_director"])
    empty = program.get(API)
    assert empty.json() == {"items": []}
    wanted = {"items": [
        {"channel": "phone", "address": "+7 495 1", "name": {"ru": "Линия", "en": "Line"}},
        {"channel": "office", "address": "Omsk", "hours": {"en": "9 to 18"}},
    ]}  # fmt: skip
    assert program.ask("put", API, wanted).status_code == 428
    made = program.ask("put", API, wanted, If_Match=empty.headers["ETag"])
    assert made.status_code == 200
    assert [(each["channel"], each["link"]) for each in made.json()["items"]] == [
        ("phone", "tel:+74951"),
        ("office", None),
    ]
    assert made.json()["items"][0]["name"] == {"ru": "Линия", "en": "Line"}
    assert program.ask("put", API, {"items": []}, If_Match=empty.headers["ETag"]).status_code == 412
    wrong = {"items": [{"channel": "web", "address": "javascript:alert(1)"}, {"channel": "web"}]}
    refused = program.ask("put", API, wrong, If_Match=made.headers["ETag"])
    assert (refused.status_code, codes(refused)) == (422, ["web.way_address", "web.way_twice"])
    assert Program.of(people["executive"]).get(API).json() == made.json()
    assert Program.of(people["executive"]).ask("put", API, wanted, If_Match="*").status_code == 403
