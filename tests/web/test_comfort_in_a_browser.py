"""Comfort where scripts run: searching, turning pages and following a job load no page anew."""

from browser_kit import MARKS, PATIENCE, at, sign_in

pytestmark = MARKS
WIDE = "/studies/it-companies-2025/"


def stays(page):
    """Mark the page; a page that is loaded anew has lost the mark."""
    page.evaluate("window.here = 1")
    return lambda: page.evaluate("window.here") == 1


def test_a_list_is_searched_and_turned_without_loading_the_page(page, site):
    site.wait(lambda: page.goto(f"{WIDE}evidence/").status == 200)
    there = stays(page)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2*")
    page.get_by_text("Page 2 of").wait_for()
    page.get_by_role("searchbox").fill("SYN01-1.1")
    page.wait_for_url("**q=SYN01*")
    page.get_by_text("1 row", exact=True).wait_for()
    assert there()
    page.get_by_role("main").locator("th a").click()
    page.get_by_role("heading", name="Numbers that rest on it").wait_for()


def test_a_job_is_followed_without_loading_the_page(page, site):
    sign_in(page, site, "analyst")
    page.goto("/studies/six-questions/editions/1/")
    page.get_by_role("button", name="Compute").click()
    page.wait_for_url("**/jobs/**")
    there = stays(page)
    page.get_by_role("link", name="To the results").wait_for(timeout=PATIENCE * 1_000)
    assert there()
    page.get_by_role("link", name="To the results").click()
    at(page, "/studies/six-questions/")
