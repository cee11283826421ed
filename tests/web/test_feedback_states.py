"""Whatever is done with feedback in whatever order, what it is stays whole."""

import pytest
from feedback_kit import cause_of, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centricity.errors import MisuseError
from centricity.web.audit.services import SYSTEM
from centricity.web.feedback import handling
from centricity.web.feedback.follow_ups import follow_up_close
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.improvement.services import Plan

pytestmark = pytest.mark.django_db
DEEDS = (
    "answer",
    "close",
    "empty_close",
    "spam",
    "reopen",
    "complain",
    "praise",
    "act",
    "assign",
    "follow_up",
    "stale",
)
ALLOWED = {
    "answer": {"new", "answered"}, "close": {"new", "answered"}, "empty_close": set(), "spam": {"new", "answered"},
    "reopen": {"closed", "spam"}, "complain": {"new", "answered", "closed"}, "praise": {"new", "answered", "closed"},
    "act": {"new", "answered", "closed"}, "assign": {"new", "answered"}, "stale": set(),
}  # fmt: skip


def work(item, deed, agent):
    """Do one thing with feedback as it is now; whether it was let."""
    version, cause = item.version, cause_of(item.organisation)
    deeds = {
        "answer": lambda: handling.answer(item, "x", "email", version, SYSTEM, agent),
        "close": lambda: handling.close(item, "x", cause, version, SYSTEM),
        "empty_close": lambda: handling.close(item, " ", cause, version, SYSTEM),
        "spam": lambda: handling.mark_spam(item, version, SYSTEM),
        "reopen": lambda: handling.reopen(item, version, SYSTEM),
        "complain": lambda: handling.sort(item, handling.Sorting("complaint"), version, SYSTEM),
        "praise": lambda: handling.sort(item, handling.Sorting("praise", "positive"), version, SYSTEM),
        "act": lambda: handling.act(item, Plan("x"), version, SYSTEM),
        "assign": lambda: handling.assign(item, agent, version, SYSTEM),
        "follow_up": lambda: follow_up_close(item.follow_up, "x", cause, item.follow_up.version, SYSTEM),
        "stale": lambda: handling.assign(item, agent, version - 1, SYSTEM),
    }
    try:
        deeds[deed]()
    except (MisuseError, FollowUp.DoesNotExist):
        return False
    return True


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(DEEDS), max_size=8), kind=st.sampled_from(["complaint", "praise", ""]))
def test_feedback_stays_whole(people, organisation, deeds, kind):
    item = said(organisation, kind=kind)
    for deed in deeds:
        item = Item.objects.get(pk=item.pk)
        before, version, first = item.state, item.version, item.first_answer_at
        let = work(item, deed, people["agent"])
        item = Item.objects.get(pk=item.pk)
        if deed != "follow_up":
            assert let == (before in ALLOWED[deed]), (before, deed)
            assert item.version == version + let
        assert first is None or item.first_answer_at == first
        assert (item.first_answer_at is not None) == item.answers.exists()
        assert item.state != "answered" or item.answers.exists()
        assert item.state != "new" or not item.answers.exists()
        follow_up = FollowUp.objects.filter(item=item).first()
        state = None if follow_up is None else follow_up.state
        if item.state == "spam":
            assert state in {None, "withdrawn", "closed"}
        if item.state == "closed":
            assert state != "open"
            assert item.outcome
            assert item.cause
            assert item.closed_at
        if item.state in {"new", "answered"} and item.kind == "complaint":
            assert state in {"open", "closed"}
