"""Roles given on one study or one organisation, by page and by token; what is public, by nobody."""

import pytest
from access_kit import PAGES, TABLE, answer, cell, concrete, narrowed, nobody, parts_of
from api_kit import ALL, Program, token_for
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from sent_kit import SENT_LIKE_PAGES, with_parts
from web_kit import PASSWORD, addresses, study

from centricity.web.api.models import Delivery, Webhook
from centricity.web.audit.services import SYSTEM
from centricity.web.people.invitations import invite
from centricity.web.people.roles import Role
from centricity.web.people.services import Scope, grant, organisation_create, user_create
from centricity.web.research.models import Study
from centricity.web.research.services import computation_ask

pytestmark = pytest.mark.django_db

ASKED = {a: page for a, page in PAGES.items() if a in addresses() and not a.startswith("/api/")}
BEARING = {address: page["bearing"] for address, page in PAGES.items() if "bearing" in page}
NARROW = ("organisation", "study")
ROLE = {"role": "analyst", "reach": "site"}
RITUAL = {"title": "x", "kind": "complaints", "every": "month", "first_on": f"{timezone.now():%Y-%m-%d}"}
BOARD = {"warehouse": "lake", "text": "x"}
BARRIER = {"kind": "culture", "description": "x"}
TARGET = {"target": 80, "wave": "2030"}
AIM = {"stated": "points", "amount": 5, "due": "2030-01-01"}
INCENTIVE = {"title": "x", "who": "x", "people": 8, "every": "month", "sales": 100}
SENT = {
    ("PATCH", "/api/v1/me"): {"theme": "dark"},
    ("PATCH", "/api/v1/people/<int:person>"): {"active": False},
    ("POST", "/api/v1/people/<int:person>/erase"): {"email": "narrow@example.org"},
    ("POST", "/api/v1/people/<int:person>/grants"): ROLE,
    ("POST", "/api/v1/invitations"): ROLE | {"email": "newer@example.org"},
    ("POST", "/api/v1/organisations/<slug:organisation>/feedback"): {"items": [{"text": "x"}]},
    ("POST", "/api/v1/organisations/<slug:organisation>/feedback/<uuidstr:item>/answers"): {
        "text": "x",
        "channel": "email",
    },
    ("POST", "/api/v1/organisations/<slug:organisation>/feedback/<uuidstr:item>/close"): {"outcome": "x", "cause": 1},
    ("PUT", "/api/v1/organisations/<slug:organisation>/feedback/<uuidstr:item>/customer"): {"customer": None},
    ("POST", "/api/v1/organisations/<slug:organisation>/customers"): {"name": "x"},
    ("PATCH", "/api/v1/organisations/<slug:organisation>/customers/<uuidstr:customer>"): {"name": "x"},
    ("POST", "/api/v1/organisations/<slug:organisation>/customers/<uuidstr:customer>/interactions"): {"kind": "order"},
    ("POST", "/api/v1/organisations/<slug:organisation>/rituals"): RITUAL,
    ("PUT", "/api/v1/organisations/<slug:organisation>/rituals/<int:ritual>"): RITUAL,
    ("POST", "/api/v1/organisations/<slug:organisation>/sittings/<int:sitting>/hold"): {
        "held_on": "2026-01-01",
        "outcome": "x",
    },
    ("POST", "/api/v1/organisations/<slug:organisation>/sittings/<int:sitting>/excuse"): {"excuse": "x"},
    ("POST", "/api/v1/organisations/<slug:organisation>/barriers"): BARRIER,
    ("POST", "/api/v1/studies/<slug:code>/targets"): TARGET | {"node": "index"},
    ("PUT", "/api/v1/studies/<slug:code>/targets/<target>"): TARGET,
    ("POST", "/api/v1/studies/<slug:code>/targets/<target>/actions"): {"title": "x"},
    ("POST", "/api/v1/studies/<slug:code>/ratings"): {"wave": "2025"},
    ("PATCH", "/api/v1/studies/<slug:code>/ratings/<int:rating>"): {"state": "closed"},
    ("POST", "/api/v1/studies/<slug:code>/ratings/<int:rating>/shares"): {"person": "nobody@example.org"},
    ("POST", "/api/v1/studies/<slug:code>/ratings/<int:rating>/levels"): {"company": "x", "metric": "1.1"},
    ("POST", "/api/v1/studies/<slug:code>/ratings/<int:rating>/levels/all"): {
        "levels": [{"company": "x", "metric": "1.1"}]
    },
    ("POST", "/api/v1/studies/<slug:code>/ratings/<int:rating>/levels/return"): {
        "rater": 1,
        "company": "x",
        "metric": "1.1",
        "why": "x",
    },
    ("POST", "/api/v1/studies/<slug:code>/subjects/<subject>/comments"): {"node": "1.1", "text": "x"},
    ("PUT", "/api/v1/studies/<slug:code>/comments/<int:comment>/answer"): {"agree": True},
    ("PUT", "/api/v1/studies/<slug:code>/consents/<subject>"): {"granted": True},
    ("POST", "/api/v1/organisations/<slug:organisation>/incentives"): INCENTIVE,
    ("PUT", "/api/v1/organisations/<slug:organisation>/incentives/<int:incentive>"): INCENTIVE,
    ("PUT", "/api/v1/organisations/<slug:organisation>/barriers/<int:barrier>"): BARRIER,
    ("POST", "/api/v1/organisations/<slug:organisation>/panels"): {
        "code": "made",
        "title": {"ru": "п", "en": "p"},
        "method": "six_questions",
        "people": [],
    },
    ("PATCH", "/api/v1/organisations/<slug:organisation>/panels/<slug:panel>"): {"state": "open"},
    ("POST", "/api/v1/organisations/<slug:organisation>/panels/<slug:panel>/ratings"): {
        "department": "it",
        "item": "q1",
    },
    ("POST", "/api/v1/organisations/<slug:organisation>/panels/<slug:panel>/waves"): {
        "study": "made",
        "wave": "2026",
        "date": "2026-01-01",
    },
    ("POST", "/api/v1/organisations/<slug:organisation>/segments"): {
        "code": "new-one",
        "title": {"ru": "x", "en": "x"},
        "rules": [{"field": "market", "operator": "known"}],
    },
    ("PATCH", "/api/v1/organisations/<slug:organisation>/segments/<slug:segment>"): {"joined_by": "any"},
    ("POST", "/api/v1/surveys/<slug:organisation>"): {"code": "new-one", "content": {}},
    ("PATCH", "/api/v1/surveys/<slug:organisation>/<slug:survey>"): {"state": "closed"},
    ("PUT", "/api/v1/surveys/<slug:organisation>/<slug:survey>/draft"): {"content": {}},
    ("POST", "/api/v1/surveys/<slug:organisation>/<slug:survey>/responses"): {
        "answers": {"recommend": 9, "again": 5},
        "channel": "phone",
    },
    ("POST", "/api/v1/surveys/<slug:organisation>/<slug:survey>/invitations"): {"quiet_days": 0},
    ("PUT", "/api/v1/surveys/<slug:organisation>/<slug:survey>/rhythm"): {"every": "month", "next_on": "2099-01-01"},
    ("PUT", "/api/v1/surveys/<slug:organisation>/<slug:survey>/triggers/<slug:event>"): {"hours": 1},
    ("PUT", "/api/v1/surveys/<slug:organisation>/<slug:survey>/sites"): {"sites": []},
    ("POST", "/api/v1/surveys/<slug:organisation>/<slug:survey>/next"): {"code": "next-one"},
    ("PUT", "/api/v1/surveys/<slug:organisation>/<slug:survey>/cycle"): {"next_due": None},
    ("PUT", "/api/v1/organisations/<slug:organisation>/panels/<slug:panel>/cycle"): {"next_due": None},
    ("PUT", "/api/v1/surveys/<slug:organisation>/<slug:survey>/look"): {"to": ""},
    ("PUT", "/api/v1/surveys/<slug:organisation>/<slug:survey>/weights"): {"shares": {"segment": {"a": 50, "b": 50}}},
    ("PUT", "/api/v1/organisations/<slug:organisation>/pace"): {"quiet_days": 30},
    ("PUT", "/api/v1/organisations/<slug:organisation>/hours"): {"hours": {"zone": "Europe/Moscow"}},
    ("PUT", "/api/v1/organisations/<slug:organisation>/ways"): {"items": [{"channel": "phone", "address": "112"}]},
    ("POST", "/api/v1/organisations/<slug:organisation>/views"): {"name": "x"},
    ("PATCH", "/api/v1/organisations/<slug:organisation>/views/<int:view>"): {"name": "x"},
    ("POST", "/api/v1/organisations/<slug:organisation>/targets"): AIM | {"metric": "nps"},
    ("PUT", "/api/v1/organisations/<slug:organisation>/targets/<int:goal>"): AIM,
    ("POST", "/api/v1/organisations/<slug:organisation>/targets/<int:goal>/actions"): {"title": "x"},
    ("POST", "/api/v1/organisations/<slug:organisation>/watches"): {"metric": "nps", "bound": "at_most", "value": 1},
    ("PATCH", "/api/v1/organisations/<slug:organisation>/watches/<int:watch>"): {"value": 1},
    ("PATCH", "/api/v1/organisations/<slug:organisation>/hearing"): {"letter": True},
    ("POST", "/api/v1/organisations/<slug:organisation>/actions"): {"title": "x"},
    ("PUT", "/api/v1/organisations/<slug:organisation>/actions/<uuidstr:action>/experiment"): {
        "hypothesis": "x",
        "measure": "x",
        "wanted": 1,
    },
    ("POST", "/api/v1/organisations/<slug:organisation>/actions/<uuidstr:action>/end"): {
        "state": "done",
        "outcome": "x",
    },
    ("POST", "/api/v1/organisations/<slug:organisation>/boards"): BOARD | {"code": "made"},
    ("PUT", "/api/v1/organisations/<slug:organisation>/boards/<slug:board>/file"): BOARD,
    ("POST", "/api/v1/organisations"): {"code": "gamma", "name_ru": "Гамма", "name_en": "Gamma"},
} | SENT_LIKE_PAGES
"""What operations take, where it is not what the rest take."""


@pytest.fixture(autouse=True)
def unhurried(settings):
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 10**9)


@pytest.fixture
def places(small, wide):
    """Three closed studies with results: this one, one beside it, and one of another organisation."""
    far = study("far", organisation_create("beta", "Бета", "Beta"))
    computation_ask(far.editions.get(), SYSTEM)
    Study.objects.filter(pk=far.pk).update(current=small.current)
    far.refresh_from_db()
    return {"here": small, "beside": wide, "elsewhere": far}


def narrow(role, reach):
    """Somebody with a role on the study "small", or on its organisation, and on nothing else."""
    user = user_create("narrow@example.org", PASSWORD, language="en")
    grant(user, Scope(role, reach, {"study": "small", "organisation": "acme"}[reach]))
    return user


def differing(found, said):
    return {a: (v, said[a]) for a, v in found.items() if v != said[a]}


def test_the_reaches_of_the_table_are_those_of_the_platform():
    from centricity.web.people.roles import Reach

    assert set(TABLE["reaches"]) == set(Reach)
    assert all(set(reach["holds"]) <= set(TABLE["places"]) for reach in TABLE["reaches"].values())
    assert {kind.get("of") for kind in TABLE["kinds"].values()} == {None, "platform", "organisation", "study"}


@pytest.mark.parametrize("reach", NARROW)
@pytest.mark.parametrize("role", Role)
def test_a_role_on_less_opens_the_pages_within_its_reach_alone(places, role, reach):
    client = Client()
    client.force_login(narrow(role, reach))
    found, said = {}, {}
    for place, there in places.items():
        parts = parts_of(there)
        for address, page in ASKED.items():
            of = TABLE["kinds"][page["GET"][0]].get("of"), TABLE["kinds"][page["POST"][0]].get("of")
            if not any(of) or ("study" not in of and place != "here") or "<int:pk>" in address:
                continue
            for method in ("GET", "POST"):
                kind, code = page[method]
                found[place, method, address] = answer(client, method, concrete(address, parts))
                said[place, method, address] = cell(kind, code, narrowed(kind, role, reach, place))
    assert len(found) > 3 * 2 * 14
    assert not differing(found, said)


def bearing(token, method, address, parts):
    """Ask an operation with a token and with what it takes."""
    path, code = concrete(address, parts), parts["<slug:code>"]
    headers = {"Authorization": f"Bearer {token}"}
    if address.endswith("/editions") and method == "POST":
        return answer(nobody(), method, path, {"files": SimpleUploadedFile("a.exe", b"x")}, headers=headers)
    if "/imports" in address and method == "POST" and not address.endswith("/again"):
        told = {"source": "review"} if "/feedback/" in address else {"holds": "contacts"}
        return answer(nobody(), method, path, told | {"file": SimpleUploadedFile("a.csv", b" ")}, headers=headers)
    if address.endswith("/look/logo") and method == "POST":
        return answer(nobody(), method, path, {"file": SimpleUploadedFile("a.png", b"x")}, headers=headers)
    if "<path:evidence>" in address and method == "POST":
        sent = {"files": SimpleUploadedFile("a.exe", b"x"), "access": "public"}
        return answer(nobody(), method, path, sent, headers=headers)
    sent = SENT.get((method, address)) or {
        "PATCH": {"openness": "public"},
        "POST": {"url": "https://example.org/", "events": ["study.computed"], "reach": "study", "scope": code},
    }.get(method)
    if method == "GET":
        return answer(nobody(), method, path, headers=headers)
    return answer(nobody(), method, path, with_parts(sent, parts), content_type="application/json", headers=headers)


def with_rows(user, parts):
    """A webhook of somebody with a message that was sent; and somebody, invited and with a role, to be changed."""
    hook = Webhook.objects.create(owner=user, url="https://example.org/", events=[], reach="study", scope="small")
    sent = Delivery.objects.create(webhook=hook, event="study.computed", payload={"study": "small"}, state="delivered")
    invitation, _secret = invite("new@example.org", Scope("analyst"), "en", user, SYSTEM)
    people = {"<int:person>": user.pk, "<int:grant>": user.grants.first().pk, "<int:invitation>": invitation.pk}
    return parts | people | {"<int:webhook>": hook.pk, "<uuidstr:delivery>": sent.pk, "<int:token>": 10**6}


@pytest.mark.parametrize("reach", NARROW)
@pytest.mark.parametrize("role", Role)
def test_a_token_of_a_role_on_less_opens_what_its_owner_may(places, role, reach):
    user = narrow(role, reach)
    _token, secret = token_for(user)
    found, said = {}, {}
    for place, there in places.items():
        parts = with_rows(user, parts_of(there))
        for address, methods in BEARING.items():
            for method, (_scope, kind, code) in methods.items():
                found[place, method, address] = bearing(secret, method, address, parts)
                said[place, method, address] = cell(kind, code, narrowed(kind, role, reach, place))
    assert not differing(found, said)
    listed = {each["code"] for each in Program(secret).get("/studies").json()["items"]}
    assert listed == {there.code for place, there in places.items() if place in TABLE["reaches"][reach]["holds"]}
    fills = cell("adds", 200, narrowed("adds", role, reach, "here")) == 200
    assert [each["code"] for each in Program(secret).get("/organisations").json()["items"]] == ["acme"] * fills


@pytest.mark.parametrize("scope", ALL)
@pytest.mark.parametrize("reach", [*NARROW, "site"])
def test_a_token_with_one_scope_does_nothing_else(places, people, reach, scope):
    user = people["administrator"] if reach == "site" else narrow("administrator", reach)
    parts = with_rows(user, parts_of(places["here"]))
    _token, secret = token_for(user, scope)
    found, said = {}, {}
    for address, methods in BEARING.items():
        for method, (needed, kind, code) in methods.items():
            found[method, address] = bearing(secret, method, address, parts)
            who = "administrator" if reach == "site" else narrowed(kind, "administrator", reach, "here")
            allowed = cell(kind, code, who)
            said[method, address] = allowed if needed == scope else 403
    assert not differing(found, said)


def test_what_is_public_is_read_by_nobody_as_by_a_stranger(places, people):
    Study.objects.filter(code__in=["wide", "far"]).update(openness="public")
    nobody, stranger = Program(), Program.of(people["stranger"])
    shown, hidden = parts_of(places["beside"]), parts_of(places["here"])
    public = [address for address, page in PAGES.items() if page["GET"][0] == "public"]
    assert len(public) == 14
    for address in public:
        path = concrete(address, shown).removeprefix("/api/v1")
        answers = [program.get(path) for program in (nobody, stranger)]
        assert [each.status_code for each in answers] == [200, 200], address
        first, second = (b"".join(each) for each in answers)
        assert first == second
        assert nobody.get(concrete(address, hidden).removeprefix("/api/v1")).status_code == 404
    assert [each["code"] for each in nobody.get("/studies").json()["items"]] == ["far", "wide"]
    inside = places["beside"].current.views.get(audience="internal").subjects.values_list("subject", flat=True)
    told = {each["subject"] for each in nobody.get("/studies/wide/subjects", {"limit": 200}).json()["items"]}
    withheld = set(inside) - told
    assert withheld
    for subject in withheld:
        assert nobody.get(f"/studies/wide/subjects/{subject}").status_code == 404
    assert nobody.get("/studies/wide/files/internal/scores.csv").status_code == 404
    for path in ("/studies/wide/editions", "/studies/wide/editions/1/folder.zip", "/studies/wide/jobs", "/me"):
        assert nobody.get(path).status_code == 401
    assert nobody.ask("patch", "/studies/wide", {"openness": "closed"}, If_Match="*").status_code == 401


def test_who_reads_without_a_token_reads_more_slowly(wide, people, settings):
    Study.objects.filter(pk=wide.pk).update(openness="public")
    settings.API_LIMITS = {"token": 10, "address": 10, "guest": 2}
    nobody = Program()
    assert [nobody.get("/studies/wide").status_code for _ in range(3)] == [200, 200, 429]
    assert Program.of(people["stranger"]).get("/studies/wide").status_code == 200
