"""Addresses of providers and who may reach them; run as oidc_scenario.py is, with SAML and without."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client
from web_kit import addresses

from centricity.web.people.services import user_create

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]
PASSWORD = "correct horse battery staple"
TABLE = yaml.safe_load((Path(__file__).parents[2] / "docs" / "access.yaml").read_text("utf-8"))
KINDS = {each.kind for each in settings.IDENTITY_PROVIDERS.values()}


def is_there(address):
    """Whether an address is one of the providers that there are; those of SAML are not where nobody uses it."""
    return "saml/" not in address or "saml" in KINDS


PAGES = {
    page["address"]: page
    for group in TABLE["groups"]
    if "only" in group
    for page in group["pages"]
    if is_there(page["address"])
}


def test_every_address_of_providers_stands_in_the_table_of_access():
    known = {page["address"] for group in TABLE["groups"] for page in group["pages"]}
    assert set(addresses()) == set(filter(is_there, known))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_addresses_of_providers_answer_as_the_table_says(who, method):
    client = Client(headers={"Host": "localhost"})
    if who != "anonymous":
        client.force_login(user_create("stranger@example.org", PASSWORD))
    found = {}
    for address in PAGES:
        path = address.replace("(?P<provider_id>[^/]+)", "hse").replace("(?P<organization_slug>[^/]+)", "partner")
        path = path.replace("<slug:organization_slug>", "partner").replace("<slug:provider_id>", "hse").replace("^", "")
        found[address] = getattr(client, method.lower())(path).status_code
    assert found == {address: page[method][1] for address, page in PAGES.items()}
