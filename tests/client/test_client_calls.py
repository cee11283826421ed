"""Any operation is called by its name; what is wrong with a call is told before anything is sent."""

import json
import uuid
from datetime import date

import pytest
from fake_platform import faking

from centricity.client import Client, RefusedError, transport
from centricity.errors import MisuseError

HERE = {"organisation": "acme"}


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr(transport, "PAUSE", 0.001)
    with faking() as server:
        yield server


@pytest.fixture
def platform(fake):
    return Client(fake.url, "secret")


def faults(call, *told, **more):
    with pytest.raises(MisuseError) as caught:
        call(*told, **more)
    return [(fault.code, fault.place.key) for fault in caught.value.faults], caught.value


def test_what_is_offered_is_told_and_asked_once(platform, fake):
    known = platform.operations()
    assert [each.writes for each in known.values()] == [each.method != "GET" for each in known.values()]
    assert str(known["list_things"]) == (
        "list_things(organisation, limit=…, offset=…, state=…, ended=…, share=…): Things by name."
    )
    assert known["change_thing"].signature == "change_thing(organisation, thing, body=…, expected=…)"
    assert known["add_files"].signature == "add_files(organisation, thing, body=…, files=…)"
    platform.operations()
    assert (fake.asked_for_description, fake.heard) == (1, [])


def test_parameters_go_where_they_belong(platform, fake):
    fake.tell({"items": [], "next": None, "total": 0})
    platform.call("list_things", **HERE, state="new", ended=False, share=1, limit=None)
    assert fake.heard[0][:2] == ("GET", "/api/v1/organisations/acme/things?state=new&ended=false&share=1")
    assert fake.heard[0][2]["Authorization"] == "Bearer secret"
    assert "Idempotency-Key" not in fake.heard[0][2]


def test_a_path_with_slashes_keeps_them_and_others_have_none(platform, fake):
    fake.tell(b"x", Content_Disposition="attachment; filename*=UTF-8''%D0%B0%2Fb.csv", Content_Type="text/csv")
    file = platform.call("download_file", **HERE, thing="ы я", name="public/ru/a?.csv")
    assert fake.heard[0][1] == "/api/v1/organisations/acme/things/%D1%8B%20%D1%8F/files/public/ru/a%3F.csv"
    assert (file, file.name, file.media_type) == (b"x", "b.csv", "text/csv")
    for wrong in ("../x", "a/./b", "/a", "a//b", ""):
        assert faults(platform.call, "download_file", **HERE, thing="x", name=wrong)[0] == [("client.value", "name")]
    for wrong in ("a/files", "..", ".", ""):
        assert faults(platform.call, "get_thing", **HERE, thing=wrong)[0] == [("client.value", "thing")]
    assert len(fake.heard) == 1


def test_all_that_is_wrong_is_told_at_once_with_what_is_near(platform, fake):
    told, error = faults(platform.call, "list_things", organization="acme", state="nwe", ended=1, share="x", limit=True)
    assert told == [
        ("client.unknown", "organization"), ("client.missing", "organisation"), ("client.value", "limit"),
        ("client.value", "state"), ("client.value", "ended"), ("client.value", "share"),
    ]  # fmt: skip
    said = {language: error.text(language) for language in ("ru", "en")}
    assert all("[organisation]" in text and "[new]" in text and "list_things(" in text for text in said.values())
    _told, error = faults(platform.call, "list_thing")
    assert "[list_things" in error.text("en")
    assert "create_thing" in faults(platform.call, "zzzz")[1].text("ru")
    assert fake.heard == []


@pytest.mark.parametrize(
    ("operation", "more", "wrong"),
    [
        ("create_thing", {}, [("client.missing", "body")]),
        ("create_thing", {"body": {"nam": 1}}, [("client.unknown", "nam"), ("client.missing", "body.name")]),
        ("create_thing", {"body": ["x"]}, [("client.value", "body")]),
        ("create_thing", {"body": {"name": {1, 2}}}, [("client.value", "body")]),
        ("create_thing", {"body": {"name": float("nan")}}, [("client.value", "body")]),
        ("create_thing", {"body": {"name": "x"}, "files": ["a"]}, [("client.unknown", "files")]),
        ("create_thing", {"body": {"name": "x"}, "expected": "*"}, [("client.unknown", "expected")]),
        ("list_things", {"body": {}, "share": float("inf")}, [("client.value", "share"), ("client.unknown", "body")]),
    ],
)
def test_what_is_sent_besides_is_held_to_the_description(platform, fake, operation, more, wrong):
    assert faults(platform.call, operation, **HERE, **more)[0] == wrong
    assert fake.heard == []


def test_a_change_names_what_was_read(platform, fake):
    fake.tell({"code": "x"}, ETag='"1"')
    read = platform.call("get_thing", **HERE, thing="x")
    assert (read, read.etag) == ({"code": "x"}, '"1"')
    change = {"body": {"name": "y"}, "thing": "x", **HERE}
    for unfit in (None, "", "a\r\nb", 1, {"etag": "x"}):
        assert faults(platform.call, "change_thing", **change, expected=unfit)[0] == [("client.expected", "expected")]
    for expected in (read, read.etag):
        fake.tell({}, ETag='"2"')
        platform.call("change_thing", **change, expected=expected)
    assert [heard[2]["If-Match"] for heard in fake.heard[1:]] == ['"1"', '"1"']


def test_values_of_python_are_told_as_the_api_takes_them(platform, fake):
    fake.tell({})
    code = uuid.uuid4()
    platform.call("create_thing", **HERE, body={"name": code, "kind": date(2026, 1, 2)})
    assert json.loads(fake.heard[0][3]) == {"name": str(code), "kind": "2026-01-02"}


def test_nothing_is_given_where_there_is_nothing(platform, fake):
    fake.tell(status=204)
    assert platform.call("remove_thing", **HERE, thing="x") is None


def test_files_are_sent_by_content_and_from_the_disk(platform, fake, tmp_path):
    (tmp_path / "акт.txt").write_bytes(b"one\r\n")
    for files in ([tmp_path / "акт.txt"], {"акт.txt": b"one\r\n"}, {'a".txt': b""}):
        fake.tell([])
        assert platform.call("add_files", **HERE, thing="x", files=files, body={"access": "public"}) == []
    for _method, _path, headers, body in fake.heard[:2]:
        assert headers["Content-Type"].startswith("multipart/form-data; boundary=")
        assert b"filename*=UTF-8''%D0%B0%D0%BA%D1%82.txt\r\n" in body
        assert b"\r\n\r\none\r\n\r\n--" in body
        assert b'name="access"\r\n\r\npublic\r\n' in body
    assert b"UTF-8''a%22.txt" in fake.heard[2][3]
    more = {"thing": "x", "body": {"access": "public"}, **HERE}
    assert faults(platform.call, "add_files", **more)[0] == [("client.missing", "files")]
    assert faults(platform.call, "add_files", **more, files={"a": "x"})[0] == [("client.value", "files")]
    assert faults(platform.call, "add_files", **more, files=[tmp_path / "none"])[0] == [("client.file", "")]


def test_files_together_are_bounded(platform, tmp_path, monkeypatch):
    monkeypatch.setattr("centricity.client.forms.LARGEST", 3)
    (tmp_path / "a.txt").write_bytes(b"four")
    told = {"thing": "x", "body": {"access": "public"}, "files": tmp_path / "a.txt", **HERE}
    assert faults(platform.call, "add_files", **told)[0] == [("client.files_large", "")]


def test_a_write_that_is_tried_again_keeps_its_key_and_another_has_its_own(platform, fake):
    for status in (502, 503, 200, 200):
        fake.tell({}, status=status, Retry_After="0")
    for _ in range(2):
        platform.call("create_thing", **HERE, body={"name": "x"})
    keys = [heard[2]["Idempotency-Key"] for heard in fake.heard]
    assert len(set(keys[:3])) == 1
    assert keys[3] not in keys[:3]


def test_a_refusal_is_not_tried_again(platform, fake):
    fault = {"code": "web.x", "ru": "нет", "en": "no", "key": "name"}
    fake.tell({"faults": [fault]}, status=409)
    with pytest.raises(RefusedError, match="no") as caught:
        platform.call("create_thing", **HERE, body={"name": "x"})
    assert (caught.value.status, caught.value.faults[0].place.key, len(fake.heard)) == (409, "name", 1)


def test_a_listing_is_followed_page_by_page(platform, fake):
    pages = [["a", "b"], ["c", "d"], ["e"]]
    for at, page in enumerate(pages):
        after = f"/api/v1/organisations/acme/things?offset={2 * at + 2}&limit=2" if page != ["e"] else None
        fake.tell({"items": [{"code": each} for each in page], "next": after, "total": 5})
    items = platform.every("list_things", **HERE, limit=2, state="new")
    assert fake.heard == []
    assert next(items)["code"] == "a"
    assert len(fake.heard) == 1
    assert [each["code"] for each in items] == ["b", "c", "d", "e"]
    assert [heard[1].partition("?")[2] for heard in fake.heard] == [
        f"limit=2&offset={at}&state=new" for at in (0, 2, 4)
    ]


def test_a_listing_is_refused_before_its_first_item(platform):
    assert faults(platform.every, "list_things", **HERE, stat="new")[0] == [("client.unknown", "stat")]
    assert faults(platform.every, "get_thing", **HERE, thing="x")[0] == [("client.no_listing", "")]
    assert faults(platform.table, "zzz")[0] == [("client.operation", "")]


def test_a_job_is_waited_for(platform, fake):
    for state in ("waiting", "running", "done"):
        fake.tell({"id": "7", "state": state})
    seen = []
    assert platform.wait("7", progress=lambda job: seen.append(job["state"]))["state"] == "done"
    assert seen == ["waiting", "running", "done"]
    assert platform.wait({"state": "waiting"}, again=lambda: {"state": "done"}) == {"state": "done"}
    with pytest.raises(RefusedError, match="failed"):
        platform.wait({"id": "7", "state": "failed", "faults": []})
