"""Letters of customers become feedback: each once, from a real line to a mail server, whatever they hold."""

import random
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imap_server import mailbox

from centricity.errors import MisuseError
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.services import customer_create
from centricity.web.feedback.letters import LONGEST, letter_of
from centricity.web.feedback.mailboxes import Mailbox, read_mailboxes
from centricity.web.feedback.mailing import address_of
from centricity.web.feedback.models import Item
from centricity.web.jobs.services import ask, do_job


def letter(text="Ждала ответа неделю", **headers):
    made = EmailMessage()
    told = {"From": "Анна <Ann@X.org>", "Subject": "Жалоба", "Date": "Wed, 25 Nov 2026 10:00:00 +0300"}
    for name, value in (told | headers).items():
        if value:
            made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


@pytest.fixture
def box(settings, monkeypatch):
    monkeypatch.setenv("BOX_SECRET", "hunter2")
    with mailbox() as box:
        host, port = box.server_address
        settings.MAILBOXES = [
            Mailbox(organisation="acme", host=host, port=port, user="cx", secret_env="BOX_SECRET", folder="INBOX",
                    security="none")
        ]  # fmt: skip
        box.folder = "INBOX"
        yield box


def fetched():
    job = ask("feedback.fetch", "schedule", SYSTEM)
    do_job.call(str(job.pk))
    job.refresh_from_db()
    return job


@pytest.mark.django_db
def test_a_letter_becomes_feedback_of_the_customer_who_can_be_answered(organisation, box):
    ann = customer_create(organisation, {"name": "Anna"}, [("email", "ann@x.org")], SYSTEM)
    box.letters += [letter(Message_ID="<1@x>").as_bytes(), letter("Thank you", From="b@x.org").as_bytes()]
    assert fetched().state == "done"
    first, second = Item.objects.order_by("title", "at", "author")[::-1]
    item = Item.objects.get(author="Анна")
    assert (item.title, item.text, item.customer, item.language) == ("Жалоба", "Ждала ответа неделю", ann, "ru")
    assert (item.source, item.channel, item.consent) == ("email", "email", True)
    assert item.at == datetime(2026, 11, 25, 7, tzinfo=UTC)
    assert address_of(item) == "Ann@X.org"
    assert {first.language, second.language} == {"ru", "en"}
    assert box.seen == {1, 2}
    assert fetched().state == "done"
    assert Item.objects.count() == 2


@pytest.mark.django_db
def test_a_line_that_breaks_before_a_letter_is_marked_keeps_it_once(organisation, box):
    box.letters.append(letter(Message_ID="<1@x>").as_bytes())
    box.breaks = True
    job = fetched()
    assert job.state == "failed"
    assert "cx" in job.faults[0]["en"]
    assert "hunter2" not in str(job.faults)
    box.breaks = False
    assert fetched().state == "done"
    assert Item.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["password", "folder", "port"])
def test_a_mailbox_that_cannot_be_read_is_told_of(organisation, box, settings, monkeypatch, what):
    (known,) = settings.MAILBOXES
    if what == "password":
        monkeypatch.setenv("BOX_SECRET", "wrong")
    else:
        settings.MAILBOXES = [known.model_copy(update={what: "Other" if what == "folder" else 9})]
    job = fetched()
    assert job.state == "failed"
    assert job.faults[0]["code"] == "web.mailbox_down"


@pytest.mark.django_db
def test_letters_of_machines_and_without_words_are_put_aside(organisation, box):
    report = EmailMessage()
    report["From"] = "mailer-daemon@x.org"
    report.set_type("multipart/report")
    box.letters += [
        letter(Auto_Submitted="auto-replied").as_bytes(), letter(Precedence="bulk").as_bytes(),
        letter(List_Id="<x>").as_bytes(), report.as_bytes(), letter(" \n").as_bytes(), b"", b"\xff\x00",
        letter("a person", Auto_Submitted="no").as_bytes(),
    ]  # fmt: skip
    assert fetched().state == "done"
    assert [each.text for each in Item.objects.all()] == ["a person"]
    assert len(box.seen) == 8


def test_html_is_read_as_its_words():
    made = EmailMessage()
    made.set_content(
        "<style>p{x:y}</style><p>Долго&nbsp;ждал</p><script>alert(1)</script><p>И &lt;b&gt; тоже<br>всё</p>",
        subtype="html",
    )
    assert letter_of(made.as_bytes()).text == "Долго ждал\nИ <b> тоже\nвсё"


def test_a_letter_in_an_old_encoding_is_read():
    raw = b"From: a@x.org\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n" + "Привет".encode("koi8-r")
    assert letter_of(raw).text == "Привет"
    wrong = b"From: a@x.org\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nhello"
    assert letter_of(wrong) is None or letter_of(wrong).text == "hello"


@given(st.binary(max_size=400))
def test_no_bytes_are_too_odd(raw):
    for each in (raw, b"From: " + raw, letter().as_bytes() + raw, b"Content-Type: text/html\r\n\r\n" + raw):
        found = letter_of(each)
        assert found is None or 0 < len(found.text) <= LONGEST
        if found is not None:
            for told in (found.text, found.title, found.author, found.address):
                assert told.encode().decode() == told


def test_a_letter_cut_anywhere_is_read_or_put_aside():
    made = letter("слово " * 5_000)
    made.add_attachment(random.Random(1).randbytes(5_000), maintype="image", subtype="png", filename="a.png")
    raw = made.as_bytes()
    whole = raw.index(b"image/png")
    for cut in range(0, len(raw), 997):
        found = letter_of(raw[:cut])
        assert found is not None or cut < whole
        assert cut < whole or found.text.startswith("слово слово")


FILE = """mailboxes:
  - {organisation: acme, host: HOST, user: cx@example.org, secret_env: BOX_SECRET, security: SECURITY}
"""


def test_the_file_of_mailboxes_is_checked_whole(tmp_path, monkeypatch):
    path = tmp_path / "mailboxes.yaml"
    path.write_text(FILE.replace("HOST", "mail.example.org").replace("SECURITY", "none"), "utf-8")
    monkeypatch.delenv("BOX_SECRET", raising=False)
    with pytest.raises(MisuseError) as caught:
        read_mailboxes(path)
    assert [fault.code for fault in caught.value.faults] == ["web.mailbox_secret", "web.mailbox_bare"]
    monkeypatch.setenv("BOX_SECRET", "x")
    path.write_text(FILE.replace("HOST", "mail.example.org").replace("SECURITY", "tls"), "utf-8")
    (box,) = read_mailboxes(path)
    assert (box.port, box.folder, box.secret) == (993, "INBOX", "x")
