"""The platform in a browser, as its users have it: the bundled examples, brought, computed and read."""

import io
import re
import zipfile
from pathlib import Path

from browser_kit import MARKS, PATIENCE, headed, sign_in

pytestmark = MARKS
EXAMPLES = Path(__file__).parents[2] / "examples"


def zipped(folder, spoil=False):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            if spoil and path.name == "observations.csv":
                content = content.replace(b",", b",x", 30)
            made.writestr(path.name, content)
    return {"name": "study.zip", "mimeType": "application/zip", "buffer": whole.getvalue()}


def test_a_folder_is_brought_checked_computed_and_read(page, site):
    sign_in(page, site, "analyst")
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
    headed(page, "What it is made of")


def test_language_and_theme_are_kept(page):
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Русский").click()
    headed(page, "Исследования")
    page.get_by_role("button", name="Тёмная").click()
    page.locator("html[data-theme=dark]").wait_for()
    page.goto("/studies/it-market-2025-published/")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 200


def test_the_keyboard_is_enough(page):
    page.goto("/studies/it-market-2025-published/ranking/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('td a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/companies/**")
