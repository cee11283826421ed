"""What customers answer is heard: on their timeline, in the inbox, with somebody who has to come back to them."""

import pytest
import voice_kit
from django.utils.translation import override
from voice_kit import Respondent, answered, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.customers import personal
from centricity.web.customers.models import Customer, Interaction
from centricity.web.customers.timelines import timeline
from centricity.web.feedback.models import FollowUp, Item
from centricity.web.feedback.wording import in_words
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask, do_job
from centricity.web.people.models import User
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite, Rating, Response

RECOMMEND = "Would you recommend us to friends or colleagues?"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def heard():
    job = ask("survey.hear", "schedule", SYSTEM)
    do_job.call(str(job.pk))
    job = Job.objects.get(pk=job.pk)
    assert job.state == "done", job.faults


def test_a_detractor_is_to_be_turned_to_by_somebody(organisation):
    survey = opened(organisation)
    answered(survey, recommend="3", comment="Долго ждал", again="2")
    answered(survey, recommend="10", liked="all", again="5")
    answered(survey, recommend="9", again="5")
    heard()
    heard()
    told = {item.text: item.kind for item in Item.objects.all()}
    assert told == {"Долго ждал": "complaint", "all": "other"}
    (follow_up,) = FollowUp.objects.all()
    assert follow_up.item.text == "Долго ждал"


def test_a_bad_rating_without_words_says_what_was_rated(organisation):
    answered(opened(organisation, "transactional", "buy"), satisfied="1", easy="5")
    heard()
    assert (
        Item.objects.get().text == "“How satisfied are you?”: 1 of 5; “How easy was it to get what you needed?”: 5 of 5"
    )
    assert FollowUp.objects.count() == 1


def test_the_tone_of_a_bad_rating_without_words_comes_of_the_rating(organisation):
    survey = opened(organisation)
    answered(survey, recommend="0")
    answered(survey, recommend="3", comment="Долго ждал")
    heard()
    told = {item.text: (item.suggested_tone, item.suggested_by) for item in Item.objects.all()}
    assert told == {f"“{RECOMMEND}”: 0 of 10": ("negative", "rating"), "Долго ждал": ("", "")}


def test_a_known_customer_has_the_answer_on_the_timeline(organisation):
    survey = opened(organisation)
    customer = Customer.objects.create(organisation=organisation, name="Ada")
    invite = Invite.objects.create(survey=survey, customer=customer, channel="email")
    Respondent(survey, f"/s/p/{code_signed(invite.code)}/").send(recommend="2").send().send().send(call_back="yes")
    heard()
    (line,) = Interaction.objects.filter(customer=customer)
    assert (line.kind, line.channel, line.about) == ("answer", "email", survey.target)
    assert f"“{RECOMMEND}”: 2 of 10" in line.text
    item = Item.objects.get()
    assert (item.customer, item.kind, item.channel) == (customer, "complaint", "email")


def test_nameless_answers_are_nobody_s_feedback(organisation):
    survey = opened(organisation, "internal_service", "inside")
    answered(survey, department="it", helped__it="1", recommend="0", wish="слова")
    heard()
    assert not Item.objects.exists()
    assert not FollowUp.objects.exists()
    assert not Interaction.objects.exists()


def test_what_a_customer_said_goes_with_the_customer_and_figures_stay(organisation):
    survey = opened(organisation)
    ada = Customer.objects.create(organisation=organisation, name="Ada")
    invite = Invite.objects.create(survey=survey, customer=ada, channel="email")
    someone = Respondent(survey, f"/s/p/{code_signed(invite.code)}/").send(recommend="2")
    someone.send(lacking=["other"], lacking__other="моё имя Ада", comment="Я Ада").send(again="1").send()
    heard()
    told = personal.export(ada, SYSTEM)
    assert told["voice"]["responses"][0]["answers"]["comment"] == "Я Ада"
    assert told["feedback"]["feedback"][0]["text"] == "Я Ада"
    with override("en"):
        assert any(": 2 of 10" in each.text for each in timeline(ada)[0:9])
    personal.erase(ada, ada.version, SYSTEM)
    assert not any(each.text for each in timeline(ada)[0:9])
    response = Response.objects.get()
    assert response.values == {"recommend": 2, "lacking": ["other"], "again": 1}
    assert response.customer is None
    assert Rating.objects.exists()
    assert not Invite.objects.exists()
    item = Item.objects.get()
    assert (item.text, item.customer, item.kind) == ("", None, "complaint")


def test_ratings_are_told_in_the_language_of_whoever_reads_them(client, organisation, people):
    survey, customer = opened(organisation), Customer.objects.create(organisation=organisation, name="Ada")
    invite = Invite.objects.create(survey=survey, customer=customer, channel="email")
    Respondent(survey, f"/s/p/{code_signed(invite.code)}/").send(recommend="2").send().send().send()
    heard()
    Item.objects.update(text="words of an older version")
    item, told = Item.objects.get(), {"ru": ": 2 из 10", "en": ": 2 of 10"}
    client.force_login(people["agent"])
    pages = (
        f"/feedback/{organisation.code}/inbox/", f"/feedback/{organisation.code}/items/{item.pk}/",
        f"/feedback/{organisation.code}/follow-ups/", f"/feedback/{organisation.code}/follow-ups/{item.follow_up.pk}/",
        f"/customers/{organisation.code}/{customer.code}/", f"/feedback/{organisation.code}/inbox.csv",
    )  # fmt: skip
    for language, words in told.items():
        User.objects.update(language=language)
        for page in pages:
            shown = client.get(page).content.decode()
            assert words in shown, (page, language)
            assert "older version" not in shown, page
    item.refresh_from_db()
    assert item.text == "words of an older version"


def test_words_of_the_customer_stay_in_their_language(organisation):
    answered(opened(organisation), recommend="3", comment="Долго ждал", again="2")
    heard()
    with override("en"):
        (item,) = in_words(list(Item.objects.all()))
    assert (item.text, item.title) == ("Долго ждал", Response.objects.get().survey.title("en"))
