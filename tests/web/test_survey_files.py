"""Files as answers: sent without scripts, held to their kinds, kept with the answer and gone with it."""

import json
import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
import voice_kit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from survey_kit import customers
from voice_kit import Respondent, content_of, opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.personal import erase
from centricity.web.files.models import StoredFile
from centricity.web.files.places import folder, path_of
from centricity.web.jobs.services import ask, do_job
from centricity.web.voice import file_answers
from centricity.web.voice.bringing import Brought, response_bring
from centricity.web.voice.file_answers import name_of
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite, Response
from centricity.web.voice.services import publish, state_set, survey_create

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
RESULTS = "/surveys/acme/pulse/results/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def text(word):
    return {"ru": word, "en": word}


def content(**more):
    """A rating, then a file with a rating, then words."""
    file = {"code": "proof", "kind": "file", "text": text("Show us"), **more}
    pages = [
        {"code": "a", "questions": [{"code": "recommend", "kind": "nps", "text": text("?"), "required": True}]},
        {"code": "b", "questions": [file, {"code": "again", "kind": "cli", "text": text("!")}]},
        {"code": "c", "questions": [{"code": "words", "kind": "text", "text": text("Anything else?")}]},
    ]
    return content_of("relationship_nps") | {"pages": pages, "ends": [], "quotas": []}


@pytest.fixture
def pulse(organisation):
    return opened(organisation, content())


def upload(name="photo.pdf", body=PDF):
    return SimpleUploadedFile(name, body)


def at_file(survey, **client):
    """Somebody at the page with the file."""
    return Respondent(survey, **client).send(recommend="9")


def only(survey):
    return Response.objects.get(survey=survey)


def on_disk():
    return {each.name for each in folder().glob("*")} if folder().exists() else set()


def mine(survey):
    return StoredFile.objects.filter(target=survey.target)


def test_a_file_is_sent_without_scripts_and_stays_while_the_answer_is_in_part(pulse):
    first = Respondent(pulse)
    assert "multipart" not in first.text  # only a page that asks for one
    someone = first.send(recommend="9")
    assert 'enctype="multipart/form-data"' in someone.text
    assert 'type="file" accept=".png, .jpg, .jpeg, .gif, .webp, .pdf, .txt, .md, .csv"' in someone.text
    someone.send(proof=upload(), again="4")
    response, (stored,) = only(pulse), mine(pulse)
    assert (response.state, response.page) == ("part", 2)
    assert response.values["proof"] == {"id": str(stored.pk), "name": "photo.pdf", "size": len(PDF)}
    assert path_of(stored.pk).read_bytes() == PDF
    assert (stored.name, stored.about, stored.access) == ("answer.pdf", f"response:{response.pk}", "confidential")
    back = Client().get(f"{someone.path}?page=2&lang=en")
    assert "photo.pdf" in back.content.decode()
    someone.send(words="No")
    assert only(pulse).state == "whole"
    assert path_of(stored.pk).exists()


def test_a_page_sent_again_without_a_file_keeps_it_and_with_one_replaces_it(pulse):
    someone = at_file(pulse)
    someone.send(proof=upload())
    first = mine(pulse).get()
    sent = {"page": "2", "again": "5"}
    someone.client.post(f"{someone.path}?lang=en", sent)
    assert mine(pulse).get() == first
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda work, **_: work())
        someone.client.post(f"{someone.path}?lang=en", sent | {"proof": upload("other.png", PNG)})
    second = mine(pulse).get()
    assert second.pk != first.pk
    assert only(pulse).values["proof"]["name"] == "other.png"
    assert not path_of(first.pk).exists()
    assert path_of(second.pk).exists()


def test_a_file_that_was_removed_is_gone(pulse, django_capture_on_commit_callbacks):
    someone = at_file(pulse)
    someone.send(proof=upload())
    first = mine(pulse).get()
    with django_capture_on_commit_callbacks(execute=True):
        someone.client.post(f"{someone.path}?lang=en", {"page": "2", "proof:remove": "yes"})
    assert not mine(pulse).exists()
    assert not path_of(first.pk).exists()
    assert "proof" not in only(pulse).values


def test_a_way_that_was_left_takes_its_file_along(organisation):
    told = content()
    told["pages"][1]["questions"][0]["show"] = {"all": [{"question": "recommend", "at_most": 6}]}
    survey = opened(organisation, told)
    someone = Respondent(survey).send(recommend="3")
    someone.send(proof=upload())
    assert mine(survey).count() == 1
    someone.client.post(f"{someone.path}?lang=en", {"page": "1", "recommend": "10"})
    assert not mine(survey).exists()
    assert "proof" not in only(survey).values


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("empty.pdf", b"", "the file is empty"),
        ("large.txt", b"x" * ((1 << 20) + 1), "larger than 1 mb"),
        ("photo.exe", PDF, "such files are not taken here"),
        ("photo", PDF, "such files are not taken here"),
        ("page.html", b"<script>alert(1)</script>", "such files are not taken here"),
        ("dots.svg", b"<svg onload='x'/>", "such files are not taken here"),
        ("photo.png", PDF, "does not hold what its name says"),
        ("photo.pdf", b"<html>", "does not hold what its name says"),
        ("notes.txt", b"\x00\x01", "does not hold what its name says"),
        ("letter.docx", b"PK\x03\x04", "such files are not taken here"),
    ],
)
def test_what_will_not_do_is_told_at_its_question_and_nothing_of_it_is_kept(organisation, name, body, said):
    survey = opened(organisation, content(megabytes=1, required=True))
    before = on_disk()
    someone = at_file(survey).send(proof=upload(name, body), again="2")
    assert someone.response.status_code == 422
    assert said in someone.text.lower()
    assert someone.text.count('class="wrong"') == 1  # and not that it is missing, too
    assert only(survey).values == {"recommend": 9, "again": 2}
    assert not mine(survey).exists()
    assert on_disk() == before


def test_a_file_that_will_not_do_leaves_the_one_before(pulse):
    someone = at_file(pulse).send(proof=upload())
    response = someone.client.post(f"{someone.path}?lang=en", {"page": "2", "proof": upload("x.exe")})
    assert response.status_code == 422
    assert "photo.pdf" in response.content.decode()
    assert only(pulse).values["proof"]["name"] == "photo.pdf"


def test_a_kind_that_is_not_asked_for_is_refused(organisation):
    survey = opened(organisation, content(accepts=["image"]))
    someone = at_file(survey)
    assert 'accept=".png, .jpg, .jpeg, .gif, .webp"' in someone.text
    assert someone.send(proof=upload()).response.status_code == 422
    assert someone.send(proof=upload("photo.png", PNG)).response.status_code == 200
    assert mine(survey).get().media_type == "image/png"


def test_a_required_file_is_asked_for_again(organisation):
    survey = opened(organisation, content(required=True))
    someone = at_file(survey).send(again="3")
    assert someone.response.status_code == 422
    forged = someone.client.post(f"{someone.path}?lang=en", {"page": "2", "proof": str(uuid.uuid4())})
    assert forged.status_code == 422
    assert only(survey).page == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("отчёт о поездке.pdf", "отчёт о поездке.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Анна\\a.txt", "a.txt"),
        ("a\u202egpj.txt", "agpj.txt"),
        ("\u0000\u0007.txt", "txt"),
        ("я" * 300 + ".txt", "я" * 115 + "….txt"),
        ("", "file"),
        ("日本.txt", "日本.txt"),
        ("<script>alert(1)<script>.txt", "<script>alert(1)<script>.txt"),
    ],
)
def test_a_name_is_shown_plainly(name, shown):
    assert name_of(name) == shown


@pytest.mark.parametrize("name", ["../" * 20 + "a.txt", "я" * 250 + ".txt", "x; a=<b>.txt", "отчёт.TXT", "%2e%2e.txt"])
def test_odd_names_are_taken_and_name_nothing_on_the_disk(pulse, name):
    someone = at_file(pulse).send(proof=upload(name, b"words"))
    assert someone.response.status_code == 200
    stored = mine(pulse).get()
    assert stored.name == "answer.txt"
    assert str(stored.pk) in on_disk()
    assert Entry.objects.filter(action="file.stored").latest("pk").after["name"] == "answer.txt"


def test_nothing_in_a_name_or_a_file_acts_on_whoever_reads_it(client, people, pulse):
    someone = at_file(pulse).send(proof=upload("<img src=x onerror=alert(1)>.txt", b"<script>alert(1)</script>"))
    assert "<img src=x" not in someone.client.get(f"{someone.path}?page=2&lang=en").content.decode()
    someone.send(words="x")
    client.force_login(people["agent"])
    page = client.get(RESULTS).content.decode()
    assert "<img src=x" not in page
    link = re.search(r'href="(/surveys/acme/pulse/files/[^"]+)"', page)[1]
    given = client.get(link)
    assert b"".join(given.streaming_content) == b"<script>alert(1)</script>"
    assert given["Content-Disposition"].startswith("attachment;")
    assert given["Content-Type"] == "text/plain"
    assert (given["X-Content-Type-Options"], given["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )


def test_pictures_are_saved_and_not_shown(client, people, pulse):
    at_file(pulse).send(proof=upload("Фото.png", PNG)).send(words="x")
    client.force_login(people["agent"])
    given = client.get(f"/surveys/acme/pulse/files/{mine(pulse).get().pk}/")
    assert given["Content-Disposition"] == "attachment; filename*=utf-8''%D0%A4%D0%BE%D1%82%D0%BE.png"
    b"".join(given.streaming_content)


@pytest.mark.parametrize(("role", "status"), [("agent", 200), ("executive", 403), ("stranger", 404)])
def test_files_are_for_those_who_may_read_texts(client, people, pulse, role, status):
    at_file(pulse).send(proof=upload()).send(words="x")
    client.force_login(people[role])
    given = client.get(f"/surveys/acme/pulse/files/{mine(pulse).get().pk}/")
    assert given.status_code == status
    for close in given._resource_closers:
        close()
    if role == "executive":
        assert "photo.pdf" not in client.get(RESULTS).content.decode()


def test_a_file_of_an_unended_answer_of_another_survey_or_of_a_study_is_not_there(client, people, pulse, organisation):
    at_file(pulse).send(proof=upload())
    other = opened(organisation, content(), "other")
    at_file(other).send(proof=upload()).send(words="x")
    client.force_login(people["agent"])
    for pk in (mine(pulse).get().pk, mine(other).get().pk, uuid.uuid4()):
        assert client.get(f"/surveys/acme/pulse/files/{pk}/").status_code == 404


def test_a_response_and_a_survey_have_room_for_so_much(pulse, monkeypatch):
    monkeypatch.setattr(file_answers, "MOST_OF_A_RESPONSE", len(PDF) - 1)
    someone = at_file(pulse).send(proof=upload())
    assert "the files of this answer would be more" in someone.text.lower()
    monkeypatch.undo()
    voice_kit.unhurried(monkeypatch)
    monkeypatch.setattr(file_answers, "MOST_OF_A_SURVEY", len(PDF) - 1)
    assert "no more room for files" in someone.send(proof=upload()).text
    assert not mine(pulse).exists()


@pytest.mark.parametrize("size", [str(26 << 20), "9" * 30, "-1", "many"])
def test_a_page_that_is_too_large_is_refused_before_it_is_read(pulse, size):
    someone = Respondent(pulse)
    given = someone.client.generic("POST", someone.path, b"x", CONTENT_LENGTH=size)
    assert given.status_code == 413
    assert not Response.objects.filter(survey=pulse).exists()


def test_a_survey_without_files_takes_no_large_page(organisation):
    survey = opened(organisation)
    given = Client().generic("POST", f"/s/{survey.link}/", b"x", CONTENT_LENGTH=str(6 << 20))
    assert given.status_code == 413


def test_a_file_where_none_is_asked_for_is_left_alone(organisation):
    survey = opened(organisation)
    before = on_disk()
    Respondent(survey).send(recommend=upload("a.pdf"))
    someone = Respondent(survey).send(recommend="9", proof=upload("a.pdf"))
    assert someone.response.status_code == 200
    assert not mine(survey).exists()
    assert on_disk() == before


def test_a_robot_leaves_no_file(organisation):
    told = content()
    told["pages"] = told["pages"][1:]
    survey = opened(organisation, told)
    someone = Respondent(survey)
    assert someone.client.post(someone.path, someone.hidden | {"proof": upload(), "website": "x"}).status_code == 422
    assert someone.client.post(someone.path, {"page": "1", "proof": upload()}).status_code == 422
    assert not mine(survey).exists()
    assert someone.send(proof=upload()).response.status_code == 200
    assert mine(survey).count() == 1


def test_a_nameless_survey_asks_for_no_file(organisation):
    made = survey_create(organisation, "secret", content() | {"anonymous": True}, SYSTEM)
    with pytest.raises(Exception, match="a file can name its author"):
        publish(made, 0, SYSTEM)


def test_a_program_is_told_that_it_cannot_send_a_file(pulse):
    brought = Brought(
        {"recommend": 9, "proof": {"id": str(uuid.uuid4()), "name": "x", "size": 1}}, "web", "en", None, "1"
    )
    with pytest.raises(MisuseError) as refused:
        response_bring(pulse, brought, SYSTEM)
    assert [(each.code, each.place.key) for each in refused.value.faults] == [("voice.file_by_program", "proof")]
    taken = response_bring(pulse, Brought({"recommend": 9}, "web", "en", None, "2"), SYSTEM)
    assert taken.state == "whole"


def test_erasing_a_customer_removes_its_files(pulse, organisation, django_capture_on_commit_callbacks):
    (anna,) = customers(organisation, 1)
    invite = Invite.objects.create(survey=pulse, customer=anna, sent_at=timezone.now())
    someone = Respondent(pulse, f"/s/p/{code_signed(invite.code)}/").send(recommend="9")
    someone.send(proof=upload("Анна Иванова.pdf")).send(words="x")
    stored = mine(pulse).get()
    with django_capture_on_commit_callbacks(execute=True):
        erase(anna, anna.version, SYSTEM)
    assert only(pulse).values == {"recommend": 9}
    assert not mine(pulse).exists()
    assert not path_of(stored.pk).exists()
    assert not [e for e in Entry.objects.all() if "Иванова" in str((e.before, e.after))]


def test_closing_removes_the_files_of_answers_that_were_not_ended(pulse, django_capture_on_commit_callbacks):
    at_file(pulse).send(proof=upload("whole.pdf")).send(words="x")
    at_file(pulse).send(proof=upload("part.pdf"))
    with django_capture_on_commit_callbacks(execute=True):
        state_set(pulse, "closed", 2, SYSTEM)
    whole = Response.objects.get(survey=pulse, state="whole")
    assert [str(each.pk) for each in mine(pulse)] == [whole.values["proof"]["id"]]
    assert Response.objects.get(survey=pulse, state="part").values == {"recommend": 9}


def test_whoever_comes_over_the_quota_leaves_no_file(organisation):
    quota = {"code": "few", "most": 1, "when": {"all": [{"question": "recommend", "at_least": 0}]}}
    survey = opened(organisation, content() | {"quotas": [quota]})
    for _ in range(2):
        at_file(survey).send(proof=upload()).send(words="x")
    assert sorted(survey.responses.values_list("state", flat=True)) == ["full", "whole"]
    assert mine(survey).count() == 1


def work(kind):
    job = ask(kind, "survey", SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults


def test_files_of_answers_left_for_a_week_are_cleaned_away(pulse, django_capture_on_commit_callbacks):
    at_file(pulse).send(proof=upload("whole.pdf")).send(words="x")
    for _ in range(2):
        at_file(pulse).send(proof=upload("part.pdf"))
    part = Response.objects.filter(survey=pulse, state="part").first()
    old = timezone.now() - timedelta(days=7, minutes=1)
    fresh = Response.objects.filter(survey=pulse, state="part").exclude(pk=part.pk).get()
    mine(pulse).exclude(pk=fresh.values["proof"]["id"]).update(stored_at=old)
    mine(pulse).create(name="answer.pdf", media_type="application/pdf", size=1, sha256="x", target=pulse.target,
                       about=f"response:{uuid.uuid4()}", stored_by="system")  # fmt: skip
    mine(pulse).filter(sha256="x").update(stored_at=old)
    study = StoredFile.objects.create(
        name="a.pdf", media_type="application/pdf", size=1, sha256="y", target="study:1", stored_by="system"
    )
    StoredFile.objects.filter(pk=study.pk).update(stored_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        work("survey.files")
    left = {each.about.partition(":")[2] for each in mine(pulse)}
    assert left == {str(fresh.pk), str(Response.objects.get(survey=pulse, state="whole").pk)}
    part.refresh_from_db()
    assert part.values == {"recommend": 9}
    assert StoredFile.objects.filter(pk=study.pk).exists()


def test_a_page_that_is_not_kept_leaves_nothing_on_the_disk(pulse, monkeypatch):
    someone, before = at_file(pulse), on_disk()

    def full(*_args, **_more):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(Response, "save", full)
    given = someone.client.post(f"{someone.path}?lang=en", {"page": "2", "proof": upload()})
    assert given.status_code == 503
    assert on_disk() == before
    assert not mine(pulse).exists()


def test_a_builder_sets_kinds_and_size(client, people, organisation):
    survey_create(organisation, "fresh", content(accepts=["pdf"], megabytes=3), SYSTEM)
    client.force_login(people["analyst"])
    page = unescape(client.get("/surveys/acme/fresh/build/pages/1/questions/0/").content.decode())
    assert re.search(r'name="file_pdf"[^>]* checked', page)
    assert not re.search(r'name="file_image"[^>]* checked', page)
    sent = {
        "kind": "file",
        "text_ru": "Файл",
        "text_en": "File",
        "code": "proof",
        "join": "all",
        "version": "0",
        "file_image": "on",
        "megabytes": "7",
    }
    assert client.post("/surveys/acme/fresh/build/pages/1/questions/0/", sent).status_code == 302
    draft = organisation.surveys.get(code="fresh").draft
    question = draft["pages"][1]["questions"][0]
    assert (question["accepts"], question["megabytes"]) == (["image"], 7)
    assert 'type="file"' in client.get("/surveys/acme/fresh/preview/2/").content.decode()
    assert b"kind: file" in client.get("/surveys/acme/fresh/versions/0.yaml").content


def test_of_files_sent_at_one_instant_one_stays(platform):
    """Real threads, both databases: of the first page four times, then of four files that replace it."""
    for statuses, named, alone in json.loads(platform.script("web_answers.files_twice").splitlines()[-1]):
        assert (named, alone) == (True, True)
        assert statuses == [302]
