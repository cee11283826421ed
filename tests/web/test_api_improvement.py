"""Rituals and barriers over the API: planned, held, excused and changed as on the pages."""

import datetime as dt

import pytest
from api_kit import asker
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centricity.web.improvement.models import Barrier, Ritual, Sitting

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/organisations/acme"


@pytest.fixture
def ask(client):
    return asker(client, ROOT)


def codes(answer):
    return [fault["code"] for fault in answer.json()["faults"]]


def ritual(people, **changed):
    return {
        "title": "Complaints of the month", "kind": "complaints", "every": "month",
        "first_on": f"{dt.datetime.now(dt.UTC).date() - dt.timedelta(days=40)}", "owner": people["agent"].pk,
        "members": [people["agent"].pk, people["employee"].pk],
    } | changed  # fmt: skip


def test_a_ritual_is_made_held_and_excused_over_the_api(ask, people):
    analyst, agent = people["analyst"], people["agent"]
    made = ask(analyst, "post", "/rituals", ritual(people))
    assert made.status_code == 201, made.content
    path = f"/rituals/{made.json()['id']}"
    assert made.headers["Location"] == ROOT + path
    assert (made.json()["missed"], made.json()["next_on"] is not None) == (2, True)
    later, first = (each for each in ask(agent, "get", f"{path}/sittings").json()["items"] if each["missed"])
    how = {"held_on": first["planned_on"], "outcome": "Two causes named", "came": [agent.pk], "guests": 3}
    one = f"/sittings/{first['id']}"
    assert ask(agent, "post", f"{one}/hold", how).status_code == 428
    tag = ask(agent, "get", one).headers["ETag"]
    held = ask(agent, "post", f"{one}/hold", how, **{"If-Match": tag})
    assert (held.json()["came"], held.json()["guests"], held.json()["missed"]) == ([agent.pk], 3, False)
    assert ask(agent, "post", f"{one}/hold", how, **{"If-Match": tag}).status_code == 412
    two = f"/sittings/{later['id']}"
    tag = ask(agent, "get", two).headers["ETag"]
    assert ask(agent, "post", f"{two}/excuse", {"excuse": "holidays"}, **{"If-Match": tag}).status_code == 200
    assert ask(people["executive"], "get", path).json()["missed"] == 0


def test_a_ritual_names_every_stranger_and_changes_as_it_was_read(ask, people):
    strangers = ask(people["analyst"], "post", "/rituals", ritual(people, members=[10**6, people["agent"].pk, 10**7]))
    assert strangers.status_code == 422
    assert codes(strangers) == ["web.owner_without_role"] * 2
    assert not Ritual.objects.exists()
    path = f"/rituals/{ask(people['analyst'], 'post', '/rituals', ritual(people)).json()['id']}"
    tag = ask(people["executive"], "get", path).headers["ETag"]
    assert ask(people["executive"], "put", path, ritual(people, on=False), **{"If-Match": tag}).status_code == 403
    changed = ask(people["analyst"], "put", path, ritual(people, on=False), **{"If-Match": tag})
    assert (changed.json()["on"], changed.json()["next_on"]) == (False, None)
    assert ask(people["analyst"], "put", path, ritual(people), **{"If-Match": tag}).status_code == 412
    assert ask(people["employee"], "get", path).status_code == 403
    assert ask(people["stranger"], "get", path).status_code == 404


def test_a_sitting_is_held_by_whoever_may(ask, people):
    made = ask(people["analyst"], "post", "/rituals", ritual(people, owner=None, members=[people["employee"].pk]))
    sitting = Sitting.objects.filter(ritual=made.json()["id"]).order_by("planned_on").first()
    path = f"/sittings/{sitting.pk}"
    tag = ask(people["agent"], "get", path).headers["ETag"]
    how = {"held_on": f"{sitting.planned_on}", "outcome": "x", "guests": 1}
    assert ask(people["agent"], "post", f"{path}/hold", how, **{"If-Match": tag}).status_code == 403
    nobody = ask(people["analyst"], "post", f"{path}/hold", how | {"guests": 0}, **{"If-Match": tag})
    assert codes(nobody) == ["web.sitting_nobody"]
    sitting.refresh_from_db()
    assert sitting.held_on is None


def test_lists_take_as_many_queries_for_many_as_for_one(ask, people):
    def taken(path):
        with CaptureQueriesContext(connection) as queries:
            assert ask(people["executive"], "get", path).status_code == 200
        return len(queries)

    counts = []
    for n in range(5):
        made = ask(people["analyst"], "post", "/rituals", ritual(people, title=f"r{n}"))
        ask(people["analyst"], "post", "/barriers", {"kind": "culture", "description": f"b{n}"})
        if n in {0, 4}:
            ask(people["executive"], "get", "/rituals")
            counts.append([taken("/rituals"), taken("/barriers"), taken(f"/rituals/{made.json()['id']}/sittings")])
    assert counts[0] == counts[1]


def test_a_barrier_is_added_and_ended_with_a_reason(ask, people):
    made = ask(people["analyst"], "post", "/barriers", {"kind": "vision", "description": "No goal for customers"})
    assert made.status_code == 201, made.content
    path, tag = f"/barriers/{made.json()['id']}", made.headers["ETag"]
    over = {"kind": "vision", "description": "No goal for customers", "state": "lowered"}
    assert codes(ask(people["analyst"], "put", path, over, **{"If-Match": tag})) == ["web.barrier_reason"]
    lowered = ask(people["analyst"], "put", path, over | {"reason": "A goal is set"}, **{"If-Match": tag})
    assert (lowered.json()["state"], lowered.json()["reason"]) == ("lowered", "A goal is set")
    unknown = ask(people["analyst"], "post", "/barriers", {"kind": "culture", "description": "x", "owner": 10**6})
    assert codes(unknown) == ["web.owner_without_role"]
    assert Barrier.objects.count() == 1
    assert ask(people["executive"], "post", "/barriers", {"kind": "culture", "description": "x"}).status_code == 403
