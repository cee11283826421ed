"""The platform in a browser, as its users have it: a server and a worker of their own, the bundled examples."""

import contextlib
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: make test-e2e installs it"),
]
EXAMPLES = Path(__file__).parents[2] / "examples"
PATIENCE = 240
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PUBLIC = ("/", "/accounts/login/", "/studies/it-market-2025-published/", "/studies/it-market-2025-published/ranking/",
          "/studies/it-market-2025-published/heatmap/?metrics=1", "/studies/it-market-2025-published/segments/",
          "/studies/it-market-2025-published/downloads/", "/studies/it-market-2025-published/report/method/",
          "/nothing/")  # fmt: skip
OWN = ("/people/", "/people/me/", "/audit/?verify=1", "/studies/new/", "/studies/it-market-2025-published/editions/",
       "/studies/it-market-2025-published/editions/1/")  # fmt: skip


class Platform:
    """Its address, and the passwords it printed."""

    def __init__(self, url, passwords):
        self.url, self.passwords = url, passwords


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    home, port = tmp_path_factory.mktemp("home"), free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "CENTRICITY"))}
    environment |= {"CENTRICITY_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [
        sys.executable,
        "-m",
        "centricity",
        "web",
        "serve",
        "--local",
        "--examples",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    log = home / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            command, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait(lambda: urllib.request.urlopen(f"{url}/healthz").status == 200, log)
        wait(lambda: b"/ranking/" in urllib.request.urlopen(f"{url}/studies/it-market-2025-published/").read(), log)
        yield Platform(url, dict(re.findall(r"(\w+@example\.org)\s+(\S+)", log.read_text("utf-8"))))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def wait(done, log):
    deadline = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError):
            if done():
                return
        assert time.monotonic() < deadline, log.read_text("utf-8")[-2_000:]
        time.sleep(0.5)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, platform):
    """A page in English that fails the test where a script or a policy is refused, or another host is asked."""
    context = browser.new_context(base_url=platform.url, locale="en-GB", viewport={"width": 1280, "height": 900})
    found, opened = [], context.new_page()
    opened.on("pageerror", lambda error: found.append(str(error)))
    opened.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    opened.on(
        "request", lambda asked: found.append(asked.url) if not asked.url.startswith((platform.url, "data:")) else None
    )
    yield opened
    context.close()
    assert found == []


def sign_in(page, platform, name):
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(f"{name}@example.org")
    page.locator("input[name=password]").fill(platform.passwords[f"{name}@example.org"])
    page.locator("main form button[type=submit], main form button:not([name])").first.click()
    page.wait_for_url("**/")


def violations(page):
    """What axe-core finds on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]


def zipped(folder, spoil=False):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            if spoil and path.name == "observations.csv":
                content = content.replace(b",", b",x", 30)
            made.writestr(path.name, content)
    return {"name": "study.zip", "mimeType": "application/zip", "buffer": whole.getvalue()}


def test_a_folder_is_brought_checked_computed_and_read(page, platform):
    sign_in(page, platform, "analyst")
    page.get_by_role("link", name="Add a study").click()
    page.locator("input[name=code]").fill("mine")
    page.locator("input[name=files]").set_input_files([zipped(EXAMPLES / "it-market-2025-published", spoil=True)])
    page.get_by_role("button", name="Upload and check").click()
    assert "observations.csv, row" in page.locator(".faults").inner_text()
    page.goto("/studies/mine/editions/")
    page.locator("input[name=files]").set_input_files([zipped(EXAMPLES / "it-market-2025-published")])
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("button", name="Compute").click()
    page.get_by_role("link", name="To the results").click(timeout=PATIENCE * 1_000)
    page.get_by_role("link", name="Heat map", exact=True).click()
    page.locator("td a").first.click()
    assert page.get_by_role("heading", name="What it is made of").is_visible()


def test_language_and_theme_are_kept(page, platform):
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Русский").click()
    assert page.get_by_role("heading", name="Исследования").is_visible()
    page.get_by_role("button", name="Тёмная").click()
    page.goto("/studies/it-market-2025-published/")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 200


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_hinders_anybody(browser, platform, language, theme):
    context = browser.new_context(base_url=platform.url, locale=language, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": name, "value": value, "url": platform.url} for name, value in
                         (("language", language), ("theme", theme))])  # fmt: skip
    page = context.new_page()
    told = {}
    for path in PUBLIC:
        page.goto(path)
        told[path] = violations(page)
    sign_in(page, platform, "admin")
    for path in OWN:
        page.goto(path)
        told[path] = violations(page)
    context.close()
    assert {path: found for path, found in told.items() if found} == {}


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_no_page_is_wider_than_its_screen(browser, platform, width):
    context = browser.new_context(base_url=platform.url, locale="ru", viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = {}
    for path in PUBLIC:
        page.goto(path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert {path: w for path, w in wide.items() if w > width} == {}


def test_the_keyboard_is_enough(page, platform):
    page.goto("/studies/it-market-2025-published/ranking/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('td a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/companies/**")
