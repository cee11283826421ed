"""How many queries each page takes; the number does not grow with the rows it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
PAGES = {
    "/": 5,
    "/studies/wide/": 9,
    "/studies/wide/ranking/": 9,
    "/studies/wide/ranking/?q=cloud": 9,
    "/studies/wide/heatmap/": 9,
    "/studies/wide/heatmap/?metrics=1": 9,
    "/studies/wide/segments/": 8,
    "/studies/wide/companies/SYN01/": 9,
    "/studies/wide/companies/SYN01/index/": 8,
    "/studies/wide/companies/SYN01/1.1/": 8,
    "/studies/wide/evidence/": 10,
    "/studies/wide/evidence/?q=cloud": 10,
    "/studies/wide/evidence/E-SYN01-1.1/": 11,
    "/studies/wide/report/method/": 9,
    "/studies/wide/downloads/": 7,
    "/studies/wide/editions/": 9,
    "/studies/wide/editions/1/": 8,
    "/people/me/": 4,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_no_more_queries_than_stated(client, people, page):
    client.force_login(people["analyst"])
    with CaptureQueriesContext(connection) as taken:
        assert client.get(page).status_code == 200
    assert len(taken) <= PAGES[page], [query["sql"][:120] for query in taken]
