"""Nobody is asked too often, whatever the surveys; of addresses no list is kept."""

import re
from datetime import timedelta

import pytest
import voice_kit
from asking_kit import BASE, customer, turn
from django.utils import timezone
from voice_kit import opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers import personal
from centricity.web.voice import inviting
from centricity.web.voice.models import AskedAddress, Invite
from centricity.web.voice.pacing import asked_lately, quiet_days, quiet_days_set
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
PACE = "/surveys/acme/pace/"
STAFF = ["a@example.org", "B@example.org"]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def asked(survey, addresses=STAFF):
    count = inviting.addresses_invite(survey, addresses, "ru", BASE, SYSTEM)
    turn()
    return count


def test_staff_are_not_asked_twice_even_where_their_addresses_are_forgotten(organisation, mailoutbox):
    first = opened(organisation, "six_questions", "first")
    assert asked(first) == 2
    first.refresh_from_db()
    state_set(first, "closed", first.version, SYSTEM)
    assert set(Invite.objects.values_list("address", flat=True)) == {""}
    second = opened(organisation, "six_questions", "second")
    assert asked_lately(second, inviting.listed([*STAFF, "c@example.org"])) == {"a@example.org", "b@example.org"}
    assert asked(second, [*STAFF, "c@example.org"]) == 1
    assert [letter.to[0] for letter in mailoutbox] == ["a@example.org", "b@example.org", "c@example.org"]
    AskedAddress.objects.update(at=timezone.now() - timedelta(days=31))
    third = opened(organisation, "six_questions", "third")
    assert asked(third) == 2


def test_what_is_kept_of_an_address_does_not_tell_it(organisation, mailoutbox, settings):
    asked(opened(organisation, "six_questions", "first"), ["a@example.org"])
    kept = AskedAddress.objects.get()
    assert re.fullmatch("[0-9a-f]{64}", kept.hash)
    settings.SECRET_KEY = "another secret of the server"
    assert asked_lately(opened(organisation, "six_questions", "second"), ["a@example.org"]) == set()


def test_two_surveys_that_ask_at_once_ask_once(organisation, mailoutbox):
    first, second = (opened(organisation, "six_questions", code) for code in ("first", "second"))
    assert inviting.addresses_invite(first, STAFF, "ru", BASE, SYSTEM) == 2
    assert inviting.addresses_invite(second, STAFF, "ru", BASE, SYSTEM) == 0
    customer(organisation, "Ada")
    one, two = (opened(organisation, "relationship_nps", code) for code in ("one", "two"))
    everybody = inviting.customers_to_ask(one, "", "")
    assert inviting.customers_invite(one, everybody, 30, BASE, SYSTEM) == 1
    assert inviting.customers_invite(two, everybody, 30, BASE, SYSTEM) == 0
    assert inviting.customers_invite(two, everybody, 0, BASE, SYSTEM) == 0
    quiet_days_set(organisation, 0, SYSTEM)
    assert inviting.customers_invite(two, everybody, 0, BASE, SYSTEM) == 1


def test_of_two_who_set_the_quiet_days_at_once_the_second_overwrites_nothing(client, people, organisation):
    client.force_login(people["cx_director"])
    page = f"/surveys/{organisation.code}/pace/"
    read = client.get(page).context["form"]["read"].value()
    assert client.post(page, {"quiet_days": 10, "read": read}).status_code == 302
    late = client.post(page, {"quiet_days": 20, "read": read}, headers={"Accept-Language": "en"})
    assert late.status_code == 422
    assert "Somebody else changed this meanwhile" in late.content.decode()
    assert late.context["form"]["quiet_days"].value() == "20"
    assert quiet_days(organisation) == 10


def test_another_organisation_is_not_told(organisation, mailoutbox):
    from centricity.web.people.services import organisation_create

    asked(opened(organisation, "six_questions", "first"))
    other = organisation_create("other", "Другая", "Other")
    assert asked(opened(other, "six_questions", "first")) == 2


def test_after_a_year_the_hash_goes(organisation, mailoutbox):
    asked(opened(organisation, "six_questions", "first"))
    AskedAddress.objects.filter(pk=AskedAddress.objects.first().pk).update(at=timezone.now() - timedelta(days=366))
    turn("survey.tidy")
    assert AskedAddress.objects.count() == 1


def test_a_customer_who_is_erased_is_forgotten_here_too(organisation, mailoutbox):
    ada = customer(organisation, "Ada")
    asked(opened(organisation, "six_questions", "first"), ["ada@example.org"])
    assert AskedAddress.objects.exists()
    ada.refresh_from_db()
    personal.erase(ada, ada.version, SYSTEM)
    assert not AskedAddress.objects.exists()


def test_the_quiet_days_are_set_by_whoever_manages(client, people, organisation, mailoutbox):
    assert quiet_days(organisation) == 30
    client.force_login(people["analyst"])
    assert client.post(PACE, {"quiet_days": "7"}).status_code == 403
    client.force_login(people["cx_director"])
    assert 'value="30"' in client.get(PACE).content.decode()
    assert client.post(PACE, {"quiet_days": "366", "read": "30"}).status_code == 422
    assert client.post(PACE, {"quiet_days": "7", "read": "30"}).status_code == 302
    assert quiet_days(organisation) == 7
    assert Entry.objects.filter(action="survey.pace").get().after == {"days": 7}
    with pytest.raises(MisuseError):
        quiet_days_set(organisation, -1, SYSTEM)
    asked(opened(organisation, "six_questions", "first"))
    AskedAddress.objects.update(at=timezone.now() - timedelta(days=8))
    opened(organisation, "six_questions", "second")
    room = "/surveys/acme/second/invites/"
    AskedAddress.objects.filter(pk=AskedAddress.objects.first().pk).update(at=timezone.now())
    said = client.post(room, {"do": "addresses", "addresses": "\n".join(STAFF)}, follow=True).content.decode()
    assert "1 letter is on its way." in said
    assert "1 address was asked lately." in said
    opened(organisation, "relationship_nps", "pulse")
    assert 'name="quiet_days" value="7"' in client.get("/surveys/acme/pulse/invites/").content.decode()
