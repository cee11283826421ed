"""Ratings and companies over the API: the same steps, and the same silence about what was not given."""

import pytest
from api_kit import Program, codes
from rating_kit import A, B, begun, rater_of, seated, submitted

from centricity.web.audit.services import SYSTEM
from centricity.web.companies.models import Comment, Consent
from centricity.web.people.roles import Reach, Role
from centricity.web.people.services import Scope, grant
from centricity.web.rating.models import Level, Round

pytestmark = pytest.mark.django_db
RATINGS = "/studies/wide/ratings"
SEEN = {"kind": "page", "title": "The roadmap", "reference": "https://cloud.example/1", "seen_on": "2025-10-01"}
LEVEL = {"company": A, "metric": "1.1", "level": 2, "seen": SEEN}
CLOSED_WAYS = [
    "", "/parts", "/subjects", f"/subjects/{A}", f"/subjects/{A}/explanation/1.1", f"/subjects/{A}/comments", "/groups",
    "/sections", "/sections/method", "/files", "/files/public/scores.csv", "/evidence", f"/evidence/E-{A}-1.1",
    "/editions", "/editions/1", "/editions/1/folder.zip", "/jobs", "/targets", "/comments", "/consents",
]  # fmt: skip


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


def test_the_whole_way_over_the_api(wide, analyst):
    ann, bob = rater_of(wide, "ann"), rater_of(wide, "bob", Role.MYSTERY_SHOPPER)
    made = analyst.post(RATINGS, {"wave": "2025", "shows": "submitted", "due": "2026-12-31"})
    assert made.status_code == 201, made.content
    assert made.headers["Location"] == "/api/v1/studies/wide/ratings/1"
    one = f"{RATINGS}/1"
    for person in (ann, bob):
        share = {"person": person.email, "companies": [A], "metrics": ["1.1"]}
        given = analyst.post(f"{one}/shares", share)
        assert given.status_code == 201, given.content
    first, second = Program.of(ann), Program.of(bob)
    assert first.post(f"{one}/levels", LEVEL).json()["level"] == 2
    assert [each["own"] for each in first.get(one).json()["levels"]] == [True]
    assert second.get(one).json()["levels"] == []
    assert second.post(f"{one}/levels", LEVEL | {"level": None, "note": "no", "applies": False}).status_code == 201
    assert [each["applies"] for each in second.get(one).json()["levels"]] == [False, True]
    assert [each["level"] for each in second.get(one).json()["levels"]] == [None, 2]
    back = {"rater": 2, "company": A, "metric": "1.1", "why": "look again"}
    assert analyst.post(f"{one}/levels/return", back).json()["submitted_at"] is None
    assert [each["own"] for each in second.get(one).json()["levels"]] == [True]
    assert second.post(f"{one}/levels", LEVEL | {"level": 3}).status_code == 201
    read = analyst.get(one)
    assert [(each["person"], each["submitted"], each["cells"]) for each in read.json()["raters"]] == [
        (ann.email, 1, 1), (bob.email, 1, 1),
    ]  # fmt: skip
    assert analyst.ask("patch", one, {"state": "closed"}).status_code == 428
    assert analyst.ask("patch", one, {"state": "closed"}, If_Match='"x"').status_code == 412
    closed = analyst.ask("patch", one, {"state": "closed", "shows": "closed"}, If_Match=read.headers["ETag"])
    assert (closed.json()["state"], closed.json()["shows"], closed.json()["due"]) == ("closed", "closed", "2026-12-31")
    taken = analyst.post(f"{one}/edition")
    assert taken.status_code == 201, taken.content
    assert taken.json() == {"edition": 2, "sound": True, "added": 2, "there": 0, "other": 0}
    assert codes(analyst.post(f"{one}/edition")) == ["rating.nothing_to_take"]
    assert first.get(one).json()["taken"] is None


def test_a_rater_is_told_of_nothing_but_what_was_given(wide, people):
    made = begun(wide)
    one = seated(made, rater_of(wide, "ann"), [A], ["1.1", "1.3"])
    other = seated(made, rater_of(wide, "bob"), [A, B], ["1.1", "1.2"])
    program = Program.of(one.rater.user)
    before = program.get(f"{RATINGS}/1")
    told = before.json()
    assert [each["code"] for each in told["companies"]] == [A]
    assert [each["code"] for each in told["metrics"]] == ["1.1", "1.3"]
    assert told["cells"] == [{"company": A, "metric": "1.1"}, {"company": A, "metric": "1.3"}]
    assert (told["raters"], told["levels"]) == ([], [])
    assert [each["text"]["ru"] != each["text"]["en"] for each in told["metrics"][0]["levels"]] == [True] * 4
    submitted(other, 3)
    submitted(other, 1, B)
    after = program.get(f"{RATINGS}/1")
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"]), (
        "not even that they rated"
    )
    submitted(one, 0, metric="1.3")
    assert [each["own"] for each in program.get(f"{RATINGS}/1").json()["levels"]] == [True]


@pytest.mark.parametrize("way", CLOSED_WAYS)
def test_a_rater_reads_no_result_of_a_closed_study_over_the_api(wide, way):
    seat = seated(begun(wide), rater_of(wide, "ann"))
    answer = Program.of(seat.rater.user).get(f"/studies/wide{way}")
    if way:
        assert answer.status_code == 403
    else:
        assert (answer.json()["right"], answer.json()["results"]) == ("rate", None)


def test_the_list_of_studies_tells_a_rater_no_results(wide):
    seat = seated(begun(wide), rater_of(wide, "ann"))
    program = Program.of(seat.rater.user)
    assert [(each["code"], each["results"]) for each in program.get("/studies").json()["items"]] == [("wide", None)]
    assert len(program.get("/me/data").json()["rating"]["ratings"]) == 1
    assert program.get("/audit").status_code == 404


def test_many_levels_are_submitted_together_or_not_at_all(wide):
    seat = seated(begun(wide), rater_of(wide, "ann"))
    program, all_of_them = Program.of(seat.rater.user), f"{RATINGS}/1/levels/all"
    wrong = [LEVEL, LEVEL | {"company": B}, LEVEL | {"level": 0.5}]
    refused = program.post(all_of_them, {"levels": wrong})
    assert refused.status_code == 422
    assert [(each["code"], each["key"]) for each in refused.json()["faults"]] == [
        ("rating.not_given", "levels[1]"), ("rating.submitted", "levels[2]"),
    ]  # fmt: skip
    assert not Level.objects.exists()
    assert program.post(all_of_them, {"levels": [LEVEL]}).json() == {"submitted": 1}
    assert program.post(all_of_them, {"levels": [LEVEL]}).json() == {"submitted": 0}
    assert codes(program.post(all_of_them, {"levels": [LEVEL | {"level": 1}]})) == ["rating.submitted"]
    assert Level.objects.get().level == 2
    assert program.post(all_of_them, {"levels": []}).status_code == 422
    assert program.post(all_of_them, {"levels": [{"company": A, "metric": "1.1"}] * 1_001}).status_code == 422


def test_refusals_over_the_api_keep_nothing(wide, people, analyst):
    seat = seated(begun(wide), rater_of(wide, "ann"))
    program, one = Program.of(seat.rater.user), f"{RATINGS}/1"
    assert codes(program.post(f"{one}/levels", {"company": A, "metric": "1.1", "level": 2})) == ["panels.evidence"]
    assert codes(program.post(f"{one}/levels", LEVEL | {"company": B})) == ["rating.not_given"]
    assert codes(program.post(f"{one}/levels", LEVEL | {"level": 0.5})) == ["rating.step"]
    assert program.post(f"{one}/levels", LEVEL | {"level": 10**9}).status_code == 422
    assert program.post(f"{one}/levels", LEVEL | {"more": 1}).status_code == 422
    assert not Level.objects.exists()
    assert codes(analyst.post(RATINGS, {"wave": "1999"})) == ["rating.wave"]
    assert codes(analyst.post(f"{one}/shares", {"person": people["analyst"].email})) == ["rating.no_rater"]
    assert analyst.post(f"{one}/levels", LEVEL).status_code == 403
    assert program.post(f"{one}/shares", {"person": "x"}).status_code == 403
    assert program.post(f"{one}/edition").status_code == 403
    assert analyst.get(f"{RATINGS}/7").status_code == 404
    assert program.get(f"{RATINGS}/7").status_code == 403
    assert Program.of(people["executive"]).get(RATINGS).status_code == 403
    assert Program.of(people["stranger"]).get(RATINGS).status_code == 404
    share = analyst.get(one).json()["raters"][0]["shares"][0]["number"]
    assert analyst.ask("delete", f"{one}/shares/{share}").status_code == 204
    assert program.get(one).status_code == 403
    assert program.get(RATINGS).json()["total"] == 0
    assert Round.objects.count() == 1


def test_a_company_comments_and_consents_over_the_api(wide, people, analyst):
    contact = people["company_contact"]
    grant(contact, Scope(Role.COMPANY_CONTACT, Reach.STUDY, "wide", A))
    program, guest = Program.of(contact), Program()
    told = program.get(f"/studies/wide/subjects/{A}/explanation/1.1").json()
    assert told["audience"] == "internal"
    assert {each["rater"] for each in told["explained"]["observations"]} == {""}
    made = program.post(f"/studies/wide/subjects/{A}/comments", {"node": "1.1", "text": "Not ours."})
    assert made.status_code == 201, made.content
    assert codes(program.post(f"/studies/wide/subjects/{A}/comments", {"node": "9", "text": "x"})) == [
        "companies.no_number"
    ]
    assert program.post(f"/studies/wide/subjects/{B}/comments", {"node": "1.1", "text": "x"}).status_code == 403
    number = made.json()["number"]
    assert program.get("/studies/wide/comments").json()["total"] == 1
    beside = f"/studies/wide/subjects/{A}/comments"
    assert Program.of(people["customer"]).get(beside).json()["total"] == 0
    read = analyst.get(f"/studies/wide/comments/{number}")
    answer = {"agree": True, "answer": "Right."}
    path = f"/studies/wide/comments/{number}/answer"
    assert analyst.ask("put", path, answer).status_code == 428
    answered = analyst.ask("put", path, answer, If_Match=read.headers["ETag"])
    assert answered.json()["state"] == "agreed"
    assert program.ask("put", path, answer, If_Match="*").status_code == 403
    assert Program.of(people["customer"]).get(beside).json()["items"][0]["answer"] == "Right."
    assert guest.get(beside).status_code == 404
    assert analyst.ask("delete", f"/studies/wide/comments/{number}", If_Match="*").status_code == 403
    assert program.ask("delete", f"/studies/wide/comments/{number}", If_Match="*").status_code == 204
    assert Program.of(people["customer"]).get(beside).json()["total"] == 0
    assert Comment.objects.get().state == "withdrawn"
    consent = f"/studies/wide/consents/{A}"
    first = program.get(consent)
    assert first.json()["granted"] is None
    assert program.ask("put", consent, {"granted": False}, If_Match=first.headers["ETag"]).json()["granted"] is False
    assert program.ask("put", consent, {"granted": True}, If_Match=first.headers["ETag"]).status_code == 412
    assert program.get(f"/studies/wide/consents/{B}").status_code == 403
    assert analyst.ask("put", consent, {"granted": True}, If_Match="*").status_code == 403
    assert analyst.get("/studies/wide/consents").json()["items"][0]["granted"] is False
    assert Consent.objects.get().granted is False
    assert Program.of(people["customer"]).get("/studies/wide/subjects").status_code == 404, "held back"


def test_a_token_that_reads_alone_submits_and_states_nothing(wide, people):
    seat = seated(begun(wide), rater_of(wide, "ann"))
    reading = Program.of(seat.rater.user, "read")
    assert reading.post(f"{RATINGS}/1/levels", LEVEL).status_code == 403
    contact = people["company_contact"]
    grant(contact, Scope(Role.COMPANY_CONTACT, Reach.STUDY, "wide", A), SYSTEM)
    stating = Program.of(contact, "read").ask("put", f"/studies/wide/consents/{A}", {"granted": False}, If_Match="*")
    assert stating.status_code == 403
