"""Pages that refuse: each says in words what is wrong and what to do, in the look of the platform."""

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from centricity.web.look.views import failed


def of_a_lost_database():
    raise AssertionError("the database is asked who this is")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "heading"), [("ru", "Форма устарела"), ("en", "The form was too old")])
def test_a_form_with_a_wrong_token_is_refused_in_words(language, heading):
    client = Client(enforce_csrf_checks=True)
    client.cookies["language"] = language
    refused = client.post("/accounts/password/reset/", {"email": "x@example.org", "csrfmiddlewaretoken": "wrong"})
    page = refused.content.decode()
    assert refused.status_code == 403
    assert f"<h1>{heading}</h1>" in page
    assert f"<title>{heading} · Centricity</title>" in page


@pytest.mark.django_db
def test_what_is_not_there_is_titled_in_words(client):
    page = client.get("/nothing/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    heading = page.partition("<h1>")[2].partition("</h1>")[0]
    assert heading
    assert f"<title>{heading} · Centricity</title>" in page


@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_led_from_what_is_not_there_to_the_sign_in_and_back(client, django_user_model):
    way = 'href="/accounts/login/?next=%2Fnothing%2F%3Fa%3D1"'
    assert way in client.get("/nothing/?a=1").content.decode()
    client.force_login(django_user_model.objects.create(email="x@example.org"))
    assert "/accounts/login/" not in client.get("/nothing/?a=1").content.decode()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_failure_is_told_without_the_database(language):
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(of_a_lost_database)
    with translation.override(language):
        answer = failed(request)
    assert answer.status_code == 500
    assert 'href="/accounts/login/"' in answer.content.decode()
