"""The example company: there from the first minute, in every room, once."""

import pytest
from django.utils import timezone

from centricity.errors import MisuseError
from centricity.web import examples
from centricity.web.companies.models import Comment, Consent
from centricity.web.customers.models import Customer, Interaction, Segment
from centricity.web.demo import company, rated
from centricity.web.feedback.models import Answer, FollowUp, Item
from centricity.web.home.models import Goal, Us, Watch
from centricity.web.jobs.models import Job
from centricity.web.people.models import User
from centricity.web.people.services import organisation_create
from centricity.web.rating.models import Rater, Round
from centricity.web.voice.models import Invite, Rating, Response, Survey

pytestmark = pytest.mark.django_db
INDEX = "it-companies-2025"
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
    Segment.objects.filter(organisation=place).delete()
    company.company_lay(place)
    assert not Segment.objects.filter(organisation=place).exists()  # what people took away does not come back


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
    examples.us_lay(place, INDEX, "SYN01")
    assert not Us.objects.exists()
    folder = next(each for each in examples._folders() if each.name == INDEX)
    examples._study(folder, place)
    for _ in range(2):
        examples.us_lay(place, INDEX, "SYN01")
    assert [(each.company, each.study.code) for each in Us.objects.all()] == [("SYN01", INDEX)]


def test_a_rating_and_the_room_of_a_company_are_laid_once_and_gone_on_with(place, client, monkeypatch):
    assert rated.rated_laid(place, INDEX)  # there is no study to lay them into
    folder = next(each for each in examples._folders() if each.name == INDEX)
    examples._study(folder, place)

    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rated, "consent_state", stop)
        with pytest.raises(KeyboardInterrupt):
            rated.rated_lay(place, INDEX, "SYN01")
    assert (Round.objects.count(), Comment.objects.count()) == (1, 0)
    for _ in range(2):
        rated.rated_lay(place, INDEX, "SYN01")
        assert rated.rated_laid(place, INDEX)
    assert Round.objects.count() == 1
    assert Consent.objects.get().granted
    assert sorted(each.state for each in Comment.objects.all()) == ["agreed", "open"]
    counted = {each.user.email: each.levels.exclude(submitted_at=None).count() for each in Rater.objects.all()}
    assert counted == {"rater@example.org": 6, "shopper@example.org": 12}
    assert not Job.objects.filter(state=Job.State.FAILED).exists()
    _rooms_show_something(client)


def _rooms_show_something(client):
    """A rater sees others where the own level is submitted, and what is to be corrected; a company what was said."""
    for name, path, words in (
        ("rater", "rating/1/", "4 of 4"),
        ("rater", "rating/1/companies/SYN01/", "Other raters"),
        ("rater", "rating/1/companies/SYN02/", "Given back for correction"),
        ("shopper", "rating/1/", "4 of 4"),
        ("contact", "comments/", "Answer"),
        ("analyst", "comments/", "not answered yet"),
    ):
        client.force_login(User.objects.get(email=f"{name}@example.org"))
        answer = client.get(f"/studies/{INDEX}/{path}", headers={"Accept-Language": "en"})
        assert words in answer.content.decode(), path
    client.force_login(User.objects.get(email="rater@example.org"))
    unrated = client.get(f"/studies/{INDEX}/rating/1/companies/SYN03/", headers={"Accept-Language": "en"})
    assert "Other raters" not in unrated.content.decode()


def test_where_the_examples_are_not_no_account_is_made(monkeypatch):
    """The program is installed without them; accounts whose passwords nobody was told would stay."""
    monkeypatch.setattr(examples, "_folders", list)
    with pytest.raises(MisuseError) as refused:
        examples.load()
    assert [fault.code for fault in refused.value.faults] == ["web.no_examples"]
    assert not User.objects.exists()
