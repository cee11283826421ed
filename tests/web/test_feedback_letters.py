"""Answers that are sent by e-mail: to whom they may go, once, whatever the mail server does."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.customers.services import customer_create
from centricity.web.feedback.handling import answer
from centricity.web.feedback.mailing import SEND, address_of
from centricity.web.feedback.models import Answer, Item
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask, do_job

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("1")</script>'


def said(organisation, text="Долго ждал", **more):
    number = more.pop("number", "1")
    item, _new = item_add(organisation, Said(text, "form", "web", number, language="ru", **more), SYSTEM)
    return item


def answered(item, by, text="Простите, заменим."):
    return answer(item, text, "phone", Item.objects.get(pk=item.pk).version, SYSTEM, by, send=True)


def posted():
    """The job, done; gives its state."""
    job = ask(SEND, "schedule", SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    return job.state


@pytest.mark.parametrize(
    ("left", "consent", "key", "expected"),
    [("ann@x.org", True, "", "ann@x.org"), ("ann@x.org", False, "", ""), ("+7 912 345", True, "", ""),
     ("+7 912 345", True, "crm@x.org", "crm@x.org"), ("", False, "crm@x.org", "crm@x.org"), ("", False, "", ""),
     ("a@x.org\nBcc: b@x.org", True, "", "")],
)  # fmt: skip
def test_an_answer_goes_where_somebody_asked_for_it_or_is_known(organisation, left, consent, key, expected):
    keys = [("email", key)] if key else []
    customer = customer_create(organisation, {"name": "Ann"}, keys, SYSTEM) if key else None
    assert address_of(said(organisation, contact=left, consent=consent, customer=customer)) == expected


def test_the_letter_has_the_answer_and_what_it_answers_and_forgets_the_address(organisation, people):
    item = said(organisation, f"Долго ждал {HOSTILE}", contact="ann@x.org", consent=True)
    made = answered(item, people["agent"], f"Простите {HOSTILE}")
    assert (made.channel, made.address) == ("email", "ann@x.org")
    assert Job.objects.filter(kind=SEND).exists()
    assert posted() == "done"
    (letter,) = mail.outbox
    assert letter.to == ["ann@x.org"]
    assert letter.subject == "Акме: ответ на ваше сообщение"
    assert f"Простите {HOSTILE}" in letter.body
    assert "Долго ждал" in letter.body
    html = letter.alternatives[0][0]
    assert HOSTILE not in html
    assert html.count("&lt;script&gt;") == 2
    made.refresh_from_db()
    assert (made.address, made.failed) == ("", False)
    assert made.sent_at is not None
    assert posted() == "done"
    assert len(mail.outbox) == 1
    assert "ann@x.org" not in str(list(Entry.objects.values("before", "after", "target")))


def test_without_an_address_nothing_is_said_to_be_sent(organisation, people):
    item = said(organisation)
    with pytest.raises(MisuseError) as caught:
        answered(item, people["agent"])
    assert caught.value.faults[0].code == "web.feedback_no_address"
    assert not Answer.objects.exists()
    assert Item.objects.get().state == "new"


def test_whoever_is_not_to_be_contacted_gets_no_letter(organisation, people):
    customer = customer_create(organisation, {"name": "Ann"}, [("email", "crm@x.org")], SYSTEM)
    item = said(organisation, customer=customer)
    Customer.objects.update(do_not_contact=True)
    with pytest.raises(MisuseError) as caught:
        answered(item, people["agent"])
    assert caught.value.faults[0].code == "web.do_not_contact"


def test_a_server_that_is_down_loses_no_answer_and_sends_none_twice(organisation, people, monkeypatch):
    for number in "12":
        answered(said(organisation, contact="ann@x.org", consent=True, number=number), people["agent"])

    def down(letter):
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMultiAlternatives, "send", down)
        assert posted() == "failed"
    assert Answer.objects.filter(sent_at=None, failed=False, address="ann@x.org").count() == 2
    assert posted() == "done"
    assert len(mail.outbox) == 2


def test_a_refused_address_hinders_no_other_and_is_told(organisation, people, client, monkeypatch):
    usual = EmailMultiAlternatives.send

    def refuses(letter):
        if letter.to == ["no@x.org"]:
            raise SMTPRecipientsRefused({"no@x.org": (550, b"no such user")})
        return usual(letter)

    lost = said(organisation, contact="no@x.org", consent=True, number="1")
    for item in (lost, said(organisation, contact="ann@x.org", consent=True, number="2")):
        answered(item, people["agent"])
    monkeypatch.setattr(EmailMultiAlternatives, "send", refuses)
    assert posted() == "done"
    assert [letter.to for letter in mail.outbox] == [["ann@x.org"]]
    failed = Answer.objects.get(item=lost)
    assert (failed.failed, failed.sent_at, failed.address) == (True, None, "")
    client.force_login(people["agent"])
    page = client.get(f"/feedback/acme/items/{lost.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "the letter could not be delivered" in page


def test_what_waits_for_days_is_given_up(organisation, people):
    answered(said(organisation, contact="ann@x.org", consent=True), people["agent"])
    Answer.objects.update(at=timezone.now() - timedelta(days=4))
    assert posted() == "done"
    assert mail.outbox == []
    assert Answer.objects.get().failed


def test_the_page_offers_to_send_and_does(organisation, people, client):
    item = said(organisation, contact="ann@x.org", consent=True)
    client.force_login(people["agent"])
    page = client.get(f"/feedback/acme/items/{item.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "It can be sent from here to ann@x.org." in page
    sent = {"do": "answer", "version": item.version, "text": "Простите", "channel": "email", "send": "on"}
    assert client.post(f"/feedback/acme/items/{item.pk}/", sent).status_code == 302
    posted()
    assert mail.outbox[0].body.startswith("Простите")
