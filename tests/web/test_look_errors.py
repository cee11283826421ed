"""Addresses that only take forms, read by a browser."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "says", "leads"),
    [("en", "There is nothing to read here", "To the page of the form"),
     ("ru", "Читать здесь нечего", "К странице формы")],
)  # fmt: skip
def test_an_address_that_only_takes_forms_leads_to_its_page(client, language, says, leads):
    answer = client.get("/people/me/sessions/", headers={"Accept-Language": language})
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert says in page
    assert 'href="/people/me/"' in page
    assert leads in page


def test_an_address_whose_page_is_none_leads_home(client):
    page = client.get("/look/", headers={"Accept-Language": "en"}).content.decode()
    assert "There is nothing to read here" in page
    assert "To the page of the form" not in page


def test_the_api_answers_a_wrong_method_in_its_own_shape(client):
    answer = client.delete("/api/v1/studies")
    assert answer.headers["Content-Type"] == "application/problem+json"
