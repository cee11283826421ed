"""Organisations and studies as choices, by their names in the language of the reader."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from centricity.web.people.roles import Reach


def named(each: Any, field: str) -> str:
    """A name in the language of the reader, and the code that tells it from its like."""
    language = get_language() or "ru"
    return f"{getattr(each, f'{field}_{language}')} ({each.code})"


def organisation_choices(organisations: Iterable[Any]) -> list[tuple[str, str]]:
    return [(f"{Reach.ORGANISATION}:{each.code}", named(each, "name")) for each in organisations]


def study_choices(studies: Iterable[Any]) -> list[tuple[str, str]]:
    return [(f"{Reach.STUDY}:{each.code}", named(each, "title")) for each in studies]
