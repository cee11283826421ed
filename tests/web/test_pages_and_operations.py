"""Everything a page does with data, the API can do: every page with its operations, or why it needs none."""

from pathlib import Path

import yaml
from django.urls import get_resolver

from centricity.web.api.app import description

TOLD = yaml.safe_load((Path(__file__).parents[2] / "docs" / "operations.yaml").read_text("utf-8"))
PAGES, REASONS = TOLD["pages"], TOLD["reasons"]


def named_pages(patterns, below=""):
    """Names of addresses, the API's own operations left out."""
    for pattern in patterns:
        if not hasattr(pattern, "url_patterns"):
            yield pattern.name
        elif pattern.namespace != "api":
            yield from named_pages(pattern.url_patterns)


def operations():
    return {each["operationId"] for methods in description()["paths"].values() for each in methods.values()}


def named_operations():
    return {name for told in PAGES.values() if isinstance(told, list) for name in told}


def test_every_page_stands_in_the_table_and_no_other():
    assert {name for name in named_pages(get_resolver().url_patterns) if name} == set(PAGES)


def test_every_page_names_operations_or_a_reason_to_need_none():
    """What an operation is missing for has neither, and is no line of the table."""
    kinds = {name: told in REASONS if isinstance(told, str) else bool(told) for name, told in PAGES.items()}
    assert all(kinds.values())
    assert all(isinstance(told, str | list) for told in PAGES.values())
    assert {told for told in PAGES.values() if isinstance(told, str)} == set(REASONS)


def test_every_operation_of_the_table_is_one_of_the_api():
    assert not named_operations() - operations()
