"""Evidence and its files: told by content, never acting, never wider than the record, for those who may."""

import io
import os
import time
import zipfile

import pytest
from api_kit import Program, codes
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from web_kit import EXAMPLES, PASSWORD

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.files import services
from centricity.web.files.kinds import KINDS, SHOWN, media_type_of
from centricity.web.files.models import StoredFile
from centricity.web.files.places import folder, path_of
from centricity.web.people.roles import Reach, Role
from centricity.web.people.services import Scope, grant, user_create
from centricity.web.research import cleaning
from centricity.web.research.models import Evidence, EvidenceUse

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40)
CODE = "E-SYN01-1.1"


def office(member, *more):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for name in ("[Content_Types].xml", member, *more):
            made.writestr(name, "<x/>")
    return whole.getvalue()


GOOD = {
    "a.png": PNG,
    "a.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1" + bytes(20),
    "a.gif": b"GIF89a" + bytes(20),
    "a.webp": b"RIFF\x20\0\0\0WEBPVP8 " + bytes(20),
    "a.pdf": b"%PDF-1.7\n%\xe2\xe3\n",
    "a.docx": office("word/document.xml"),
    "a.xlsx": (EXAMPLES / "cx-maturity" / "study.xlsx").read_bytes(),
    "a.pptx": office("ppt/presentation.xml"),
    "a.mp3": b"ID3\x03\0\0\0\0\0\0" + bytes(20),
    "a.wav": b"RIFF\x20\0\0\0WAVEfmt " + bytes(20),
    "a.ogg": b"OggS\0\2" + bytes(20),
    "a.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    "a.webm": b"\x1a\x45\xdf\xa3\x01webm" + bytes(9),
    "a.txt": "Снимок".encode("cp1251"),
    "А.HTML": b"<script>alert(1)</script>",
    "a.csv": b"a;b\n1;2\n",
    "a.eml": b"From: a\n\nb",
    "a.json": b"{}",
    "a.md": b"# a",
    "a.mht": b"MIME-Version: 1.0\n",
}
BAD = {
    "a.svg": b"<svg/>",
    "a.exe": b"MZ",
    "a.js": b"alert(1)",
    "a": b"x",
    "a.png": b"<html><script>",
    "b.png": GOOD["a.pdf"],
    "a.pdf": PNG,
    "a.docx": GOOD["a.pptx"],
    "b.docx": office("word/document.xml", "word/vbaProject.bin"),
    "c.docx": b"PK\x03\x04" + bytes(30),
    "a.txt": b"MZ\x90\0\3",
    "a.jpg": b"",
    "a.html.exe": b"MZ",
    "a.xlsm": GOOD["a.xlsx"],
}


def upload(name, content=PNG):
    return SimpleUploadedFile(name, content)


def kept(wide, name="page.png", content=PNG, access="public", about=CODE):
    return services.store([upload(name, content)], access, wide.target, about, SYSTEM)[0]


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_told_by_its_content(name):
    assert media_type_of(name, io.BytesIO(GOOD[name])) in {kinds[0] for kinds in KINDS.values()}


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_says_something_else_is_refused(name, wide):
    before = set(folder().iterdir()) if folder().is_dir() else set()
    with pytest.raises(MisuseError):
        kept(wide, name, BAD[name])
    assert not StoredFile.objects.exists()
    assert (set(folder().iterdir()) if folder().is_dir() else set()) == before


@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=300))
@limits(max_examples=300, deadline=None)
def test_any_content_is_told_or_refused(suffix, content):
    found = []
    try:
        media_type_of(f"a{suffix}", io.BytesIO(content))
    except MisuseError as error:
        found = [fault.code for fault in error.faults]
    assert found in ([], ["web.file_other_kind"])


def test_every_fault_of_every_file_is_told_and_none_is_kept(wide, monkeypatch):
    monkeypatch.setattr(services, "MOST_OF_A_FILE", 100)
    monkeypatch.setattr(services, "MOST_OF_A_TARGET", 150)
    monkeypatch.setattr(services, "MOST_BYTES_AT_ONCE", 160)
    uploads = [
        upload("a.png"),
        upload("b.exe"),
        upload("c.txt", b"x" * 101),
        upload("\x07.txt", b"x"),
        upload("d.txt", b""),
    ]
    with pytest.raises(MisuseError) as caught:
        services.store(uploads, "public", wide.target, CODE, SYSTEM)
    assert {fault.code for fault in caught.value.faults} == {
        "web.file_kind", "web.upload_file_large", "web.upload_name", "web.file_empty", "web.file_no_room",
        "web.upload_too_large",
    }  # fmt: skip
    assert not StoredFile.objects.exists()
    with pytest.raises(MisuseError) as caught:
        services.store([upload("a.png")] * 21, "public", wide.target, CODE, SYSTEM)
    assert "web.file_many" in {fault.code for fault in caught.value.faults}


def test_a_failure_in_the_database_leaves_no_file(wide, monkeypatch):
    def fails(*args, **more):
        raise RuntimeError

    monkeypatch.setattr(services, "record", fails)
    before = set(folder().iterdir()) if folder().is_dir() else set()
    with pytest.raises(RuntimeError):
        kept(wide)
    assert set(folder().iterdir()) == before


def test_records_lead_to_numbers_and_numbers_to_records(client, people, wide):
    client.force_login(people["analyst"])
    told = client.get(reverse("study_explanation", args=["wide", "SYN01", "1.1"])).content.decode()
    address = reverse("study_record", args=["wide", CODE])
    assert f'href="{address}"' in told
    record = client.get(address).content.decode()
    assert reverse("study_explanation", args=["wide", "SYN01", "1.1"]) in record
    listed = client.get(reverse("study_evidence", args=["wide"]), {"q": CODE}).content.decode()
    assert address in listed


def test_a_list_without_records_says_why_and_asks_for_no_search(client, people, wide):
    client.force_login(people["public_reader"])
    address = reverse("study_evidence", args=["wide"])
    EvidenceUse.objects.filter(audience="public").delete()
    page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "No evidence of this study is open to you" in page
    assert 'role="search"' not in page
    assert "Nothing found." in client.get(address, {"q": "x"}, headers={"Accept-Language": "en"}).content.decode()


def test_files_are_added_shown_and_taken_away(client, people, wide):
    client.force_login(people["analyst"])
    address = reverse("study_record", args=["wide", CODE])
    page = {"files": [upload("Снимок.png"), upload("page.html", b"<script>alert(1)</script>")], "access": "restricted"}
    assert client.post(address, page).status_code == 302
    shot, saved = StoredFile.objects.order_by("-name")
    told = client.get(address).content.decode()
    assert f'<img class="shot" src="{reverse("study_evidence_file", args=["wide", shot.pk])}"' in told
    assert "<script>" not in told
    for file, how in ((shot, "inline"), (saved, "attachment")):
        response = client.get(reverse("study_evidence_file", args=["wide", file.pk]))
        assert response["Content-Disposition"].startswith(how)
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert b"".join(response.streaming_content) == path_of(file.pk).read_bytes()
    removed = client.post(reverse("study_evidence_file_remove", args=["wide", shot.pk]))
    assert removed.status_code == 302
    assert [entry.action for entry in Entry.objects.order_by("-number")[:1]] == ["file.removed"]
    assert list(StoredFile.objects.all()) == [saved]


@pytest.mark.django_db(transaction=False)
def test_the_bytes_go_when_the_row_is_gone(wide, django_capture_on_commit_callbacks):
    file = kept(wide)
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(file, SYSTEM)
    assert not path_of(file.pk).exists()


def test_a_faulty_upload_says_what_is_wrong_in_place(client, people, wide):
    client.force_login(people["analyst"])
    response = client.post(
        reverse("study_record", args=["wide", CODE]), {"files": [upload("a.exe")], "access": "public"}
    )
    assert response.status_code == 422
    assert "Files of this kind are not kept" in response.content.decode()


def test_a_file_is_never_wider_than_its_record(client, people, wide):
    Evidence.objects.filter(run=wide.current, code=CODE).update(access="confidential")
    client.force_login(people["analyst"])
    page = reverse("study_record", args=["wide", CODE])
    assert client.post(page, {"files": [upload("a.png")], "access": "public"}).status_code == 422
    assert client.post(page, {"files": [upload("a.png")], "access": "confidential"}).status_code == 302


MAY = {
    ("public", "public"): {"public_reader", "customer", "executive", "cx_director", "analyst", "owner", "other"},
    ("public", "restricted"): {"executive", "cx_director", "analyst", "owner"},
    ("public", "confidential"): {"analyst"},
    ("restricted", "public"): {"executive", "cx_director", "analyst", "owner"},
    ("confidential", "public"): {"analyst"},
}
"""Who may have a file, by the classes of its record and of its own; the owner is the contact of its company."""


@pytest.mark.parametrize("classes", MAY)
def test_a_file_is_for_those_who_may(client, people, wide, classes):
    record, own = classes
    row = Evidence.objects.get(run=wide.current, code=CODE)
    row.access = record
    row.save()
    if record != "public":
        row.uses.filter(audience="public").delete()
    file = kept(wide, access=own)
    who = {
        role: people[role] for role in ("public_reader", "customer", "executive", "cx_director", "analyst", "stranger")
    }
    for name, subject in (("owner", "SYN01"), ("other", "SYN02")):
        who[name] = user_create(f"{name}@example.org", PASSWORD)
        grant(who[name], Scope(Role.COMPANY_CONTACT, Reach.STUDY, "wide", subject))
    had = set()
    for name, user in who.items():
        client.force_login(user)
        response = client.get(reverse("study_evidence_file", args=["wide", file.pk]))
        listed = Program.of(user).get(f"/studies/wide/evidence/{CODE}")
        shown = listed.status_code == 200 and [each["id"] for each in listed.json()["files"]] == [str(file.pk)]
        assert response.status_code in {200, 404}
        assert shown == (response.status_code == 200)
        had |= {name} if shown else set()
        for close in response._resource_closers:
            close()
    assert had == MAY[classes]


def test_what_the_public_edition_does_not_name_the_public_does_not_know(people, wide):
    hidden = Evidence.objects.filter(run=wide.current).exclude(access="public").first()
    assert hidden is not None
    reader, analyst = Program.of(people["public_reader"]), Program.of(people["analyst"])
    assert reader.get(f"/studies/wide/evidence/{hidden.code}").status_code == 404
    assert analyst.get(f"/studies/wide/evidence/{hidden.code}").status_code == 200
    assert reader.get("/studies/wide/evidence").json()["total"] < analyst.get("/studies/wide/evidence").json()["total"]


def test_a_program_does_what_a_page_does(people, wide):
    analyst = Program.of(people["analyst"])
    path = f"/studies/wide/evidence/{CODE}"
    made = analyst.post(path, {"files": [upload("a.png")], "access": "restricted"})
    assert made.status_code == 201
    file = made.json()[0]
    assert file["media_type"] in SHOWN
    assert analyst.get(path).json()["files"] == made.json()
    given = analyst.get(f"/studies/wide/evidence-files/{file['id']}")
    assert b"".join(given.streaming_content) == PNG
    again = analyst.get(f"/studies/wide/evidence-files/{file['id']}", If_None_Match=given["ETag"])
    assert again.status_code == 304
    refused = analyst.post(path, {"files": [upload("a.exe")], "access": "restricted"})
    assert (refused.status_code, codes(refused)) == (422, ["web.file_kind"])
    assert (
        Program.of(people["executive"]).ask("delete", f"/studies/wide/evidence-files/{file['id']}").status_code == 403
    )
    assert analyst.ask("delete", f"/studies/wide/evidence-files/{file['id']}").status_code == 204
    assert analyst.get(f"/studies/wide/evidence-files/{file['id']}").status_code == 404


def test_a_file_of_another_study_is_not_found(client, people, wide, small):
    client.force_login(people["analyst"])
    file = kept(wide)
    assert client.get(reverse("study_evidence_file", args=["small", file.pk])).status_code == 404


def test_what_was_left_behind_is_taken_away(wide, monkeypatch):
    monkeypatch.setattr(cleaning, "OLD", 10)
    file = kept(wide)
    left = [folder() / ".draft-x", path_of("6f1c5f8e-0000-4000-8000-000000000000")]
    for path in left:
        path.write_bytes(b"x")
    for path in (*left, path_of(file.pk)):
        os.utime(path, (time.time() - 60,) * 2)
    found = {path.name for path in cleaning._unnamed("files", StoredFile)}
    assert found >= {path.name for path in left}
    assert str(file.pk) not in found
