"""PostgreSQL whose disk is full to the last byte: who answers is told so, nothing accepted is lost, and it recovers."""

import http.client
import json
from urllib.parse import urlencode

import pytest
from ports import free_port
from small_disk import WHY_NOT, small_disk
from test_answers_are_kept import hashes
from test_serving import page
from web_platform import Platform, until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)]
KEYS = 4_000
ROOMY = 40


@pytest.fixture
def disk():
    with small_disk() as made:
        if made is None:
            pytest.skip("this machine mounts no disk in memory")
        yield made


@pytest.fixture
def platform(disk, tmp_path):
    """A platform on the small disk, with its home elsewhere."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made = Platform(home, disk.url)
    made.script("seeded")
    yield made
    made.end()


def sent(port, link, key):
    """The status and the page that an answer gets."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}
        connection.request("POST", f"/s/{link}/", urlencode({"key": key, "page": "1", "recommend": "9"}), kind)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def until_refused(port, link, waiting, accepted):
    """Answers are sent until one is not taken; give its key, and what was said of it."""
    while waiting:
        key = waiting.pop()
        status, said = sent(port, link, key)
        if status != 302:
            return key, status, said
        accepted.append(key)
    pytest.fail("the disk never filled")


@pytest.mark.parametrize("what", ["tables", "log"])
def test_a_full_disk_of_postgres_loses_nothing_says_so_and_is_got_over(platform, disk, what):
    link, waiting = json.loads(platform.script(["web_answers.asked", KEYS]).splitlines()[-1])
    port, accepted = free_port(), []
    platform.start("serve", "--local", "--bind", f"127.0.0.1:{port}")
    until(lambda: page(port) == "ok\n", 120)
    while len(accepted) < ROOMY:
        accepted.append(waiting.pop())
        assert sent(port, link, accepted[-1])[0] == 302
    if what == "log":
        disk.next_log()  # the server cannot go on without a new file of its log, and gives up
    disk.fill()
    refused, status, said = until_refused(port, link, waiting, accepted)
    assert status == 503, said
    assert "was NOT kept" in said
    assert refused in said
    disk.free()
    disk.start()
    until(lambda: sent(port, link, refused)[0] == 302, 60)
    accepted.append(refused)
    accepted.append(waiting.pop())
    assert sent(port, link, accepted[-1])[0] == 302
    kept = json.loads(platform.script("web_answers.counted").splitlines()[-1])
    assert kept == {"keys": sorted(hashes(accepted)), "responses": len(accepted), "ratings": [1]}
    assert page(port, f"/s/{link}/") is not None
