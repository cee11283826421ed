"""The data of a customer as an archive: with every file it answered with, whatever the file calls itself."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import voice_kit
from django.utils import timezone
from survey_kit import customers
from test_survey_files import PDF, PNG, content, mine, upload
from voice_kit import Respondent, opened

from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers import personal, personal_archive
from centricity.web.customers.merging import merge
from centricity.web.customers.models import Customer
from centricity.web.customers.personal import HeldFile, files_of
from centricity.web.customers.personal_archive import archived, name_in
from centricity.web.files.places import path_of
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite, Response

pytestmark = pytest.mark.django_db
NUMBER = "0b1c2d3e-0000-4000-8000-000000000000"
BAD_NAMES = [
    "../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "C:\\windows\\system32\\x.dll", "..", ".", "", "/", "a/../b",
    "\u202egnp.exe", "con\x00.txt", "a\nb.txt", ".hidden", "name. ", 'q"<>|?*:.pdf', "Ёжик 🦔.png", "🦔" * 300 + ".png",
    "x" * 500 + ".pdf", "e\u0301.txt", "-rf", "=cmd.csv", "%2e%2e%2fx",
]  # fmt: skip


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def answered(survey, customer, name, body):
    """Somebody answers with a file under its name."""
    invite = Invite.objects.create(survey=survey, customer=customer, sent_at=timezone.now())
    someone = Respondent(survey, f"/s/p/{code_signed(invite.code)}/").send(recommend="9")
    someone.send(proof=upload(name, body)).send(words="my words")
    return Response.objects.get(customer=customer)


@pytest.fixture
def anna(organisation):
    """A customer who answered with a file, and one merged into it who did too."""
    survey = opened(organisation, content())
    one, two = customers(organisation, 2)
    answered(survey, one, "Анна Иванова.pdf", PDF)
    answered(survey, two, "card.png", PNG)
    merge(one, two, (one.version, two.version), SYSTEM)
    return Customer.objects.get(pk=one.pk)


def whole(customer):
    return b"".join(archived(customer, SYSTEM))


def opened_archive(data):
    return zipfile.ZipFile(io.BytesIO(data))


def test_files_lie_beside_the_data_that_name_them(client, people, anna):
    client.force_login(people["cx_director"])
    answer = client.get(f"/customers/acme/{anna.code}/data.zip")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="customer-{anna.code}.zip"'
    with opened_archive(b"".join(answer.streaming_content)) as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("customer.json"))
        assert {each["name"]: archive.read(each["path"]) for each in told["files"]} == {
            "Анна Иванова.pdf": PDF, "card.png": PNG,
        }  # fmt: skip
        assert sorted(archive.namelist()) == sorted(["customer.json", *(each["path"] for each in told["files"])])
        for each in told["files"]:
            assert hashlib.sha256(archive.read(each["path"])).hexdigest() == each["sha256"]
            assert each["about"] == "pulse/proof"
    numbers = {each["id"] for each in told["files"]}
    assert numbers == {str(each.pk) for each in mine(Response.objects.first().survey)}
    assert "my words" in json.dumps(told)
    entry = Entry.objects.order_by("number").last()
    assert (entry.action, entry.target) == ("customer.exported", anna.target)


def test_the_archive_is_the_same_every_time(anna):
    assert whole(anna) == whole(anna)


def test_a_file_that_is_gone_from_the_disk_is_named_without_a_path(anna):
    lost, kept = files_of(anna)
    path_of(lost.number).unlink()
    with opened_archive(whole(anna)) as archive:
        told = {each["id"]: each["path"] for each in json.loads(archive.read("customer.json"))["files"]}
        assert archive.testzip() is None
    assert told == {lost.number: None, kept.number: f"files/{name_in(kept)}"}


def test_files_of_others_and_of_the_nameless_are_not_in_it(anna, organisation):
    survey = Response.objects.first().survey
    (other,) = customers(organisation, 1)
    answered(survey, other, "other.pdf", PDF + b"other")
    Respondent(survey).send(recommend="9").send(proof=upload("nobody.pdf", PDF + b"nobody"))
    assert {each.name for each in files_of(anna)} == {"Анна Иванова.pdf", "card.png"}
    assert [each.name for each in files_of(other)] == ["other.pdf"]


def test_after_an_erasure_there_are_no_files(anna, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        personal.erase(anna, anna.version, SYSTEM)
    with opened_archive(whole(Customer.objects.get(pk=anna.pk))) as archive:
        assert archive.namelist() == ["customer.json"]
        assert json.loads(archive.read("customer.json"))["files"] == []


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD_NAMES)
def test_no_name_leads_anywhere(name, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"body")
    file = HeldFile(NUMBER, name, 4, "", "s/q", source)
    told = name_in(file)
    assert told.startswith(f"{NUMBER}-")
    assert told.isprintable()
    assert not set(told) & set('/\\:"<>|?*')
    assert len(told.encode()) < 250
    assert not told.endswith((" ", "."))
    data = b"".join(personal_archive._written({}, [file]))
    with opened_archive(data) as archive:
        archive.extractall(tmp_path / "out")
    assert (tmp_path / "out" / "files" / told).read_bytes() == b"body"
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["customer.json", "files"]


def test_files_of_one_name_stay_apart(tmp_path):
    files = []
    for number in ("a", "b"):
        (tmp_path / number).write_bytes(number.encode())
        files.append(HeldFile(number, "same.txt", 1, "", "s/q", tmp_path / number))
    with opened_archive(b"".join(personal_archive._written({}, files))) as archive:
        assert [archive.read(f"files/{each}-same.txt") for each in "ab"] == [b"a", b"b"]


def test_a_large_archive_takes_no_memory_and_may_be_left_half_read(tmp_path):
    path = Path(tmp_path / "large")
    with path.open("wb") as out:
        for i in range(40):
            out.write(hashlib.sha256(bytes([i])).digest() * (1 << 15))
    large = HeldFile("n", "large.bin", path.stat().st_size, "", "s/q", path)
    files = [replace(large, number=str(i)) for i in range(3)]
    tracemalloc.start()
    size = sum(len(part) for part in personal_archive._written({}, files))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 0
    assert most < 8 << 20
    begun = personal_archive._written({}, files)
    next(begun)
    begun.close()


@pytest.mark.parametrize(("role", "code"), [("analyst", 403), ("agent", 403), ("stranger", 404)])
def test_who_may_not_take_it(client, people, anna, role, code):
    client.force_login(people[role])
    assert client.get(f"/customers/acme/{anna.code}/data.zip").status_code == code
    assert client.get(f"/customers/acme/{anna.code}/data.json").status_code == 404
    assert not Entry.objects.filter(action="customer.exported").exists()
