"""The example company: there from the first minute, in every room, once."""

import pytest
from django.utils import timezone

from centricity.web import examples
from centricity.web.customers.models import Customer, Interaction
from centricity.web.demo import company
from centricity.web.feedback.models import Answer, FollowUp, Item
from centricity.web.home.models import Goal, Us, Watch
from centricity.web.jobs.models import Job
from centricity.web.people.models import User
from centricity.web.people.services import organisation_create
from centricity.web.voice.models import Invite, Rating, Response, Survey

pytestmark = pytest.mark.django_db
COUNTED = (Customer, Interaction, Survey, Response, Rating, Invite, Item, Answer, FollowUp, Goal, Watch)


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


@pytest.fixture
def place():
    made = organisation_create("examples", "Примеры", "Examples")
    list(examples._accounts())
    return made


def test_what_was_cut_off_is_laid_once_and_every_room_has_something_to_show(place, client, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(company, "handled_lay", stop)
        with pytest.raises(KeyboardInterrupt):
            company.company_lay(place)
    assert not company.company_laid(place)
    assert Response.objects.exists()
    company.company_lay(place)
    laid = counts()
    assert all(laid.values()), laid
    assert company.company_laid(place)
    company.company_lay(place)
    assert counts() == laid
    assert not Job.objects.filter(state=Job.State.FAILED).exists()
    _told_in_both_languages(client)
    _consistent(place)


def _told_in_both_languages(client):
    """Tiles with numbers, and no page of the director's rooms that has nothing to say."""
    client.force_login(User.objects.get(email="director@example.org"))
    for language, nothing in (("ru", "данных нет"), ("en", "no data")):
        tiles = client.get("/dashboard/examples/", headers={"Accept-Language": language}).content.decode()
        assert nothing not in tiles
    for path, words in (
        ("/dashboard/examples/nps/", "<table"),
        ("/dashboard/examples/analysis/channels/", "<table"),
        ("/dashboard/examples/analysis/cohorts/", "<table"),
        ("/dashboard/examples/analysis/departments/", "<table"),
        ("/dashboard/examples/targets/", "NPS"),
        ("/feedback/examples/inbox/", "/feedback/examples/items/"),
        ("/feedback/examples/follow-ups/", "/feedback/examples/"),
        ("/customers/examples/", "/customers/examples/"),
        ("/surveys/examples/telecom/results/", "NPS"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert words in answer.content.decode(), path


def _consistent(place):
    """Nothing happened in the future, before somebody came, or in another organisation."""
    now = timezone.now()
    assert not Interaction.objects.filter(at__gt=now).exists()
    assert not Response.objects.filter(ended_at__gt=now).exists()
    assert not Item.objects.filter(received_at__gt=now).exists()
    assert not Item.objects.filter(first_answer_at__gt=now).exists()
    assert set(Item.objects.values_list("organisation", flat=True)) == {place.pk}
    nameless = Response.objects.filter(survey__code__startswith="staff")
    assert nameless.exists()
    assert not nameless.exclude(customer=None).exists()


def test_the_company_is_one_of_the_index_study_once_that_is_there(place):
    examples.us_lay(place, "it-companies-2025", "SYN01")
    assert not Us.objects.exists()
    folder = next(each for each in examples._folders() if each.name == "it-companies-2025")
    examples._study(folder, place)
    for _ in range(2):
        examples.us_lay(place, "it-companies-2025", "SYN01")
    assert [(each.company, each.study.code) for each in Us.objects.all()] == [("SYN01", "it-companies-2025")]
