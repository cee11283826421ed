"""What administrators do with people by a program: under a scope of its own, with a second factor, as it was read."""

import pytest
from allauth.mfa.models import Authenticator
from api_kit import Program, codes, token_for
from django.urls import reverse
from web_kit import PASSWORD

from centricity.web.api.forms import TokenForm
from centricity.web.api.models import Token
from centricity.web.audit.models import Entry
from centricity.web.audit.selectors import verify
from centricity.web.people.models import Grant, Invitation, User
from centricity.web.people.services import user_create

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(people):
    return Program.of(people["administrator"], "read", "people")


def test_the_scope_is_offered_to_administrators_alone(people):
    def offered(who):
        return {scope for scope, _label in TokenForm(people[who]).fields["scopes"].choices}

    assert offered("administrator") - offered("analyst") == {"people"}
    unfit = TokenForm(people["analyst"], {"name": "x", "scopes": ["people"], "days": 3})
    assert list(unfit.errors) == ["scopes"]


def test_a_role_is_given_and_taken_as_the_person_was_read(program, people):
    rater = people["rater"]
    path = f"/people/{rater.pk}"
    read = program.get(path)
    held = [each["id"] for each in read.json()["grants"]]
    wanted = {"role": "company_contact", "reach": "organisation", "scope": "acme", "subject": "a"}
    assert codes(program.post(f"{path}/grants", wanted)) == ["web.match_needed"]
    given = program.post(f"{path}/grants", wanted, If_Match=read.headers["ETag"])
    assert given.status_code == 201
    (fresh,) = [each for each in given.json()["grants"] if each["id"] not in held]
    assert fresh == wanted | {"id": fresh["id"]}
    late = program.ask("delete", f"{path}/grants/{fresh['id']}", If_Match=read.headers["ETag"])
    assert (late.status_code, codes(late)) == (412, ["web.changed_meanwhile"])
    assert Grant.objects.filter(pk=fresh["id"]).exists()
    taken = program.ask("delete", f"{path}/grants/{fresh['id']}", If_Match=given.headers["ETag"])
    assert [each["id"] for each in taken.json()["grants"]] == held
    actor = f"token:{Token.objects.get().pk}"
    assert [e.action for e in Entry.objects.filter(actor=actor).order_by("number")] == ["grant.given", "grant.taken"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reach": "organisation", "scope": "nowhere"}, "web.place_unknown"),
        ({"reach": "site", "scope": "acme"}, "web.place_unknown"),
        ({"role": "company_contact", "reach": "site"}, "web.subject_needed"),
    ],
)
def test_a_role_that_holds_nowhere_is_refused(program, people, change, code):
    path = f"/people/{people['rater'].pk}"
    asked = {"role": "rater", "reach": "site"} | change
    before = Grant.objects.count()
    refused = program.post(f"{path}/grants", asked, If_Match="*")
    assert (refused.status_code, codes(refused), Grant.objects.count()) == (422, [code], before)


def test_an_account_is_closed_and_opened_but_not_that_of_the_last_administrator(program, people):
    path = f"/people/{people['rater'].pk}"
    closed = program.ask("patch", path, {"active": False}, If_Match=program.get(path).headers["ETag"])
    assert closed.json()["active"] is False
    opened = program.ask("patch", path, {"active": True}, If_Match=closed.headers["ETag"])
    assert opened.json()["active"] is True
    own = f"/people/{people['administrator'].pk}"
    refused = program.ask("patch", own, {"active": False}, If_Match="*")
    assert (refused.status_code, codes(refused)) == (409, ["web.last_administrator"])
    assert User.objects.get(pk=people["administrator"].pk).is_active


def test_erasing_needs_the_e_mail_of_the_person(program, people):
    rater = people["rater"]
    path = f"/people/{rater.pk}/erase"
    refused = program.post(path, {"email": "other@example.org"}, If_Match="*")
    assert codes(refused) == ["web.email_of_another"]
    assert User.objects.get(pk=rater.pk).email == rater.email
    assert program.post(path, {"email": rater.email.upper()}, If_Match="*").status_code == 204
    assert User.objects.get(pk=rater.pk).email.endswith("@erased.invalid")


def test_somebody_is_invited_again_and_not_at_all(program, mailoutbox):
    made = program.post("/invitations", {"email": "New@example.org", "role": "analyst", "reach": "site"}).json()
    assert made["email"] == "new@example.org"
    first = Invitation.objects.get(pk=made["id"])
    assert program.post(f"/invitations/{made['id']}/resend").status_code == 200
    assert Invitation.objects.get(pk=made["id"]).secret_hash != first.secret_hash
    assert [len(mailoutbox), mailoutbox[0].to] == [2, ["new@example.org"]]
    assert [each["id"] for each in program.get("/invitations").json()["items"]] == [made["id"]]
    assert program.ask("delete", f"/invitations/{made['id']}").status_code == 204
    assert program.get("/invitations").json()["items"] == []
    again = program.ask("delete", f"/invitations/{made['id']}")
    assert again.status_code == 404
    unfit = program.post("/invitations", {"email": "nobody", "role": "analyst", "reach": "site"})
    assert codes(unfit) == ["web.email_unfit"]


def test_an_organisation_is_added_once(program):
    gamma = {"code": "gamma", "name_ru": "Гамма", "name_en": "Gamma"}
    assert program.post("/organisations", gamma).json() == {"code": "gamma", "name": {"ru": "Гамма", "en": "Gamma"}}
    again = program.post("/organisations", gamma)
    assert (again.status_code, codes(again)) == (409, ["web.organisation_taken"])


def test_the_log_is_read_and_verified(program):
    program.post("/organisations", {"code": "gamma", "name_ru": "Гамма", "name_en": "Gamma"})
    (entry,) = program.get("/audit", {"target": "organisation:gamma"}).json()["items"]
    assert (entry["action"], entry["actor"]) == ("organisation.created", f"token:{Token.objects.get().pk}")
    told = verify()
    assert program.get("/audit/verification").json() == {"entries": told.entries, "broken": None, "last": told.last}


def test_an_administrator_without_a_second_factor_does_none_of_it(program, people, settings):
    settings.MFA_FOR_ADMINISTRATORS = True
    refused = program.get("/people")
    assert (refused.status_code, codes(refused)) == (403, ["web.second_factor_needed"])
    Authenticator.objects.create(user=people["administrator"], type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert program.get("/people").status_code == 200


def test_whoever_lost_the_role_lost_it_for_the_token_too(program, people):
    other = user_create("second@example.org", PASSWORD)
    Grant.objects.create(user=other, role="administrator", reach="site")
    people["administrator"].grants.all().delete()
    assert program.get("/people").status_code == 404


def test_own_profile_data_sessions_and_tokens(people, client):
    rater = people["rater"]
    client.force_login(rater)
    token, secret = token_for(rater, "read", "write")
    program = Program(secret)
    assert program.ask("patch", "/me", {"name": "Rita", "language": "ru"}).json()["name"] == "Rita"
    kept = User.objects.get(pk=rater.pk)
    assert (kept.name, kept.language, kept.theme) == ("Rita", "ru", rater.theme)
    told = program.get("/me/data")
    assert (told.json()["people"]["account"]["name"], told.headers["Cache-Control"]) == ("Rita", "no-store")
    assert client.get(reverse("me")).status_code == 200
    assert program.ask("delete", "/me/sessions").status_code == 204
    assert client.get(reverse("me")).status_code == 302
    others, _ = token_for(people["analyst"])
    assert [each["id"] for each in program.get("/tokens").json()["items"]] == [token.pk]
    assert "secret" not in program.get("/tokens").content.decode()
    assert program.ask("delete", f"/tokens/{others.pk}").status_code == 404
    assert program.ask("delete", f"/tokens/{token.pk}").status_code == 204
    assert codes(program.get("/me")) == ["web.token_refused"]
