"""The room of a rated company: its own data, comments on its own numbers, and the consent to be named."""

import json
from html import unescape

import pytest
from web_kit import compute, files_of, study

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.companies.models import Comment, Consent
from centricity.web.companies.services import comment_add, comment_answer, comment_withdraw, consent_state
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job
from centricity.web.people.personal import erase, export
from centricity.web.people.roles import Reach, Role
from centricity.web.people.services import Scope, grant
from centricity.web.research.models import Study
from centricity.web.research.places import edition_folder, run_folder
from centricity.web.research.selectors import files_of as shown_files
from centricity.web.research.selectors import study_for, subject_of
from centricity.web.research.services import edition_add, openness_set

pytestmark = pytest.mark.django_db
OWN, OTHER, NAME = "SYN01", "SYN02", "Cloud A"
ROOM = "/studies/wide/comments/"
HEAD = {"Accept-Language": "en"}


@pytest.fixture
def contact(wide, people):
    """The contact of one company of one study."""
    grant(people["company_contact"], Scope(Role.COMPANY_CONTACT, Reach.STUDY, "wide", OWN))
    return people["company_contact"]


def row_of(user, subject=OWN):
    return subject_of(study_for(user, "wide"), subject)[1]


def said(contact, node="1.1", text="The registry is of another company."):
    return comment_add(Study.objects.get(code="wide"), row_of(contact), node, text, contact, SYSTEM)


def stated(study, subject, user, *, granted):
    known = Consent.objects.filter(study=study, subject=subject).first()
    consent_state(study, subject, granted=granted, version=known.version if known else 0, user=user, actor=SYSTEM)
    return Study.objects.get(pk=study.pk)


def computed(study):
    """Do the computation that is asked for."""
    job = Job.objects.filter(target=study.target, state="waiting").latest("asked_at")
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults
    return Study.objects.get(pk=study.pk)


def codes(refused):
    return [fault.code for fault in refused.value.faults]


def page(client, user, way, **more):
    client.force_login(user)
    answer = client.get(f"/studies/wide/{way}", headers=HEAD, **more)
    return answer.status_code, unescape(answer.content.decode())


def test_a_contact_reads_the_own_company_from_inside_but_not_who_rated_it(client, contact, people):
    _status, inside = page(client, people["analyst"], f"companies/{OWN}/1.1/")
    assert "rater A" in inside
    status, own = page(client, contact, f"companies/{OWN}/1.1/")
    assert (status, "rater A" in own) == (200, False)
    assert "open sources" in own
    assert "open_source" not in own
    assert "Your company from inside" in own
    assert "Public edition" not in own
    assert page(client, contact, f"companies/{OWN}/index/")[0] == 200
    for way in ("editions/", "goals/", "editions/1/folder.zip", "downloads/internal/scores.csv"):
        assert page(client, contact, way)[0] in {403, 404}


def test_a_comment_goes_from_the_company_to_the_analyst_and_back_and_stands_beside_the_number(client, contact, people):
    client.force_login(contact)
    assert "Comment on this number" in client.get(f"/studies/wide/companies/{OWN}/1.1/", headers=HEAD).content.decode()
    sent = client.post(f"/studies/wide/comment/{OWN}/1.1/", {"text": "<b>Not ours</b>"})
    assert sent.headers["Location"] == ROOM
    comment = Comment.objects.get()
    assert (comment.subject, comment.node, comment.wave, comment.by) == (OWN, "1.1", "2025", contact)
    assert comment.score == row_of(contact).scores["1.1"]["score"]
    assert "<b>Not" not in client.get(ROOM, headers=HEAD).content.decode()
    assert "Not ours" not in page(client, people["executive"], f"companies/{OWN}/1.1/")[1]
    assert "Not ours" in page(client, people["analyst"], "comments/")[1]
    answered = client.post(f"{ROOM}{comment.pk}/answer/", {"answer": "You are right.", "agree": "yes", "version": 0})
    assert answered.status_code == 302
    for who in (people["executive"], people["customer"], contact):
        for way in (f"companies/{OWN}/1.1/", f"companies/{OWN}/"):
            shown = page(client, who, way)[1]
            assert "Company's comment" in shown, (who, way)
            assert "Not ours" in shown
            assert "You are right." in shown
    assert "Company's comment" not in page(client, people["executive"], f"companies/{OWN}/1.2/")[1]
    assert "You are right." in page(client, contact, "comments/")[1]
    assert [each.action for each in Entry.objects.filter(action__startswith="comment.").order_by("number")] == [
        "comment.made", "comment.answered",
    ]  # fmt: skip


def test_what_is_declined_or_taken_back_stands_nowhere(client, contact, people):
    first, second = said(contact), said(contact, "s1", "Too low.")
    with pytest.raises(MisuseError) as refused:
        comment_answer(first, " ", agree=False, version=0, user=people["analyst"], actor=SYSTEM)
    assert codes(refused) == ["companies.answer"]
    comment_answer(first, "It is your registry.", agree=False, version=0, user=people["analyst"], actor=SYSTEM)
    comment_answer(second, "", agree=True, version=0, user=people["analyst"], actor=SYSTEM)
    with pytest.raises(MisuseError) as refused:
        comment_answer(second, "x", agree=True, version=0, user=people["analyst"], actor=SYSTEM)
    assert codes(refused) == ["web.changed_meanwhile"]
    shown = page(client, people["executive"], f"companies/{OWN}/")[1]
    assert "Too low." in shown
    assert "another company" not in shown
    client.force_login(contact)
    assert client.post(f"{ROOM}{second.pk}/withdraw/", {"version": 1}).status_code == 302
    assert "Too low." not in page(client, people["executive"], f"companies/{OWN}/")[1]
    second.refresh_from_db()
    with pytest.raises(MisuseError) as refused:
        comment_withdraw(second, second.version, SYSTEM)
    assert codes(refused) == ["companies.withdrawn"]


@pytest.mark.parametrize(("node", "text", "code"), [("x", "y", "no_number"), ("1.1", " ", "text")])
def test_what_is_no_comment_is_refused(contact, node, text, code):
    with pytest.raises(MisuseError) as refused:
        said(contact, node, text)
    assert codes(refused) == [f"companies.{code}"]
    assert not Comment.objects.exists()


def test_a_company_speaks_for_itself_alone(client, contact, people):
    comment = said(contact)
    client.force_login(contact)
    assert client.post(f"/studies/wide/comment/{OTHER}/1.1/", {"text": "x"}).status_code == 403
    assert client.get(f"/studies/wide/consent/{OTHER}/").status_code == 403
    assert client.post(f"/studies/wide/consent/{OTHER}/", {"granted": "no", "version": 0}).status_code == 403
    assert client.post(f"{ROOM}{comment.pk}/answer/", {"agree": "yes", "version": 0}).status_code == 403
    assert "Comment on this number" not in page(client, contact, f"companies/{OTHER}/1.1/")[1]
    grant(people["customer"], Scope(Role.COMPANY_CONTACT, Reach.STUDY, "wide", OTHER))
    status, other = page(client, people["customer"], "comments/")
    assert status == 200
    assert "another company" not in other
    assert client.post(f"{ROOM}{comment.pk}/withdraw/", {"version": 0}).status_code == 404
    for who, status in (("executive", 403), ("analyst", 403), ("administrator", 403), ("stranger", 404)):
        client.force_login(people[who])
        assert client.post(f"/studies/wide/consent/{OWN}/", {"granted": "yes", "version": 0}).status_code == status, who
        assert client.post(f"/studies/wide/comment/{OWN}/1.1/", {"text": "x"}).status_code == status, who
    assert not Consent.objects.exists()


def named(study, wave="public"):
    """Files of an edition of the results in which the company stands by code or by name."""
    folder = run_folder(study.current_id)
    found = [folder / name for name in study.current.files if name.startswith(f"{wave}/")]
    texts = {path.name: path.read_bytes() for path in found if path.suffix in {".html", ".csv", ".json"}}
    return sorted(name for name, text in texts.items() if OWN.encode() in text or b"Cloud A" in text)


def test_a_company_that_withdraws_is_named_in_no_public_output_from_that_moment(client, wide, contact, people):
    assert named(wide)
    openness_set(wide, "public", wide.version, SYSTEM)
    client.force_login(contact)
    ways = [
        "",
        "ranking/",
        "heatmap/",
        f"companies/{OWN}/",
        f"companies/{OWN}/1.1/",
        "evidence/",
        f"evidence/E-{OWN}-1.1/",
    ]
    api = ["subjects", "parts", "groups", "sections", f"subjects/{OWN}", "files", "evidence"]
    before = client.get(f"/studies/wide/consent/{OWN}/", headers=HEAD)
    assert before.status_code == 200
    told = client.post(f"/studies/wide/consent/{OWN}/", {"granted": "no", "version": 0})
    assert told.status_code == 302
    client.logout()
    for way in ways:
        assert NAME not in client.get(f"/studies/wide/{way}", headers=HEAD).content.decode(), way
    for way in api:
        answer = client.get(f"/api/v1/studies/wide/{way}")
        assert OWN not in answer.content.decode(), way
    assert client.get("/studies/wide/downloads/public/scores.csv").status_code == 404
    wide.refresh_from_db()
    for who in ("analyst", "executive"):
        assert {name.partition("/")[0] for name in shown_files(study_for(people[who], "wide"))} == {"internal"}
    after = computed(wide)
    assert named(after) == []
    assert client.get("/studies/wide/ranking/").status_code == 200
    for way in ways:
        assert NAME not in client.get(f"/studies/wide/{way}", headers=HEAD).content.decode(), way
    assert client.get(f"/studies/wide/companies/{OWN}/").status_code == 404
    assert OWN not in client.get("/api/v1/studies/wide/subjects?limit=200").content.decode()
    assert named(after, "internal"), "inside it stands as before"
    client.force_login(contact)
    assert client.get(f"/studies/wide/companies/{OWN}/").status_code == 200
    entry = Entry.objects.get(action="consent.stated")
    assert (entry.target, entry.after) == ("study:wide", {"subject": OWN, "named": False})


def test_an_edition_that_comes_later_does_not_bring_a_withdrawn_name_back(wide, contact):
    stated(wide, OWN, contact, granted=False)
    edition_add(wide, files_of(edition_folder(wide.editions.first().pk)), SYSTEM)
    compute(wide)
    after = Study.objects.get(pk=wide.pk)
    assert after.current.edition.number == 2
    assert named(after) == []


def test_a_computation_that_began_before_the_withdrawal_shows_nothing_either(client, wide, contact):
    """What was read before is computed after: its public edition is held back by what it names."""
    openness_set(wide, "public", wide.version, SYSTEM)
    Consent.objects.create(study=wide, subject=OWN, granted=False, stated_at=wide.created_at)
    assert client.get("/studies/wide/ranking/").status_code == 404
    Consent.objects.all().delete()
    assert client.get("/studies/wide/ranking/").status_code == 200


def test_a_consent_counts_from_the_next_computation_and_a_later_refusal_of_the_folder_holds(wide, contact):
    folder = edition_folder(wide.editions.first().pk)
    files = {f.name: f for f in files_of(folder)}
    text = (folder / "subjects.csv").read_text("utf-8")
    assert f"{OWN},Облако А,Cloud A,SEG01,B2B,granted" in text
    refused = text.replace("Cloud A,SEG01,B2B,granted", "Cloud A,SEG01,B2B,refused").encode()

    def added():
        fresh = {f.name: f for f in files_of(folder)}
        fresh["subjects.csv"] = files["subjects.csv"].__class__("subjects.csv", refused)
        edition_add(wide, list(fresh.values()), SYSTEM)
        compute(wide)
        return Study.objects.get(pk=wide.pk)

    assert named(added()) == []
    after = stated(wide, OWN, contact, granted=True)
    assert not Job.objects.filter(target=wide.target, state="waiting").exists()
    compute(after)
    assert named(Study.objects.get(pk=wide.pk)), "the refusal is older than the consent"
    assert named(added()) == [], "the folder says no after the company said yes"


def test_a_company_of_a_method_that_asks_for_no_consent_is_held_back_too(organisation, people):
    made = study("six", organisation, "six-questions")
    compute(made)
    made.refresh_from_db()
    view = made.current.views.get(audience="public")
    subject = view.subjects.first().subject
    stated(made, subject, people["company_contact"], granted=False)
    after = computed(made)
    left = after.current.views.get(audience="public").subjects
    assert left.exists()
    assert not left.filter(subject=subject).exists()


def test_two_who_state_at_once_are_told_apart(wide, contact):
    stated(wide, OWN, contact, granted=True)
    with pytest.raises(MisuseError) as refused:
        consent_state(wide, OWN, granted=False, version=0, user=contact, actor=SYSTEM)
    assert codes(refused) == ["web.changed_meanwhile"]
    assert Consent.objects.get().granted is True


def test_what_a_contact_said_is_given_out_and_stays_without_the_name(wide, contact):
    said(contact)
    stated(wide, OWN, contact, granted=True)
    told = export(contact, SYSTEM)["companies"]
    assert (told["comments"][0]["text"], told["consents"][0]["named"]) == ("The registry is of another company.", True)
    json.dumps(told)
    erase(contact, contact.version, SYSTEM)
    assert (Comment.objects.get().by, Consent.objects.get().stated_by) == (None, None)


def test_a_contact_finds_the_own_numbers_at_home_and_in_the_room(client, contact, people):
    client.force_login(contact)
    home = unescape(client.get("/", headers=HEAD).content.decode())
    assert "its numbers, your comments and the consent" in home
    _status, room = page(client, contact, "comments/")
    assert "Interval, 90" in room
    assert f'href="/studies/wide/companies/{OWN}/"' in room
    assert "All numbers of the company" not in page(client, people["analyst"], "comments/")[1]


def test_comments_that_wait_come_first_to_those_who_answer_and_a_changed_score_is_told(client, contact, people):
    first = said(contact)
    second = said(contact, "1.3", "Done last year.")
    comment_answer(second, "Thank you.", agree=True, version=0, user=people["analyst"], actor=SYSTEM)
    _status, listed = page(client, people["analyst"], "comments/")
    assert "Without an answer: 1 of 2. They come first." in listed
    assert listed.index(f'id="c{first.pk}"') < listed.index(f'id="c{second.pk}"')
    _status, own = page(client, contact, "comments/")
    assert own.index(f'id="c{second.pk}"') < own.index(f'id="c{first.pk}"')
    assert "· now" not in own
    Comment.objects.filter(pk=first.pk).update(score=1.0)
    assert "score then 1.0 · now" in " ".join(page(client, contact, "comments/")[1].split())
