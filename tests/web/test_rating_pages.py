"""Pages of ratings: who is given what, what a rater reads and sends, and what whoever leads it does."""

from html import unescape

import pytest
from django.utils import timezone
from rating_kit import A, B, begun, rater_of, seated, submitted

from centricity.web.audit.services import SYSTEM
from centricity.web.people.services import look_set
from centricity.web.rating.models import Assignment, Level, Rater, Round
from centricity.web.rating.rounds import round_close
from centricity.web.research.models import Study

pytestmark = pytest.mark.django_db
ROOM = "/studies/wide/rating/"
RECORD = {"title": "The roadmap", "reference": "https://cloud.example/1", "kind": "page", "seen_on": "2025-10-01"}


def go(client, user, way="", **data):
    """What a page answers: asked, or sent what is given."""
    client.force_login(user)
    verb = client.post if data else client.get
    return verb(f"{ROOM}{way}", data or None, headers={"Accept-Language": "en"})


def text(answer):
    return unescape(answer.content.decode())


def cell(metric, **fields):
    return {f"{metric}-{name}": value for name, value in (RECORD | {"note": ""} | fields).items()}


@pytest.fixture
def ann(wide):
    return rater_of(wide, "ann")


@pytest.fixture
def bob(wide):
    return rater_of(wide, "bob")


def test_the_analyst_begins_a_rating_and_gives_shares(client, people, ann):
    begun_now = go(client, people["analyst"], wave="2025", shows="submitted", due="2026-12-31")
    assert begun_now.headers["Location"] == f"{ROOM}1/"
    page = text(go(client, people["analyst"], "1/"))
    assert "Nobody rates yet." in page
    assert "The study is open" not in page
    Study.objects.filter(code="wide").update(openness="public")
    assert "The study is open" in text(go(client, people["analyst"], "1/"))
    assert "ann · ann@rates.example" in page
    assert "analyst@example.org" not in page
    given = go(client, people["analyst"], "1/assign/", person=ann.pk, companies=[A, B], metrics=["1.1"])
    assert given.status_code == 302
    page = text(go(client, people["analyst"], "1/"))
    assert "submitted 0 of 2" in page
    assert "Cloud A, Cloud B · 1.1" in page
    assert go(client, people["analyst"], "1/assign/", person=people["analyst"].pk).status_code == 422
    share = Assignment.objects.get()
    assert go(client, people["analyst"], f"1/assignments/{share.pk}/remove/", x=1).status_code == 302
    assert not Assignment.objects.exists()
    assert go(client, people["analyst"], f"1/assignments/{share.pk}/remove/", x=1).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ("не оценено: напишите", "Облако А")),
        ("en", ("not assessed: tell", "Cloud A")),
    ],
)
def test_a_cell_shows_its_rubric_in_the_language_of_the_reader(client, wide, ann, language, words):
    made = begun(wide)
    seated(made, ann)
    look_set(ann, language=language)
    page = text(go(client, ann, f"1/companies/{A}/"))
    for level in made.metric("1.1")["levels"]:
        assert level[language] in page
    for word in words:
        assert word in page
    assert made.metric("1.2")["title"][language] not in page


def test_what_is_filled_in_is_submitted_and_what_will_not_do_stands_there(client, wide, ann):
    seated(begun(wide), ann)
    way = f"1/companies/{A}/"
    bare = {"title": "", "reference": ""}
    refused = go(client, ann, way, **cell("1.1", level="2"), **cell("1.3", level="3", **bare))
    assert refused.status_code == 422
    assert "1 level will not do and is not submitted. 1 is submitted." in text(refused)
    assert [(each.metric, each.level) for each in Level.objects.all()] == [("1.1", 2.0)]
    done = go(client, ann, way, **cell("1.3", level="none", note="no access", **bare))
    assert done.status_code == 302
    page = text(go(client, ann, way))
    assert "Submit what is filled in" not in page
    assert "Your level" in page
    assert go(client, ann, way, **cell("1.1", level="0")).status_code == 302
    assert Level.objects.get(metric="1.1").level == 2, "a submitted level is not overwritten"
    assert "2 of 2" in text(go(client, ann, "1/"))


def test_a_form_with_nothing_in_it_is_not_told_as_submitted(client, wide, ann):
    seated(begun(wide), ann)
    way = f"1/companies/{A}/"
    start = {"title": "", "reference": "", "kind": "document", "seen_on": timezone.now().date().isoformat()}
    assert go(client, ann, way, **cell("1.1", **start), **cell("1.3", **start)).status_code == 302
    page = text(go(client, ann, way))
    assert "No level is filled in, so nothing is submitted." in page
    assert "0 levels" not in page


def test_a_page_tells_of_levels_of_others_after_the_own_one_alone(client, wide, ann, bob):
    made = begun(wide)
    seated(made, ann)
    other = seated(made, bob)
    way = f"1/companies/{A}/"
    before = [text(go(client, ann, each)) for each in ("", "1/", way)]
    submitted(other, 3, note="a telling note")
    submitted(other, 1, metric="1.3", note="another note")

    def plain(page):
        return "".join(line for line in page.splitlines() if "csrf" not in line)

    after = [text(go(client, ann, each)) for each in ("", "1/", way)]
    assert list(map(plain, after)) == list(map(plain, before)), "nothing tells that somebody rated"
    go(client, ann, way, **cell("1.1", level="1"))
    page = text(go(client, ann, way))
    assert "a telling note" in page
    assert "another note" not in page
    assert "Rater 2: level " in page or "Rater 1: level " in page
    assert "№" not in page


def test_a_rater_opens_no_company_and_no_rating_that_was_not_given(client, wide, ann, bob, people):
    seated(begun(wide), ann)
    seated(begun(wide), bob, [B])
    assert go(client, ann, f"1/companies/{B}/").status_code == 403
    assert go(client, ann, f"1/companies/{B}/", **cell("1.1", level="1")).status_code == 403
    assert go(client, ann, "2/").status_code == 403
    assert f"{ROOM}2/" not in text(go(client, ann))
    assert go(client, people["analyst"], f"1/companies/{A}/").status_code == 403
    for way in ("1/assign/", "1/close/", "1/return/", "1/take/"):
        assert go(client, ann, way, x=1).status_code == 403
    assert not Level.objects.exists()


def test_the_analyst_reads_levels_gives_one_back_closes_and_takes_over(client, wide, ann, people):
    seat = seated(begun(wide), ann)
    submitted(seat, 2, note="<i>seen</i>")
    analyst = people["analyst"]
    raw = go(client, analyst, "1/").content.decode()
    assert "&lt;i&gt;seen" in raw
    back = {"rater": 1, "company": A, "metric": "1.1"}
    assert go(client, analyst, "1/return/", **back, why="").status_code == 302
    assert Level.objects.get().submitted_at is not None
    assert go(client, analyst, "1/return/", **back, why="look again").status_code == 302
    assert "Given back for correction, 1.1:</strong> look again" in text(go(client, ann, f"1/companies/{A}/"))
    submitted(seat, 3)
    version = Round.objects.get().version
    assert "not closed yet" in text(client.get(go(client, analyst, "1/take/", x=1).headers["Location"]))
    changed = go(client, analyst, "1/", shows="computed", due="", version=version)
    assert (changed.status_code, Round.objects.get().shows) == (302, "computed")
    assert go(client, analyst, "1/", shows="closed", due="", version=version).status_code == 422
    assert go(client, analyst, "1/close/", version=Round.objects.get().version).status_code == 302
    taken = go(client, analyst, "1/take/", x=1)
    assert taken.headers["Location"] == "/studies/wide/editions/2/"
    assert "1 level is added." in text(client.get("/studies/wide/editions/2/", headers={"Accept-Language": "en"}))
    assert "Taken over into edition 2" in text(go(client, analyst, "1/"))


def test_a_study_without_a_sound_edition_is_not_rated(client, wide, people):
    wide.editions.update(sound=False)
    assert "needs an edition without faults" in text(go(client, people["analyst"]))
    assert go(client, people["analyst"], wave="2025", shows="closed").status_code == 422
    assert not Round.objects.exists()


def test_a_closed_rating_is_read_but_not_filled_in(client, wide, ann):
    made = begun(wide, "closed")
    seated(made, ann)
    made.refresh_from_db()
    round_close(made, made.version, SYSTEM)
    page = text(go(client, ann, f"1/companies/{A}/"))
    assert "You have submitted no level, and the rating is closed." in page
    assert "<textarea" not in page
    assert Rater.objects.count() == 1


def test_pages_tell_how_far_a_rating_has_come_and_where_raters_part(client, people, wide, ann, bob):
    made = begun(wide)
    hers = seated(made, ann, (A, B), ("1.1", "1.3"))
    his = seated(made, bob, (A, B), ("1.1", "1.3"))
    for seat, levels in ((hers, {"1.1": 2.0, "1.3": 1.0}), (his, {"1.1": 2.0, "1.3": 3.0})):
        for metric, level in levels.items():
            submitted(seat, level, metric=metric)
    page = text(go(client, people["analyst"], "1/"))
    assert "Raters gave the same level in 1 of 2 places" in page
    assert "Not submitted yet: 4 of 8." in page
    assert page.count('<tr><th scope="row') == 4
    parted = text(go(client, people["analyst"], "1/?differ=1"))
    assert parted.count('<tr><th scope="row') == 2
    assert "1.3 " in parted
    assert 'href="https://cloud.example/roadmap"' in page
    assert "submitted 4 of 8" in text(go(client, people["analyst"]))
    assert "submitted 2 of 4" in text(go(client, ann))
    assert "same level" not in text(go(client, ann, "1/"))


def test_a_rater_is_led_from_company_to_company_and_told_at_home(client, people, wide, ann):
    seat = seated(begun(wide), ann, (A, B), ("1.1",))
    assert "Next to rate: Cloud A" in text(go(client, ann, "1/"))
    assert "Next to rate: Cloud B" in text(go(client, ann, f"1/companies/{A}/"))
    home = text(client.get("/", headers={"Accept-Language": "en"}))
    assert "Given to you to rate" in home
    assert "submitted 0 of 2" in home
    submitted(seat, 2.0)
    submitted(seat, 2.0, B)
    assert "Everything that was given to you is submitted." in text(go(client, ann, "1/"))
    assert "Everything that was given to you is submitted." in text(go(client, ann, f"1/companies/{A}/"))
    client.force_login(people["analyst"])
    assert "Given to you to rate" not in text(client.get("/", headers={"Accept-Language": "en"}))
