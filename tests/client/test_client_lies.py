"""A platform that is none, lies or breaks off is told in a sentence, and never sees what it should not."""

import json
from copy import deepcopy

import pytest
from fake_platform import DESCRIPTION, PLACE, faking

from centricity.client import Client, RefusedError, operations, transport
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


def refused(call, *told, **more):
    with pytest.raises(RefusedError) as caught:
        call(*told, **more)
    assert caught.value.text("ru")
    assert caught.value.text("en")
    return caught.value.faults[0].code


def changed(change):
    told = deepcopy(DESCRIPTION)
    change(told)
    return json.dumps(told).encode()


def moved(address):
    return changed(lambda told: told["paths"].update({address: told["paths"].pop(PLACE)}))


def named(name):
    return changed(lambda told: told["paths"][PLACE]["get"].update(operationId=name))


@pytest.mark.parametrize(
    "description",
    [
        b"", b"<html>", b"\xff", b"[]", b"{}", b'{"paths": []}', b'{"paths": {}}', b'{"paths": {"/api/v1/x": 1}}',
        b"[" * 100_000,
        moved("@elsewhere.example/"), moved("//elsewhere.example/x"), moved("/api/v1/../../x"),
        moved("/api/v1/x y"), moved("/api/v1/x\r\nHost: y"), moved(PLACE + "{"),
        named("get_thing"), named(""), named("../x"), named(None),
        changed(lambda told: told["paths"][PLACE]["get"].pop("responses")),
        changed(lambda told: told["paths"][PLACE]["get"]["parameters"][0].pop("schema")),
        changed(lambda told: told["paths"][PLACE]["get"]["parameters"][0].update(name="body")),
        changed(lambda told: told["paths"][PLACE]["get"]["parameters"].pop(0)),
        changed(lambda told: told["components"].pop("schemas")),
    ],
)  # fmt: skip
def test_a_description_that_is_none_is_refused(platform, fake, description):
    fake.description = description
    assert refused(platform.operations) == "client.description"
    assert refused(platform.call, "get_thing", **HERE, thing="x") == "client.description"
    assert fake.heard == []


def test_a_description_that_refers_to_itself_ends(platform, fake):
    def loop(told):
        told["components"]["schemas"]["Thing"]["properties"]["inner"] = {"$ref": "#/components/schemas/Thing"}

    fake.description = changed(loop)
    fake.tell({"items": [{"code": "x", "inner": {"code": "y"}}], "next": None})
    assert platform.table("list_things", **HERE)["code"].to_list() == ["x"]


def test_a_description_that_unfolds_without_end_is_refused(platform, fake, monkeypatch):
    def burst(told):
        parts = {f"p{each}": {"$ref": "#/components/schemas/Thing"} for each in range(100)}
        told["components"]["schemas"]["Thing"]["properties"] |= parts

    monkeypatch.setattr(operations, "_MOST", 10_000)
    fake.description = changed(burst)
    assert refused(platform.operations) == "client.description"


def test_what_is_too_large_is_not_held(platform, fake, monkeypatch, tmp_path):
    monkeypatch.setattr(operations, "LARGEST", 1_000)
    assert refused(platform.operations) == "client.large"
    monkeypatch.undo()
    platform.operations()
    monkeypatch.setattr(transport, "LARGEST", 10)
    for chunked in ({}, {"Content_Length": "11"}):
        fake.tell(b"x" * 11, **chunked)
        assert refused(platform.call, "download_file", **HERE, thing="x", name="a") == "client.large"
    fake.tell(b"x" * 11)
    assert platform.save("download_file", tmp_path / "a", **HERE, thing="x", name="a").read_bytes() == b"x" * 11


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b'{"n": NaN}', b"[" * 100_000, b"\xff", b'{"items": [', b"[]", b'"x"', b"1"]
)
def test_an_answer_that_is_none_is_refused(platform, fake, content):
    fake.tell(content)
    assert refused(lambda: list(platform.every("list_things", **HERE))) == "client.unreadable"


@pytest.mark.parametrize(
    "page",
    [
        {}, {"items": [], "next": 1}, {"items": "ab", "next": None}, {"items": ["a"], "next": None},
        {"items": [{}], "next": "https://elsewhere.example/"}, {"items": [{}], "next": "/x?offset=0"},
        {"items": [{}], "next": "/x?offset=-5"}, {"items": [{}], "next": "/x?offset=x"},
        {"items": [], "next": "/x?offset=200"},
    ],
)  # fmt: skip
def test_pages_that_lead_nowhere_end(platform, fake, page):
    fake.tell(page)
    assert refused(lambda: list(platform.every("list_things", **HERE))) == "client.unreadable"
    assert len(fake.heard) == 1


def test_the_next_page_is_asked_of_the_same_platform(platform, fake):
    fake.tell({"items": [{}], "next": "https://elsewhere.example/steal?offset=200"})
    fake.tell({"items": [], "next": None})
    assert list(platform.every("list_things", **HERE)) == [{}]
    assert fake.heard[1][1] == "/api/v1/organisations/acme/things?limit=200&offset=200"


def test_an_answer_that_breaks_off_is_asked_for_again(platform, fake, tmp_path):
    for content in (b"ab", b"abcd"):
        fake.tell(content, Content_Length="4")
    assert platform.call("download_file", **HERE, thing="x", name="a") == b"abcd"
    for content in (b"ab", b"abcd"):
        fake.tell(content, Content_Length="4")
    path = platform.save("download_file", tmp_path / "a", **HERE, thing="x", name="a")
    assert path.read_bytes() == b"abcd"
    for _ in range(transport.ATTEMPTS):
        fake.tell(b"ab", Content_Length="4")
    told = {"thing": "x", "name": "a", **HERE}
    assert refused(platform.save, "download_file", tmp_path / "b", **told) == "client.unreachable"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_a_disk_that_fails_is_not_the_platform(platform, fake, tmp_path):
    fake.tell(b"x")
    with pytest.raises(FileNotFoundError):
        platform.save("download_file", tmp_path / "none" / "a", **HERE, thing="x", name="a")
    assert len(fake.heard) == 1


@pytest.mark.parametrize("told", [b"<html>", b'{"faults": 1}', b'{"faults": [{}]}', b"[" * 100_000, b"{}"])
def test_a_refusal_that_is_none_is_told_by_its_status(platform, fake, told):
    fake.tell(told, status=404)
    assert refused(platform.call, "get_thing", **HERE, thing="x") == "client.answer"


@pytest.mark.parametrize("wait", ["²", "9" * 100, "-1", "soon"])
def test_a_pause_that_is_none_is_not_waited_for(platform, fake, wait, monkeypatch):
    pauses = []
    monkeypatch.setattr("centricity.client.transport.time.sleep", pauses.append)
    fake.tell(status=503, Retry_After=wait.encode("utf-8").decode("latin-1"))
    fake.tell({})
    platform.call("get_thing", **HERE, thing="x")
    assert pauses == [transport.PAUSE]


@pytest.mark.parametrize("url", ["http://example.org", "https://", "https://[x", "file:///etc/passwd", ""])
def test_a_token_does_not_go_where_it_is_seen(url):
    with pytest.raises(MisuseError) as caught:
        Client(url, "secret")
    assert caught.value.faults[0].code == "client.url"


@pytest.mark.parametrize("token", ["a b", "a\nb", "ключ", "a\r\nHost: x"])
def test_a_token_that_is_none_is_refused_and_not_told(token):
    with pytest.raises(MisuseError) as caught:
        Client("https://example.org", token)
    assert caught.value.faults[0].code == "client.token"
    assert token not in caught.value.text("en")
