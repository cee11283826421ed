"""What a person gives to programs, in a browser: tokens of the API and webhooks."""

import json
import urllib.error
import urllib.request

import pytest
from api_kit import Listener
from browser_kit import MARKS, PATIENCE, STUDY, confirm, sign_in, tells

pytestmark = MARKS


def asked(site, secret):
    """Who the API says that a token is of; the status where it says nothing."""
    request = urllib.request.Request(f"{site.url}/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_a_token_is_made_shown_once_used_and_taken_back(page, site):
    sign_in(page, site, "analyst")
    page.goto("/people/me/")
    page.get_by_role("link", name="API tokens").click()
    page.get_by_label("Name").fill("notebook")
    page.get_by_label("read what I may see").check()
    page.get_by_role("button", name="Make the token").click()
    confirm(page, site.passwords["analyst@example.org"])
    tells(page, "It is shown this once")
    secret = page.locator(".message code").inner_text()
    assert asked(site, secret)["name"] == page.locator("a.who").inner_text()
    page.goto("/api-tokens/")
    row = page.get_by_role("row").filter(has_text="notebook")
    assert secret not in page.content()
    assert secret[:12] in row.inner_text()
    row.get_by_role("button", name="Revoke notebook").click()
    tells(page, "The token is revoked.")
    assert asked(site, secret) == 401
    assert asked(site, "cty_nothing") == 401


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.shutdown()
    made.server_close()


def test_a_webhook_is_added_told_seen_and_ended(page, site, listener):
    sign_in(page, site, "analyst")
    page.goto("/people/me/")
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_label("Address").fill("http://example.org/")
    page.get_by_role("button", name="Add the webhook").click()
    tells(page, "This address will not do; it must be https")
    page.get_by_label("Address").fill(listener.url)
    page.get_by_label("Where it happens").select_option(f"study:{STUDY}")
    page.get_by_role("button", name="Add the webhook").click()
    tells(page, "shown this once")
    assert page.locator(".message code").inner_text().startswith("whsec_")
    page.goto(f"/studies/{STUDY}/editions/1/")
    page.get_by_role("button", name="Compute").click()
    page.get_by_role("link", name="To the results").wait_for(timeout=PATIENCE * 1_000)
    site.wait(lambda: listener.heard)
    page.goto("/webhooks/")
    page.get_by_role("link", name=listener.url).click()
    row = page.get_by_role("row").filter(has_text="results are computed")
    row.wait_for()
    site.wait(lambda: page.reload() and "delivered" in row.inner_text())
    page.get_by_role("button", name="Delete the webhook").click()
    tells(page, "The webhook is deleted.")
    assert listener.url not in page.locator("main").inner_text()
