"""The page of a company tells a place with the places it may as well have."""

import pytest

from centricity.language import number
from centricity.web.research.pages import company

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "title"), [("en", "Places, "), ("ru", "Места, ")])
def test_every_part_has_its_place_and_its_places(wide, language, title):
    view = wide.current.views.get(audience="internal")
    row = view.subjects.first()
    table = company(view, row, language).table
    titles = [column[0] for column in table.columns]
    (at,) = (number for number, each in enumerate(titles) if each.startswith(title))
    assert titles[at - 1] == {"en": "Place", "ru": "Место"}[language]
    shown = [part for part in view.parts if part["code"] in row.scores]
    assert len(table.rows) == len(shown)
    for part, cells in zip(shown, table.rows, strict=True):
        score = row.scores[part["code"]]
        low, high = score["rank_low"], score["rank_high"]
        one = number(low, language)
        expected = one if low is None or low == high else f"{one}–{number(high, language)}"
        assert cells[at].text == expected
    assert any(cells[at].text != "–" for cells in table.rows)


def test_the_page_shows_them(client, people, wide):
    client.force_login(people["analyst"])
    view = wide.current.views.get(audience="internal")
    row = view.subjects.first()
    low, high = (row.scores[view.parts[0]["code"]][name] for name in ("rank_low", "rank_high"))
    page = client.get(f"/studies/wide/companies/{row.subject}/", headers={"Accept-Language": "en"})
    page = page.content.decode()
    assert (f"{low:.0f}–{high:.0f}" if low < high else f">{low:.0f}<") in page
