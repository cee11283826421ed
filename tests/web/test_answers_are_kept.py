"""Every answer that was acknowledged is there after the server was killed, and counts once: both databases."""

import http.client
import json
import os
import signal
import threading
import time
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

import pytest
from ports import free_port
from test_serving import children, page
from web_platform import until

from centricity.web.people.hashes import hashed

CONNECTIONS = 6


class Senders:
    """Browsers that send answers over connections of their own until there are none left, or the server is gone."""

    def __init__(self, port, link, keys):
        self.port, self.link, self.accepted, self.refused = port, link, set(), []
        self.waiting = SimpleQueue()
        for each in keys:
            self.waiting.put(each)
        self.threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(CONNECTIONS)]
        for each in self.threads:
            each.start()

    def _send_all(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            while True:
                key = self.waiting.get_nowait()
                status = self._send(connection, key)
                (self.accepted.add if status == 302 else self.refused.append)(key)
        except (Empty, OSError, http.client.HTTPException):
            connection.close()

    def _send(self, connection, key):
        body = urlencode({"key": key, "page": "1", "recommend": "9"})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/s/{self.link}/", body, kind)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def ended(self):
        return not any(each.is_alive() for each in self.threads)


@pytest.fixture
def serve(platform):
    """Begin the platform and wait until it answers; give its process and its port."""

    def begun():
        port = free_port()
        process = platform.start("serve", "--local", "--bind", f"127.0.0.1:{port}")
        until(lambda: page(port) == "ok\n", 120)
        return process, port

    return begun


def family(process):
    return [process.pid, *children(process.pid)]


def killed(process, everyone=None):
    """No process has a word to say; what they handed to the system is written, as it is not where the power fails."""
    for pid in everyone or family(process):
        os.kill(pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("number", [200, pytest.param(10_000, marks=pytest.mark.slow)])
def test_no_answer_that_was_acknowledged_is_lost_or_counted_twice(platform, serve, number):
    link, keys = json.loads(platform.script(["web_answers.asked", number]).splitlines()[-1])
    process, port = serve()
    everyone, over = family(process), time.monotonic() + 600
    first = Senders(port, link, keys)
    while len(first.accepted) < number // 2 and time.monotonic() < over:
        time.sleep(0.001)  # a longer sleep, and all of them are accepted before the kill
    killed(process, everyone)
    until(first.ended)
    assert first.refused == []
    assert number // 2 <= len(first.accepted) < number
    kept = json.loads(platform.script("web_answers.counted").splitlines()[-1])
    assert hashes(first.accepted) <= set(kept["keys"])
    assert kept["ratings"] == [1]
    _, port = serve()
    second = Senders(port, link, keys)  # also those that were acknowledged: a browser sends again
    until(second.ended, 900)
    assert (second.refused, second.accepted) == ([], set(keys))
    kept = json.loads(platform.script("web_answers.counted").splitlines()[-1])
    assert kept == {"keys": sorted(hashes(keys)), "responses": number, "ratings": [1]}


def hashes(keys):
    """Hashes under which the platform keeps signed keys."""
    return {hashed(each.split(".")[1].split(":")[0]) for each in keys}


def test_a_full_disk_loses_nothing_and_says_so(platform):
    if platform.url:
        pytest.skip("a disk of PostgreSQL is not this test's to fill")
    platform.script("web_answers.asked")
    told = json.loads(platform.script("web_answers.disk_full").splitlines()[-1])
    assert told == [503, True, True, 302, 1]
