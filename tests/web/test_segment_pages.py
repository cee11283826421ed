"""Pages of a segment by scores: what the query says, reckoned once for the count and the page."""

from decimal import Decimal

import pytest
from api_kit import Program
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_segments import EN, HOME, customer, happened, made, rule

from centricity.web.customers.segment_query import members
from centricity.web.customers.segments import Listed, listed

pytestmark = pytest.mark.django_db
BEST = rule("monetary", "at_least", "3")


@pytest.fixture
def shop(organisation):
    for i in range(250):
        happened(customer(organisation, f"c{i * 7 % 250:03}"), days=i % 40, amount=Decimal(1 + i * 13 % 250))


def scored(queries):
    return sum("RANK()" in each["sql"] for each in queries)


def test_the_pages_hold_whom_the_query_holds_in_its_order(organisation, shop):
    segment = made(organisation, BEST)
    found = listed(segment)
    assert isinstance(found, Listed)
    whole = [each.pk for each in members(segment)]
    assert found.count() == len(found) == len(whole) == 150
    assert [each.pk for start in (0, 100, 200) for each in found[start : start + 100]] == whole
    assert found[150:] == found[10**6 :] == []
    assert not isinstance(listed(made(organisation, rule("kind", "is", "person"), code="two")), Listed)
    assert not isinstance(listed(made(organisation, rule("kind", "is", "company"), code="three")), Listed)


def test_scores_are_reckoned_once_for_a_page(organisation, shop, client, people):
    made(organisation, BEST)
    client.force_login(people["agent"])
    with CaptureQueriesContext(connection) as queries:
        told = client.get(f"{HOME}of/one/?page=2", headers=EN).content.decode()
    assert scored(queries) == 1
    assert "150 customers" in told
    assert told.count('<th scope="row">') == 50
    program = Program.of(people["agent"])
    with CaptureQueriesContext(connection) as queries:
        part = program.get("/organisations/acme/segments/one/members", {"limit": 20, "offset": 140}).json()
    assert scored(queries) == 1
    assert (part["total"], len(part["items"]), part["next"]) == (150, 10, None)
    assert [each["name"] for each in part["items"]] == sorted(each["name"] for each in part["items"])
