"""What may be brought: nothing outside the folder, nothing endless, every fault at once, nothing half-written."""

import io
import stat
import tempfile
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from web_kit import EXAMPLES

from centricity.errors import StudyError
from centricity.web.research import archive
from centricity.web.research.archive import unpack
from centricity.web.research.models import Edition, Study

GOOD = {p.name: p.read_bytes() for p in (EXAMPLES / "it-market-2025-published").iterdir()}


NAMES = st.text(min_size=1, max_size=30).filter(lambda name: not name.startswith("\0"))
"""Names that an archive can be written with."""


def zipped(entries, compression=zipfile.ZIP_DEFLATED):
    whole = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(whole, "w", compression) as made:
        warnings.simplefilter("ignore", UserWarning)  # two files of one name
        for name, content in entries:
            made.writestr(name, content)
    return SimpleUploadedFile("study.zip", whole.getvalue())


def codes_of(uploads, folder):
    with pytest.raises(StudyError) as caught:
        unpack(uploads, folder)
    return {fault.code for fault in caught.value.faults}


def test_a_damaged_archive_is_told_to_be_one(tmp_path):
    assert codes_of([SimpleUploadedFile("study.ZIP", b"no archive at all")], tmp_path) == {"web.upload_not_zip"}


def test_an_archive_and_its_files_come_to_the_same(tmp_path):
    one, other, third = (tmp_path / name for name in "abc")
    for folder in (one, other, third):
        folder.mkdir()
    unpack([zipped(GOOD.items())], one)
    unpack([SimpleUploadedFile(name, content) for name, content in GOOD.items()], other)
    dross = [("__MACOSX/._study.yaml", b"x"), ("market/.DS_Store", b"x")]
    unpack([zipped([*((f"market/{name}", content) for name, content in GOOD.items()), *dross])], third)
    for folder in (one, other, third):
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == GOOD


@pytest.mark.parametrize(
    "name", ["../study.yaml", "/etc/study.yaml", "a/b/study.yaml", "..\\study.yaml", "C:\\study.yaml", "a/../../x.yaml"]
)
def test_no_file_leaves_the_folder(tmp_path, name):
    inside = tmp_path / "in"
    inside.mkdir()
    assert "web.upload_folders" in codes_of([zipped([("study.yaml", b"x"), (name, b"x")])], inside)
    assert list(tmp_path.rglob("*")) == [inside]


def test_links_and_locked_files_are_refused(tmp_path):
    link = zipfile.ZipInfo("study.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert codes_of([zipped([(link, b"/etc/passwd")])], tmp_path) == {"web.upload_link"}
    locked = bytearray(zipped([("study.yaml", b"title")]).read())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    assert "web.upload_locked" in codes_of([SimpleUploadedFile("study.zip", bytes(locked))], tmp_path)


def test_a_bomb_is_stopped_by_what_it_says_and_by_what_it_does(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_OF_A_FILE", 1_000_000)
    monkeypatch.setattr(archive, "MOST_BYTES", 3_000_000)
    assert codes_of([zipped([("a.csv", bytes(2_000_000))])], tmp_path) == {"web.upload_file_large"}
    many = zipped([(f"{i}.csv", bytes(900_000)) for i in range(5)])
    assert codes_of([many], tmp_path) == {"web.upload_too_large"}
    liar = bytearray(zipped([("a.csv", bytes(2_000_000))]).read())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = liar.index(mark) + at
        liar[place : place + 4] = (10).to_bytes(4, "little")
    assert codes_of([SimpleUploadedFile("study.zip", bytes(liar))], tmp_path) <= {
        "web.upload_not_zip",
        "web.upload_file_large",
    }
    assert sum(path.stat().st_size for path in tmp_path.rglob("*")) <= 3_000_000


def test_ten_thousand_files_are_one_fault_among_few(tmp_path):
    found = codes_of([zipped([(f"{i}.csv", b"") for i in range(10_000)], zipfile.ZIP_STORED)], tmp_path)
    assert found == {"web.upload_files"}


def test_kinds_names_and_doubles_are_told_at_once(tmp_path):
    entries = [("run.exe", b"MZ"), ("a.csv", b""), ("A.CSV", b""), (".hidden.csv", b""), ("x" * 200 + ".csv", b"")]
    assert codes_of([zipped(entries)], tmp_path) == {"web.upload_kind", "web.upload_twice", "web.upload_name"}
    assert codes_of([SimpleUploadedFile("page.html", b"<script>")], tmp_path) == {"web.upload_kind"}
    assert codes_of([SimpleUploadedFile("study.zip", b"PK\x03\x04 and then nothing")], tmp_path) == {
        "web.upload_not_zip"
    }


@limits(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.lists(st.tuples(NAMES, st.binary(max_size=60)), max_size=6))
def test_whatever_is_sent_is_a_folder_or_a_list_of_faults(junk, entries):
    whole = zipped([(name, content) for name, content in entries]).read() if entries else b"PK\x03\x04" + junk
    for content in (whole, whole[: len(whole) // 2], whole[:-30] + junk):
        with tempfile.TemporaryDirectory() as place:
            inside = Path(place) / "in"
            inside.mkdir()
            with suppress(StudyError):
                unpack([SimpleUploadedFile("study.zip", content)], inside)
            assert {path.parent for path in Path(place).rglob("*")} <= {Path(place), inside}


@pytest.mark.django_db
@pytest.mark.parametrize("uploads", [
    [SimpleUploadedFile("study.zip", b"PK\x03\x04 broken")],
    [SimpleUploadedFile("subjects.csv", b"subject\na\n")],
    [SimpleUploadedFile("study.yaml", b"\xff\xfe\x00binary\x00")],
])  # fmt: skip
def test_a_refused_upload_leaves_nothing(client, people, uploads):
    before = sorted(path.name for path in (settings.HOME / "editions").iterdir())
    client.force_login(people["analyst"])
    for upload in uploads:
        upload.seek(0)
    sent = client.post(reverse("study_new"), {"code": "broken", "organisation": "acme", "files": uploads})
    if sent.status_code == 302:
        assert not Edition.objects.get(study__code="broken").sound
        return
    assert sent.status_code == 422
    assert not Study.objects.filter(code="broken").exists()
    assert sorted(path.name for path in (settings.HOME / "editions").iterdir()) == before
    assert str(settings.HOME) not in sent.content.decode()


@pytest.mark.django_db
def test_who_may_not_fill_an_organisation_does_not(client, people):
    for role in ("director", "cx_director", "rater", "customer", "stranger"):
        if role in people:
            client.force_login(people[role])
            sent = client.post(
                reverse("study_new"), {"code": "mine", "organisation": "acme", "files": [zipped(GOOD.items())]}
            )
            assert sent.status_code == 403
    assert not Study.objects.filter(code="mine").exists()
