"""Signs that a figure was worked on: there where it was, not where it was not, and unknown where nobody can tell."""

import datetime as dt

import pytest
from asking_kit import customer
from django.utils import translation
from incentive_kit import NPS, invited, latest, moment, rated, scheme
from voice_kit import opened

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Interaction
from centricity.web.feedback.models import Item
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.improvement.motivation.measures import Part
from centricity.web.improvement.motivation.results import result_of
from centricity.web.improvement.motivation.words import says
from centricity.web.voice.models import Invite, Rating

pytestmark = pytest.mark.django_db
LATEST = latest()


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def states(made):
    return {each.code: each.state for each in result_of(made, LATEST).signs}


def test_without_data_signs_cannot_be_told(organisation):
    told = states(scheme(organisation))
    assert told.pop("rules") == "clear"
    assert set(told.values()) == {"unknown"}


def test_a_drop_of_the_response_rate_is_seen_beyond_noise(organisation, survey):
    rated(survey, [10] * 40, LATEST)
    invited(survey, LATEST.before, 200, 120)
    invited(survey, LATEST, 200, 115)
    assert states(scheme(organisation))["rate"] == "clear"
    invited(survey, LATEST, 200, 40)
    assert states(scheme(organisation))["rate"] == "flagged"


def test_top_scores_that_jump_alone_are_seen_and_those_that_jump_with_others_are_not(organisation, survey):
    rated(survey, [10] * 20 + [8] * 80, LATEST.before)
    rated(survey, [10] * 70 + [8] * 30, LATEST)
    assert states(scheme(organisation))["top"] == "unknown"
    rated(survey, [5] * 20 + [3] * 20, LATEST.before, "csat")
    rated(survey, [5] * 20 + [3] * 20, LATEST, "csat")
    made = scheme(organisation)
    (sign,) = [each for each in result_of(made, LATEST).signs if each.code == "top"]
    assert (sign.flagged, round(sign.fields["now"].value), sign.part) == (True, 70, 0)
    rated(survey, [5] * 80, LATEST, "csat")
    assert states(made)["top"] == "clear"


def test_many_answers_of_one_hour_without_invitation_are_seen(organisation, survey):
    rated(survey, [10] * 60, LATEST)
    made = scheme(organisation)
    assert states(made)["burst"] == "clear"
    rated(survey, [10] * 20, LATEST, spread=False)
    (sign,) = [each for each in result_of(made, LATEST).signs if each.code == "burst"]
    assert (sign.flagged, sign.fields["hour"]) == (True, moment(LATEST, 5))
    assert sign.fields["n"] >= 20
    known = customer(organisation, "Anna")
    for each in Rating.objects.filter(at=moment(LATEST, 5)).select_related("response"):
        each.response.customer = known
        each.response.save()
    assert states(made)["burst"] == "clear"


def test_invitations_kept_from_those_who_complain_are_seen(organisation, survey):
    rated(survey, [10] * 40, LATEST)
    at = moment(LATEST, 3)
    for number in range(40):
        each = customer(organisation, f"c{number}")
        Interaction.objects.create(customer=each, organisation=organisation, kind="order", at=at)
        if number < 15:
            item, _new = item_add(organisation, Said("x", "call", kind="complaint", customer=each), SYSTEM)
            Item.objects.filter(pk=item.pk).update(received_at=at)
        else:
            Invite.objects.create(survey=survey, customer=each, sent_at=at, channel="email")
    made = scheme(organisation)
    (sign,) = [each for each in result_of(made, LATEST).signs if each.code == "withheld"]
    assert (sign.flagged, sign.fields["complaining"].n, sign.fields["rest"].value) == (True, 15, 100.0)
    Item.objects.update(closed_at=moment(LATEST.before))
    assert states(made)["withheld"] == "unknown"


def test_personal_addresses_used_by_staff_are_seen(organisation, survey, people):
    rated(survey, [10] * 40, LATEST)
    invited(survey, LATEST, 10, 10)
    made = scheme(organisation)
    assert states(made)["staff"] == "clear"
    used = moment(LATEST, 3).date()
    Invite.objects.create(survey=survey, address=people["agent"].email, sent_at=moment(LATEST, 2), used_on=used)
    Invite.objects.create(survey=survey, address=people["stranger"].email, sent_at=moment(LATEST, 2), used_on=used)
    (sign,) = [each for each in result_of(made, LATEST).signs if each.code == "staff"]
    assert (sign.flagged, sign.fields["n"]) == (True, 1)


def test_rules_that_came_after_the_period_began_are_seen(organisation):
    made = scheme(organisation)
    for at, over in ((moment(LATEST) + dt.timedelta(days=1), False), (LATEST.period.moments[1], True)):
        made.ruled_at = at
        made.save()
        (sign,) = [each for each in result_of(made, LATEST).signs if each.code == "rules"]
        assert (sign.flagged, sign.fields["over"]) == (True, over)
        with translation.override("en"):
            assert ("after the period ended" in says(sign)) is over


def test_what_is_not_asked_has_no_signs_of_asking(organisation):
    assert set(states(scheme(organisation, Part("closed", 40, 0.0, 90.0)))) == {"rules"}
    assert set(states(scheme(organisation, NPS))) == {"rate", "top", "burst", "withheld", "staff", "rules"}
