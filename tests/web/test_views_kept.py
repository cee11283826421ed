"""Kept views: what a page shows under a name, one's own or shared, and a metric narrowed down to a part."""

import re
from html import unescape

import pytest
from test_board import page_of, rated
from voice_kit import opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM, Actor
from centricity.web.home import kept_services
from centricity.web.home.asked import Asked, asked_of
from centricity.web.home.kept_services import view_change, view_delete, view_keep
from centricity.web.home.models import KeptView
from centricity.web.people.personal import HELD
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
PAGE = "/dashboard/acme/"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def survey(organisation):
    made = opened(organisation)
    rated(made, [10] * 20, channel="email", segment="gold")
    rated(made, [0] * 30, channel="app", segment="silver")
    rated(made, [10] * 5, channel="app", segment="gold")
    return made


@pytest.fixture
def executive(client, people):
    client.force_login(people["executive"])
    return client


def keep(client, **more):
    sent = {"name": "E-mail", "months": "6", "metric": "nps", "column": "channel", "key": "email"} | more
    return client.post(f"{PAGE}views/", sent)


def rows(page, title):
    """Rows of a table by their heads."""
    part = page.partition(f"<figcaption>{title}")[2].partition("</table>")[0]
    return {
        k: re.findall(r">([^<>]+)(?:</a>)?</td>", v)
        for k, v in re.findall(r'<th scope="row">([^<]*)</th>(.*?)</tr>', part)
    }


def test_a_metric_is_narrowed_down_to_a_group_and_taken_apart_within_it(survey, executive):
    page = page_of(executive, f"{PAGE}nps/?column=channel&key=app")
    assert rows(page, "Month by month")["Oct\u00a02026"][0] == "−71.4"
    by = {key: cells[::2] for key, cells in rows(page, "By segment").items()}
    assert by == {"gold": ["100.0", "5"], "silver": ["−100.0", "30"]}
    assert "By channel" not in page
    assert re.search(r"Only: <strong>channel – app</strong>", page)
    whole = page_of(executive, f"{PAGE}nps/")
    assert rows(whole, "Month by month")["Oct\u00a02026"][2] == "55"
    assert "<strong>channel" not in whole


def test_a_metric_is_narrowed_down_to_a_survey(organisation, survey, executive):
    other = opened(organisation, code="second")
    rated(other, [10] * 7)
    page = page_of(executive, f"{PAGE}nps/?column=survey&key=second")
    assert rows(page, "Month by month")["Oct\u00a02026"][::2] == ["100.0", "7"]
    assert "No answers fit" in page_of(executive, f"{PAGE}nps/?column=survey&key=nothing")


@pytest.mark.parametrize(
    "told",
    [{"column": "customer", "key": "x"}, {"column": "channel"}, {"column": "channel", "key": "x" * 81}, {"key": "x"},
     {"column": "channel", "key": "a\x00b"}, {"months": "13"}, {"months": "9" * 50}],
)  # fmt: skip
def test_what_the_page_does_not_know_is_left_out(told):
    assert asked_of(told) == Asked()


def test_a_filter_of_anything_is_escaped(survey, executive):
    page = executive.get(f"{PAGE}nps/", {"column": "segment", "key": HOSTILE}).content.decode()
    assert HOSTILE not in page
    assert HOSTILE in unescape(page)


def staff(organisation, *groups):
    made = opened(organisation, "internal_service", "inside")
    for department, count, month in groups:
        rated(made, [10] * count, month, "enps", department=department)
    state_set(made, "closed", made.version, SYSTEM)


def test_no_group_of_staff_is_a_part_and_their_survey_is_one_whole(organisation, executive):
    staff(organisation, ("it", 3, "2026-09"), ("sales", 9, "2026-09"), ("legal", 12, "2026-10"))
    for department in ("it", "sales", "legal"):
        assert "No answers fit" in page_of(executive, f"{PAGE}enps/?column=department&key={department}")
    (cells,) = rows(page_of(executive, f"{PAGE}enps/?column=survey&key=inside"), "Month by month").values()
    assert cells[-1] == "24"


def test_a_part_of_staff_whose_survey_is_open_is_not_there(organisation, executive):
    made = opened(organisation, "internal_service", "inside")
    rated(made, [10] * 20, metric="enps", department="it")
    assert "No answers fit" in page_of(executive, f"{PAGE}enps/?column=department&key=it")
    assert "No answers fit" in page_of(executive, f"{PAGE}enps/?column=survey&key=inside")


def test_a_view_is_kept_and_opens_what_was_seen(survey, executive, people):
    answer = keep(executive, nonsense="x", next="https://example.org/")
    assert answer.status_code == 302
    assert answer.url == f"{PAGE}nps/?months=6&column=channel&key=email"
    kept = KeptView.objects.get()
    assert kept.asked == {"months": 6, "column": "channel", "key": "email"}
    assert f'<a href="{answer.url}">E-mail</a>' in page_of(executive, PAGE)
    assert Entry.objects.get(action="view.kept").after == {"shared": False, "metric": "nps"}
    assert keep(executive, name="Tiles", metric="").url == f"{PAGE}?months=6"


def test_what_is_one_s_own_is_seen_by_nobody_else_until_it_is_shared(survey, client, people):
    client.force_login(people["executive"])
    keep(client)
    client.force_login(people["analyst"])
    kept = KeptView.objects.get()
    assert ">E-mail</a>" not in page_of(client, PAGE)
    assert client.get(f"{PAGE}views/{kept.pk}/").status_code == 404
    KeptView.objects.update(shared=True)
    assert re.search(r">E-mail</a> <span class=.note.>shared by executive", page_of(client, PAGE))
    assert client.get(f"{PAGE}views/{kept.pk}/").status_code == 403
    assert client.post(f"{PAGE}views/{kept.pk}/delete/", {"version": 0}).status_code == 403
    client.force_login(people["cx_director"])
    assert client.get(f"{PAGE}views/{kept.pk}/").status_code == 200
    client.force_login(people["stranger"])
    assert client.get(f"{PAGE}views/").status_code == 404


def test_a_view_is_renamed_and_taken_away_as_it_was_read(survey, executive):
    keep(executive)
    kept = KeptView.objects.get()
    at = f"{PAGE}views/{kept.pk}/"
    assert executive.post(at, {"name": "Letters", "shared": "on", "version": "0"}).status_code == 302
    late = executive.post(at, {"name": "Late", "version": "0"})
    assert late.status_code == 422
    assert "somebody else changed this" in unescape(late.content.decode())
    executive.post(f"{at}delete/", {"version": "0"})
    kept.refresh_from_db()
    assert (kept.name, kept.shared, kept.version) == ("Letters", True, 1)
    executive.post(f"{at}delete/", {"version": "1"})
    assert not KeptView.objects.exists()
    assert [e.action for e in Entry.objects.filter(target=f"view:{kept.pk}").order_by("number")] == [
        "view.kept", "view.changed", "view.deleted",
    ]  # fmt: skip


@pytest.mark.parametrize("change", [{"name": " "}, {"name": "x" * 121}, {"name": "Taken"}, {"metric": "retention"}])
def test_what_makes_no_view_is_refused_and_what_was_asked_is_not_lost(survey, executive, change):
    keep(executive, name="Taken")
    refused = keep(executive, **change)
    assert refused.status_code == 422
    assert 'name="key" value="email"' in refused.content.decode()
    assert KeptView.objects.count() == 1


def test_names_are_escaped_and_views_are_bounded(survey, executive, people, monkeypatch, organisation):
    keep(executive, name=HOSTILE)
    assert HOSTILE not in executive.get(PAGE).content.decode()
    monkeypatch.setattr(kept_services, "MOST_VIEWS", 1)
    with pytest.raises(MisuseError):
        view_keep(organisation, people["executive"], "More", "nps", Asked(), SYSTEM)


def test_of_two_who_change_a_view_at_once_the_second_is_told(organisation, people):
    actor = Actor("user:1")
    made = view_keep(organisation, people["analyst"], "A", "", Asked(), actor)
    view_change(made, "B", 0, actor, shared=True)
    with pytest.raises(MisuseError):
        view_change(made, "C", 0, actor, shared=False)
    with pytest.raises(MisuseError):
        view_delete(made, 0, actor)
    view_keep(organisation, people["analyst"], "A", "", Asked(), actor)
    with pytest.raises(MisuseError):
        view_change(KeptView.objects.get(name="A"), "B", 0, actor, shared=True)


def test_a_person_takes_own_views_along_and_shared_ones_stay_without_a_name(survey, executive, people):
    keep(executive)
    keep(executive, name="Ours", shared="on")
    held, who = HELD["home"], people["executive"]
    assert [each["name"] for each in held.export(who)["views"]] == ["E-mail", "Ours"]
    held.erase(who)
    assert [(each.name, each.owner) for each in KeptView.objects.all()] == [("Ours", None)]
    assert held.export(who)["views"] == []
