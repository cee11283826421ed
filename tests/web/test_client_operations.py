"""Whatever the platform offers is asked for by the client, each operation by its name."""

import re

import pytest
from access_kit import cell, parts_of
from api_kit import token_for
from django.db import transaction
from live_kit import serving
from sent_kit import with_parts
from test_access_reaches import BEARING, SENT, unhurried, with_rows  # noqa: F401  a fixture

from centricity.client import Client, Content, RefusedError
from centricity.client.operations import OWN
from centricity.web.api.app import description

pytestmark = pytest.mark.django_db
NAMED = re.compile(r"<\w+:(\w+)>|<(\w+)>")
TAKEN = frozenset({404, 409, 422})
"""What may become of a change with a body that means little, once it is told what is changed."""


@pytest.fixture
def platform(small, people, settings):
    with serving() as url:
        yield Client(url, token_for(people["administrator"])[1])


def addressed(address):
    """An address of the table as the description has it."""
    return NAMED.sub(lambda found: f"{{{found[1] or found[2]}}}", address)


def values_of(address, parts):
    """What stands in an address, by name."""
    return {found[1] or found[2]: parts[found[0]] for found in NAMED.finditer(address)}


def sent(operation, method, address, parts):
    """What an operation takes besides its parameters."""
    told = {"expected": "*"} if operation.expects else {}
    if operation.form:
        fields = {"create_study": {"code": "x", "organisation": "acme"}, "add_evidence_files": {"access": "public"}}
        imported = {"source": "review"} if "/feedback/" in address else {"holds": "contacts"}
        if operation.name == "set_survey_logo":
            return told | {"files": {"a.png": b"x"}}
        if operation.one_file:
            return told | {"files": {"a.csv": b" "}, "body": imported}
        return told | {"files": {"a.exe": b"x"}, "body": fields.get(operation.name)}
    if operation.body is None:
        return told
    usual = {
        "PATCH": {"openness": "public"},
        "POST": {
            "url": "https://example.org/",
            "events": ["study.computed"],
            "reach": "study",
            "scope": parts["<slug:code>"],
        },
    }
    return told | {"body": with_parts(SENT.get((method, address)) or usual[method], parts)}


def outcome(platform, operation, told):
    """What an operation gave, or the refusal of the platform; what it changed is taken back."""
    with transaction.atomic():
        try:
            return platform.call(operation.name, **told)
        except RefusedError as refused:
            return refused
        finally:
            transaction.set_rollback(True)


def is_said(operation, found, code):
    """Whether that is what the table of access says."""
    if isinstance(found, RefusedError):
        ours = found.faults[0].code.startswith("client.")
        return not ours and (found.status in TAKEN if code == 428 else found.status == code)
    given = {"nothing": type(None), "file": Content, "json": dict | list}[operation.gives]
    return isinstance(found, given) and (code < 300 or code == 428)


def test_every_operation_is_asked_for_by_its_name(platform, small, people):
    parts = with_rows(people["administrator"], parts_of(small))
    known = platform.operations()
    described = description()["paths"].values()
    assert set(known) == {each["operationId"] for methods in described for each in methods.values()}
    by_place = {(each.method, f"/api/v1{each.path}"): each for each in known.values()}
    asked, wrong = set(), {}
    for address, methods in BEARING.items():
        for method, (_scope, kind, told_code) in methods.items():
            code = cell(kind, told_code, "administrator")
            operation = by_place[method, addressed(address)]
            told = values_of(address, parts) | sent(operation, method, address, parts)
            found = outcome(platform, operation, told)
            asked.add(operation.name)
            if not is_said(operation, found, code):
                wrong[operation.name] = (code, found)
    assert not wrong
    assert asked == set(known)


def test_a_call_keeps_few_names_for_itself_and_no_operation_wants_them(platform):
    names = {parameter.name for each in platform.operations().values() for parameter in each.parameters}
    assert not names & OWN


def test_every_listing_is_a_table_with_the_columns_of_its_description(platform, small, people):
    parts = with_rows(people["administrator"], parts_of(small))
    by_place = {(each.method, f"/api/v1{each.path}"): each for each in platform.operations().values()}
    listings = 0
    for address, methods in BEARING.items():
        operation = by_place.get(("GET", addressed(address)))
        if operation is None or operation.row is None or methods["GET"][2] != 200:
            continue
        table = platform.table(operation.name, **values_of(address, parts))
        assert table.columns == list(operation.row["properties"]), operation.name
        assert table.height == len(list(platform.every(operation.name, **values_of(address, parts), limit=3)))
        listings += 1
    assert listings > 30
