"""The API is what its description says: a program made from it finds nothing else."""

import functools
import re

import pytest
import schemathesis
from access_kit import (
    PAGES,
    RATED,
    board_parts,
    cell,
    goal_parts,
    import_parts,
    incentive_parts,
    panel_parts,
    rating_parts,
    ritual_parts,
    target_of,
    voice_parts,
    watch_parts,
)
from api_kit import token_for
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from feedback_kit import said
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from live_kit import kept_open
from ninja import Schema
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi
from voice_kit import content_of, opened
from web_kit import PEOPLE, person

from centricity.web.api.app import description
from centricity.web.api.hooks import Wanted, webhook_create
from centricity.web.api.models import Delivery, Token
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.segment_services import Wanted as Rules
from centricity.web.customers.segment_services import segment_create
from centricity.web.customers.services import customer_create
from centricity.web.home.asked import Asked
from centricity.web.home.kept_services import view_keep
from centricity.web.home.models import Alert
from centricity.web.improvement.services import Plan, action_create
from centricity.web.people.invitations import invite
from centricity.web.people.services import Scope, grant, user_create
from centricity.web.research.models import Study
from centricity.web.research.selectors import latest_job
from centricity.web.research.services import evidence_file_add
from centricity.web.wsgi import application

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # its transport closes no file
]
CHECKS = [
    not_a_server_error, openapi.status_code_conformance, openapi.content_type_conformance,
    openapi.response_schema_conformance,
]  # fmt: skip
MOVED = {
    "verdict": "worse", "before": "2026-04", "now": [10.0, 1.0, 19.0, 100], "then": [30.0, 21.0, 39.0, 100],
    "difference": [-20.0, -32.0, -8.0, 100],
}  # fmt: skip
RULE = {"field": "market", "operator": "unknown", "values": [], "days": None}
OPERATIONS = [(method, path) for path, methods in description()["paths"].items() for method in methods]
BEARING = {
    re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address): page["bearing"]
    for address, page in PAGES.items()
    if "bearing" in page
}
READER = "administrator, to read"
FEW = ("analyst", "cx_director", "rater", "company_contact", "agent", "customer", READER)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """What everybody's token opens, and a place for every path: made once, as every case is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = {role: person(role, "acme") for role in PEOPLE}
        user = people["administrator"]
        secrets = {role: token_for(each)[1] for role, each in people.items()} | {READER: token_for(user, "read")[1]}
        yield secrets, _real(user, Study.objects.get(code="wide"))
        transaction.set_rollback(True)


@pytest.fixture
def asked(world, settings):
    """Ask an operation as people with whatever fits its description, or does not, and hold the answers to it."""
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 10**9)
    secrets, real = world

    def ask(method, path, examples, who=("administrator",), kinds=slice(None)):
        operation = _described()[path][method.upper()]
        names = [each.name for each in operation.path_parameters]
        there = {"path_parameters": {name: real[name] for name in names}} if names else {}
        strategies = (
            operation.as_strategy(**there),
            operation.as_strategy(GenerationMode.NEGATIVE),
            operation.as_strategy(),
        )
        for strategy in strategies[kinds]:
            _held(strategy, {each: secrets[each] for each in who}, examples, BEARING[path][method.upper()])

    with kept_open():
        yield ask


@functools.cache
def _described():
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def _real(user, wide):
    """Values of paths that lead somewhere."""
    hook = webhook_create(user, Wanted("https://example.org/", ("study.computed",), "study", "wide"), SYSTEM)
    delivery = Delivery.objects.create(
        webhook=hook, event="study.computed", payload={"study": "wide"}, state="delivered"
    )
    record = wide.current.evidence.first()
    (file,) = evidence_file_add(wide, record, [SimpleUploadedFile("a.txt", b"seen")], record.access, SYSTEM)
    view = wide.current.views.get(audience="internal")
    held = grant(user_create("held@example.org", None), Scope("rater"))
    return {
        "code": "wide", "number": 1, "subject": view.subjects.first().subject, "node": view.parts[0]["code"],
        "anchor": view.sections.first().anchor, "name": "public/scores.csv",
        "job": str(latest_job(wide).pk), "webhook": hook.pk, "delivery": str(delivery.pk),
        "evidence": record.code, "file": str(file.pk), "person": held.user.pk, "grant": held.pk,
        "invitation": invite("new@example.org", Scope("rater"), "en", user, SYSTEM)[0].pk,
        "token": token_for(user)[0].pk, "organisation": "acme", "item": str(said(wide.organisation).pk),
        "survey": opened(wide.organisation, _rated()).code, "question": "stay",
        "action": str(action_create(wide.organisation, Plan("x"), SYSTEM).pk),
        "customer": str(customer_create(wide.organisation, {"name": "Anna"}, [], SYSTEM).code),
        "segment": segment_create(wide.organisation, "s", Rules("с", "s", "all", [RULE]), SYSTEM).code,
        **{name.partition(":")[2].rstrip(">"): part
           for kind in (panel_parts, ritual_parts, watch_parts, goal_parts, incentive_parts, import_parts)
           for name, part in kind(wide.organisation).items()},
        "target": target_of(wide),
        **{name.partition(":")[2].rstrip(">"): part
           for name, part in rating_parts(wide, view.subjects.first().subject).items()},
        **{name: voice_parts(wide.organisation)[f"<int:{name}>"] for name in ("theme", "follow_up")},
        "merge": 1, "kind": "svg", "template": "six_questions", "answer_file": str(file.pk),
        "event": "order", "language": "en", "metric": "nps", "board": board_parts(wide.organisation)["<slug:board>"],
        "view": view_keep(wide.organisation, user, "x", "nps", Asked(6, "segment", "home"), SYSTEM).pk,
        "alert": Alert.objects.create(organisation=wide.organisation, kind="moved", subject="nps", period="2026-05",
                                      figures=MOVED).pk,
    }  # fmt: skip


def _rated():
    """A survey with a question on a scale of its own."""
    content = content_of("relationship_nps")
    content["pages"].append({"code": "more", "questions": [RATED]})
    return content


def _held(strategy, secrets, examples, bearing):
    @given(case=strategy)
    @bounds(
        max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def hold(case):
        for who, secret in secrets.items():
            with transaction.atomic():
                headers = {"Authorization": f"Bearer {secret}"}
                answered = case.call_and_validate(headers=headers, checks=CHECKS)
                transaction.set_rollback(True)
            assert answered.status_code >= 400 or _may(who, *bearing), (who, answered.status_code)

    hold()


def _may(who, scope, kind, _code):
    """Whether the table of access gives an operation to somebody of the organisation."""
    if who == READER:
        return scope == "read"
    return cell(kind, "yes", who) == "yes"


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_answers_are_as_described(asked, method, path):
    asked(method, path, 6)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_many_answers_are_as_described(asked, method, path):
    asked(method, path, 150)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_other_roles_are_answered_as_described_and_given_what_is_theirs(asked, method, path):
    first = OPERATIONS.index((method, path))
    asked(method, path, 1, [FEW[(first + each) % len(FEW)] for each in (0, 2, 4)], slice(1))


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_role_is_answered_as_described_and_given_what_is_its(asked, method, path):
    asked(method, path, 4, (*PEOPLE, READER))


def test_every_operation_names_its_scope_and_its_refusals():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            assert operation["x-scope"] in set(Token.Scope.values), path
            assert {401, 403, 404, 422, 429} <= set(operation["responses"]), path
            assert (304 in operation["responses"]) == (method == "get")
            assert ({} in operation["security"]) == operation["x-guests"]
            assert [each for each in operation["security"] if each]


def test_no_two_shapes_have_one_name():
    """The description knows shapes by their names: of two alike one would stand for both."""
    shapes, below = [], [Schema]
    while below:
        below = [each for shape in below for each in shape.__subclasses__()]
        shapes += [each for each in below if each.__module__.startswith("centricity.")]
    names = [each.__name__ for each in set(shapes)]
    assert sorted(names) == sorted(set(names))
