"""Raters are given companies and metrics, see nothing else of a study, and levels of others after their own alone."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from rating_kit import SEEN, A, B, begun, rater_of, seated, submitted
from web_kit import EXAMPLES, PASSWORD, compute, study

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.people.personal import erase, export
from centricity.web.people.roles import Reach, Role
from centricity.web.people.services import Scope, grant, user_create
from centricity.web.rating.assigning import Share, assign, unassign
from centricity.web.rating.models import Assignment, Level, Rater, Round
from centricity.web.rating.rounds import Wanted, round_change, round_close, round_make
from centricity.web.rating.selectors import Seat
from centricity.web.rating.submitting import Given, give_back, submit
from centricity.web.rating.taking import take
from centricity.web.research.places import edition_folder
from centricity.web.research.services import openness_set, study_create

pytestmark = pytest.mark.django_db


def codes(refused):
    return [fault.code for fault in refused.value.faults]


@pytest.fixture
def made(wide):
    return begun(wide)


@pytest.fixture
def two(wide, made):
    """Seats of a rater and of a mystery shopper with one cell in common."""
    one = seated(made, rater_of(wide, "ann"))
    return one, seated(made, rater_of(wide, "bob", Role.MYSTERY_SHOPPER), [A, B], ["1.1"])


def again(seat):
    """A seat as it is read anew."""
    made = Round.objects.select_related("study__current__edition").get(pk=seat.round.pk)
    return Seat(made, Rater.objects.get(pk=seat.rater.pk))


def test_a_round_holds_companies_and_rubrics_as_they_stood(made):
    assert len(made.companies) == 40
    assert len(made.metrics) == 16
    metric = made.metric("1.1")
    assert [each["level"] for each in metric["levels"]] == [0, 1, 2, 3]
    assert all(each["ru"] and each["en"] and each["ru"] != each["en"] for each in metric["levels"])
    assert metric["minimum_evidence"]["ru"]
    assert len(made.metric("1.3")["lines"]) == 5, "the items of a checklist"
    assert metric["lines"], "the quantities that cuts are made of"


def test_a_share_is_some_or_all_companies_by_some_or_all_metrics(wide, made):
    user = rater_of(wide, "ann")
    assert len(seated(made, user, [A], ["1.1"]).cells) == 1
    assert len(seated(made, user, [A], []).cells) == 16
    assert len(seated(made, user, [], ["1.2"]).cells) == 16 + 39
    assert len(seated(made, user, [], []).cells) == 40 * 16
    assert made.raters.count() == 1


def test_a_level_is_kept_with_who_and_when_and_what_it_rests_on(two):
    one, _two = two
    row = submitted(one, 2, note=" seen ")
    assert (row.level, row.note, row.title, row.rater.user.name) == (2, "seen", "The roadmap", "ann")
    assert row.submitted_at is not None
    entry = Entry.objects.get(action="rating.submitted")
    assert (entry.target, entry.after["company"], entry.after["metric"]) == ("study:wide", A, "1.1")
    assert "level" not in entry.after


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Given(2), "panels.evidence"),
        (Given(0), "panels.evidence"),
        (Given(4, SEEN), "panels.level"),
        (Given(1.5, SEEN), "rating.step"),
        (Given(None), "rating.why_not"),
        (Given(None, applies=False), "rating.why_not"),
        (Given(2, SEEN, applies=False), "rating.applies"),
        (Given(1, SEEN, "x" * 2_001), "rating.note"),
        (Given(1, SEEN.__class__("dream", "x", "y", SEEN.seen_on)), "panels.kind"),
        (Given(1, SEEN.__class__("page", "x", "", SEEN.seen_on)), "panels.seen"),
    ],
    ids=[
        "bare",
        "bare nought",
        "high",
        "between",
        "untold",
        "does not apply",
        "applies or not",
        "long",
        "kind",
        "nowhere",
    ],
)
def test_what_is_no_level_is_refused_and_not_kept(two, given, code):
    with pytest.raises(MisuseError) as refused:
        submit(two[0].rater, A, "1.1", given, SYSTEM)
    assert codes(refused) == [code]
    assert refused.value.faults[0].place.key == "1.1"
    assert not Level.objects.exists()


def test_nought_rests_on_a_note_and_what_is_not_assessed_needs_a_reason(two):
    assert submit(two[0].rater, A, "1.1", Given(0, note="looked for, not found"), SYSTEM).level == 0
    assert submit(two[0].rater, A, "1.3", Given(None, note="no access"), SYSTEM).level is None


def test_nobody_submits_what_was_not_given(two):
    for company, metric in ((B, "1.1"), (A, "1.2"), ("nobody", "1.1"), (A, "9.9")):
        with pytest.raises(MisuseError) as refused:
            submitted(two[0], 1, company, metric)
        assert codes(refused) == ["rating.not_given"]


def test_a_submitted_level_is_not_overwritten_until_it_is_given_back(two):
    one, other = two
    first = submitted(one, 1)
    with pytest.raises(MisuseError) as refused:
        submitted(one, 3)
    assert codes(refused) == ["rating.submitted"]
    with pytest.raises(MisuseError) as refused:
        give_back(first, " ", SYSTEM)
    assert codes(refused) == ["rating.return_why"]
    give_back(first, "the page is of another company", SYSTEM)
    submitted(other, 2)
    assert not again(other).others, "what is given back is not submitted"
    assert not again(one).others, "nor does it open the levels of others"
    assert submitted(one, 3).level == 3
    told = Entry.objects.get(action="rating.returned")
    assert (told.before["level"], told.before["title"]) == (1, "The roadmap")
    with pytest.raises(MisuseError) as refused:
        give_back(Level(pk=first.pk + 999, rater=one.rater, company=A, metric="1.3"), "x", SYSTEM)
    assert codes(refused) == ["rating.not_submitted"]


def test_levels_of_others_are_seen_cell_by_cell_after_the_own_one(two):
    one, other = two
    submitted(other, 2)
    submitted(other, 3, B)
    assert again(one).others == {}
    submitted(one, 1, metric="1.3")
    assert again(one).others == {}, "another cell of the company opens nothing"
    submitted(one, 1)
    assert {cell: [each.level for each in rows] for cell, rows in again(one).others.items()} == {(A, "1.1"): [2]}
    unassign(Assignment.objects.get(rater=one.rater), SYSTEM)
    assert again(one).others == {}, "what is not given any more is not seen either"
    assert again(one).own == {}


def test_levels_of_others_are_seen_once_the_rating_is_closed_where_it_is_set_so(wide):
    made = begun(wide, "closed")
    one, other = seated(made, rater_of(wide, "ann")), seated(made, rater_of(wide, "bob"))
    submitted(one, 1)
    submitted(other, 2)
    assert again(one).others == {}
    round_close(made, Round.objects.get(pk=made.pk).version, SYSTEM)
    assert [each.level for each in again(one).others[A, "1.1"]] == [2]


def test_levels_of_others_are_seen_once_the_study_is_computed_where_it_is_set_so(wide):
    made = begun(wide, "computed")
    one, other = seated(made, rater_of(wide, "ann")), seated(made, rater_of(wide, "bob"))
    submitted(other, 2)
    round_close(made, Round.objects.get(pk=made.pk).version, SYSTEM)
    made.refresh_from_db()
    assert again(one).others == {}
    taken = take(made, SYSTEM)
    assert again(one).others == {}, "an edition is not a computation"
    compute(wide)
    assert wide.__class__.objects.get(pk=wide.pk).current.edition.number == taken.edition.number
    assert [each.level for each in again(one).others[A, "1.1"]] == [2]


def test_whoever_sees_results_by_another_role_is_given_nothing(wide, made, people):
    user = rater_of(wide, "ann")
    seat = seated(made, user)
    for role in (Role.CX_EXPERT, Role.EMPLOYEE):
        both = rater_of(wide, f"{role}".replace("_", "-"))
        grant(both, Scope(role, Reach.STUDY, "wide"))
        with pytest.raises(MisuseError) as refused:
            assign(made, both, Share(), SYSTEM)
        assert codes(refused) == ["rating.not_blind"]
    with pytest.raises(MisuseError) as refused:
        assign(made, people["analyst"], Share(), SYSTEM)
    assert codes(refused) == ["rating.no_rater"]
    grant(user, Scope(Role.EXECUTIVE, Reach.STUDY, "wide"))
    rater = Rater.objects.get(pk=seat.rater.pk)
    with pytest.raises(MisuseError) as refused:
        submit(rater, A, "1.1", Given(1, SEEN), SYSTEM)
    assert codes(refused) == ["rating.not_blind"]


def test_of_a_share_that_names_what_is_not_there_nothing_is_given(wide, made):
    with pytest.raises(MisuseError) as refused:
        assign(made, rater_of(wide, "ann"), Share([A, "X"], ["1.1", "Y"]), SYSTEM)
    assert codes(refused) == ["rating.unknown"]
    assert "X, Y" in refused.value.text("en")
    assert not Rater.objects.exists()


def test_a_closed_round_takes_nothing_any_more(two):
    one, _other = two
    row = submitted(one, 1)
    version = Round.objects.get(pk=one.round.pk).version
    with pytest.raises(MisuseError) as refused:
        round_close(one.round, version + 1, SYSTEM)
    assert codes(refused) == ["web.changed_meanwhile"]
    round_close(one.round, version, SYSTEM)
    for deed in (
        lambda: submitted(one, 1, metric="1.3"),
        lambda: give_back(row, "x", SYSTEM),
        lambda: assign(one.round, one.rater.user, Share(), SYSTEM),
        lambda: unassign(Assignment.objects.first(), SYSTEM),
        lambda: round_change(one.round, "closed", None, version + 1, SYSTEM),
        lambda: round_close(one.round, version + 1, SYSTEM),
    ):
        with pytest.raises(MisuseError) as refused:
            deed()
        assert codes(refused) == ["rating.closed"]


def test_a_round_needs_a_wave_of_the_study_and_rubrics(wide, organisation):
    with pytest.raises(MisuseError) as refused:
        round_make(wide, Wanted("1999"), SYSTEM)
    assert codes(refused) == ["rating.wave"]
    with pytest.raises(MisuseError) as refused:
        round_make(study("six", organisation, "six-questions"), Wanted("2025"), SYSTEM)
    assert "rating.nothing_to_rate" in codes(refused)


def table(edition, name):
    text = (edition_folder(edition.pk) / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_levels_are_added_to_a_new_edition_and_nothing_is_overwritten(wide, two):
    one, other = two
    submitted(one, 2, note="a\nb")
    submit(one.rater, A, "1.3", Given(None, note="no access"), SYSTEM)
    submitted(other, 3)
    seated(one.round, other.rater.user, [A], ["1.3"])
    submit(other.rater, A, "1.3", Given(None, note="sells none", applies=False), SYSTEM)
    give_back(submitted(other, 1, B), "x", SYSTEM)
    before = table(wide.editions.first(), "observations")
    with pytest.raises(MisuseError) as refused:
        take(one.round, SYSTEM)
    assert codes(refused) == ["rating.not_closed"]
    round_close(one.round, Round.objects.get(pk=one.round.pk).version, SYSTEM)
    made = Round.objects.get(pk=one.round.pk)
    taken = take(made, SYSTEM)
    assert (taken.added, taken.edition.number, taken.edition.sound) == (4, 2, True)
    rows = table(taken.edition, "observations")
    assert [{n: r[n] for n in before[0]} for r in rows[: len(before)]] == before
    told = {(r["rater"], r["metric"]): r for r in rows[len(before) :]}
    first = told[f"rating-{made.pk}-1", "1.1"]
    assert (first["subject"], first["level"], first["status"], first["source"]) == (A, "2", "assessed", "expert")
    assert (first["observed_at"], first["note"], first["wave"]) == ("2025-10-01", "a b", "2025")
    untold = told[f"rating-{made.pk}-1", "1.3"]
    assert (untold["level"], untold["status"], untold["note"]) == ("", "not_assessed", "no access")
    foreign = told[f"rating-{made.pk}-2", "1.3"]
    assert (foreign["level"], foreign["status"], foreign["note"]) == ("", "not_applicable", "sells none")
    assert told[f"rating-{made.pk}-2", "1.1"]["source"] == "mystery_shopping"
    records = {r["evidence"]: r for r in table(taken.edition, "evidence")}
    assert records[first["evidence"]]["reference"] == "https://cloud.example/roadmap"
    assert records[first["evidence"]]["access"] == "restricted"
    with pytest.raises(MisuseError) as refused:
        take(made, SYSTEM)
    assert codes(refused) == ["rating.nothing_to_take"]
    compute(wide)
    assert "ann" not in (edition_folder(taken.edition.pk) / "observations.csv").read_text("utf-8")


def test_levels_are_taken_over_into_a_study_that_is_kept_in_a_workbook(organisation):
    book, folder = Workbook(), EXAMPLES / "it-companies-2025"
    for name in ("subjects", "observations", "evidence"):
        sheet = book.create_sheet(name)
        for row in csv.reader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"))):
            sheet.append(row)
    book.remove(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    rest = [SimpleUploadedFile(each, (folder / each).read_bytes()) for each in ("study.yaml", "published.csv")]
    uploads = [*rest, SimpleUploadedFile("study.xlsx", content.getvalue())]
    booked = study_create("booked", organisation, uploads, SYSTEM).study
    one = seated(begun(booked), rater_of(booked, "ann"))
    submitted(one, 2)
    round_close(one.round, Round.objects.get(pk=one.round.pk).version, SYSTEM)
    taken = take(Round.objects.get(pk=one.round.pk), SYSTEM)
    assert (taken.added, taken.edition.sound) == (1, True)
    assert sorted(taken.edition.files) == [
        "evidence.csv", "observations.csv", "published.csv", "study.yaml", "subjects.csv",
    ]  # fmt: skip
    before = list(csv.DictReader(io.StringIO((folder / "observations.csv").read_text("utf-8"))))
    rows = table(taken.edition, "observations")
    assert [{name: row[name] for name in before[0]} for row in rows[:-1]] == before
    assert (rows[-1]["level"], rows[-1]["rater"]) == ("2", one.rater.code)


def test_what_a_person_gave_is_given_out_and_stays_without_the_name(two):
    one, _other = two
    submitted(one, 2)
    user = one.rater.user
    told = export(user, SYSTEM)["rating"]["ratings"]
    assert told[0]["levels"][0]["level"] == 2
    assert told[0]["given"] == [{"companies": [A], "metrics": ["1.1", "1.3"]}]
    erase(user, 0, SYSTEM)
    assert Level.objects.get().rater.user is None


WAYS = [
    "ranking/", "heatmap/", "heatmap/?metrics=1", "segments/", f"companies/{A}/", f"companies/{A}/1.1/", "evidence/",
    f"evidence/E-{A}-1.1/", "report/method/", "downloads/", "downloads/public/scores.csv", "goals/", "editions/",
    "editions/1/", "editions/1/folder.zip", "ranking/?q=cloud", "comments/", f"consent/{A}/",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_rater_sees_no_other_page_of_a_closed_study(client, wide, two, way):
    client.force_login(two[0].rater.user)
    assert client.get(f"/studies/wide/{way}").status_code == 403


def test_the_way_into_a_study_leads_a_rater_to_what_was_given(client, wide, two):
    client.force_login(two[0].rater.user)
    entered = client.get("/studies/wide/", follow=True)
    assert entered.redirect_chain[-1][0] == "/studies/wide/rating/"
    page = entered.content.decode()
    assert "/studies/wide/rating/1/" in page
    for gone in ("ranking", "downloads", "evidence", "editions", "sections"):
        assert f"/studies/wide/{gone}" not in page


def test_a_rater_of_one_study_enters_no_other(client, small, two):
    client.force_login(two[0].rater.user)
    assert client.get("/studies/small/rating/").status_code == 404


def test_an_open_study_shows_a_rater_what_it_shows_everybody(client, wide, two):
    openness_set(wide, "public", wide.version, SYSTEM)
    client.force_login(two[0].rater.user)
    assert client.get("/studies/wide/ranking/").status_code == 200
    assert client.get("/studies/wide/editions/").status_code == 403
    assert client.get("/studies/wide/rating/1/").status_code == 200


def test_whoever_lost_the_role_is_in_the_room_no_more(client, wide, two):
    user = two[0].rater.user
    user.grants.all().delete()
    client.force_login(user)
    assert client.get("/studies/wide/rating/1/").status_code == 404
    other = user_create("plain@example.org", PASSWORD)
    grant(other, Scope(Role.RATER, Reach.STUDY, "wide"))
    client.force_login(other)
    assert client.get("/studies/wide/rating/1/").status_code == 403
