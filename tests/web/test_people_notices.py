"""Letters about changes of how somebody signs in."""

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from web_kit import PASSWORD

from centricity.web.people import notices
from centricity.web.people.models import User

pytestmark = pytest.mark.django_db
NEW = "quite another long sentence"
CHANGED = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}


def changed(person, language, capture):
    """A client of somebody who has changed the password."""
    User.objects.filter(pk=person.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    with capture(execute=True):
        assert client.post("/accounts/password/change/", CHANGED).status_code == 302
    return client


@pytest.mark.parametrize(
    ("language", "says", "advises"),
    [("en", "Your password was changed.", "If not, set a new password"),
     ("ru", "Ваш пароль изменён.", "Если нет, задайте здесь новый пароль")],
)  # fmt: skip
def test_whose_password_is_changed_is_told_when_and_from_where(
    people, mailoutbox, django_capture_on_commit_callbacks, language, says, advises
):
    changed(people["analyst"], language, django_capture_on_commit_callbacks)
    (letter,) = mailoutbox
    assert letter.to == ["analyst@example.org"]
    for each in (says, advises, "127.0.0.1", " UTC", "/accounts/password/reset/"):
        assert each in letter.body
    assert NEW not in letter.body


def test_a_mail_server_that_is_down_undoes_no_change(people, monkeypatch, django_capture_on_commit_callbacks):
    def down(*args):
        raise OSError("no server")

    monkeypatch.setattr(EmailBackend, "send_messages", down)
    changed(people["analyst"], "en", django_capture_on_commit_callbacks)
    assert User.objects.get(pk=people["analyst"].pk).check_password(NEW)


@pytest.mark.parametrize("change", sorted(notices.CHANGES))
def test_each_change_of_how_one_signs_in_has_its_letter(people, mailoutbox, django_capture_on_commit_callbacks, change):
    with django_capture_on_commit_callbacks(execute=True):
        notices.tell(people["analyst"], change, "127.0.0.1")
    (letter,) = mailoutbox
    assert letter.body
