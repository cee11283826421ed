"""What tests in a browser share: a platform of their own as its users have it, and pages that tolerate no fault."""

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from urllib.parse import quote, urlsplit

import pytest
from mail_kit import ACCOUNT, posting
from ports import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MARKS = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: make test-e2e installs it"),
]
PATIENCE = 240
PASSWORD = "correct horse battery staple"
PASSWORDS = "passwords.json"
STUDY = "it-market-2025-published"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync"]  # fmt: skip


class Site:
    """A platform that answers: its address, the passwords it printed, and the letters that a mail server took."""

    def __init__(self, home, post, mail):
        self.home, self.log, self.url = home, home / "log", f"http://127.0.0.1:{free_port()}"
        self.passwords, self.post, self._mail = {}, post, mail

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "CENTRICITY", "DATABASE"))}
        told = {"CENTRICITY_HOME": str(self.home), "CENTRICITY_WAREHOUSES": str(self._warehouses())}
        return kept | told | self._mail | {"PYTHONUNBUFFERED": "1", "CENTRICITY_ROUND": "1"}

    def _warehouses(self):
        """A folder that the examples' organisation may read, and the file that says so."""
        lake = self.home.parent / f"{self.home.name}-lake"
        lake.mkdir(exist_ok=True)
        rows = [
            f"{score},2026-{month:02d}-05,{way}" for score in range(11) for month in (8, 9) for way in ("web", "app")
        ]
        (lake / "answers.csv").write_text("\n".join(["score,at,channel", *rows]), "utf-8")
        told = [
            {
                "code": "lake", "title": {"ru": "Озеро", "en": "Lake"}, "organisations": ["examples"],
                "engine": "duckdb://", "folder": str(lake),
            }
        ]  # fmt: skip
        path = lake / "warehouses.yaml"
        path.write_text(json.dumps({"warehouses": told}), "utf-8")
        return path

    def told(self):
        return self.log.read_text("utf-8")

    def wait(self, done):
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError):
                if found := done():
                    return found
            assert time.monotonic() < deadline, self.told()[-2_000:]
            time.sleep(0.5)

    def written(self, sentence, *more):
        """Write what nobody can click, that time passes; how many rows that was."""
        with contextlib.closing(sqlite3.connect(self.home / "centricity.sqlite3", timeout=60)) as base, base:
            return base.execute(sentence, more).rowcount

    def minute_passes(self, work):
        """What is done every minute is due."""
        assert self.written("UPDATE jobs_schedule SET next_at = datetime('now', '-1 minute') WHERE kind = ?", work) == 1

    def asked(self, path):
        return urllib.request.urlopen(self.url + path).read()

    def administrator(self, name):
        """Make one more administrator, as whoever runs the platform does."""
        email = f"{name}@example.org"
        command = [sys.executable, "-m", "centricity", "web", "createadmin", "--local", email, "--password", PASSWORD]
        subprocess.run(command, env=self.environment(), check=True, capture_output=True)
        self.passwords[email] = PASSWORD

    def letters(self, to):
        """Letters to an address that came by the mail server, the oldest first."""
        return [each for each in self.post.letters if each["To"] == to]

    def letter(self, to):
        """What the last letter to an address says without pictures, once it has come."""
        return self.wait(lambda: self.letters(to))[-1].get_body(("plain",)).get_content().replace("\r\n", "\n")


def laid_once(root):
    """A home with the examples computed, laid by whichever process comes first; to be copied, never used."""
    home = root / "laid"
    with (root / "laid.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / PASSWORDS).exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(mode=0o700)
            with served(home) as site:
                told = json.dumps(site.passwords)
            (home / PASSWORDS).write_text(told, "utf-8")
    return home


@contextlib.contextmanager
def site_of_its_own(tmp_path_factory, name):
    """Serve a platform in processes of its own, a copy of the one that is laid once."""
    own = tmp_path_factory.getbasetemp()
    shutil.copytree(laid_once(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own), own / name)
    with served(own / name) as one:
        yield one


@contextlib.contextmanager
def served(home):
    """Serve a local platform with the examples until they are computed, and end it afterwards."""
    with posting(home.parent) as (post, port, chain):
        user, password = (quote(each) for each in ACCOUNT)
        mail = {"CENTRICITY_EMAIL_URL": f"smtp+tls://{user}:{password}@127.0.0.1:{port}", "SSL_CERT_FILE": str(chain)}
        with _served(Site(home, post, mail)) as site:
            yield site


@contextlib.contextmanager
def _served(site):
    bind = site.url.removeprefix("http://")
    command = [sys.executable, "-m", "centricity", "web", "serve", "--local", "--examples", "--bind", bind]
    with site.log.open("w") as out:
        server = subprocess.Popen(
            command, env=site.environment(), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        site.wait(lambda: site.asked("/healthz"))
        site.wait(lambda: b"/ranking/" in site.asked(f"/studies/{STUDY}/"))
        known = site.home / PASSWORDS
        site.passwords.update(json.loads(known.read_text("utf-8")) if known.exists() else {})
        site.passwords.update(re.findall(r"(\w+@example\.org)\s+(\S+)", site.told()))
        yield site
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


@contextlib.contextmanager
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(browser, url, language="en-GB", **more):
    """A page that fails the test where a script or a policy is refused, or another host is asked."""
    context = browser.new_context(
        base_url=url, locale=language, **({"viewport": {"width": 1280, "height": 900}} | more)
    )
    found, page = [], context.new_page()
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: found.append(asked.url) if not asked.url.startswith((url, "data:")) else None)
    yield page
    context.close()
    assert found == []


def at(page, path):
    """Wait until the page is at an address."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def begin_to_sign_in(page, site, name):
    """Tell e-mail and password; where that leads to is the test's."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(f"{name}@example.org")
    page.locator("input[name=password]").fill(site.passwords[f"{name}@example.org"])
    page.get_by_role("main").locator("form").first.locator("button.main").click()


def sign_in(page, site, name):
    begin_to_sign_in(page, site, name)
    at(page, "/")


def sign_out(page):
    page.get_by_role("banner").locator("form[action='/accounts/logout/'] button").click()
    at(page, "/")


def tells(page, sentence):
    """Wait until the page says something as a message or as a fault."""
    page.locator(".message, [role=alert]").filter(has_text=sentence).first.wait_for()


def headed(page, heading):
    page.get_by_role("heading", name=heading).wait_for()


def code_of(secret, later=0):
    """The code an app shows now, or so many half minutes later: one is never taken twice."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + later))


def confirm(page, password=PASSWORD):
    """Answer the question whether it is still you, in any language."""
    at(page, "/accounts/reauthenticate/")
    page.locator("input[name=password]").fill(password)
    page.get_by_role("main").locator("button.main").first.click()


def virtual_key(page):
    """A key of the device that a browser may ask: it knows passkeys, and its owner agrees at once."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
