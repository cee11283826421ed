"""Organisations and studies as choices, by their names in the language of the reader."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from centricity.web.look.languages import language_now
from centricity.web.people.roles import Reach


def named(found: Iterable[Any], field: str) -> list[tuple[Any, str]]:
    """Each with its name in the language of the reader; those of one name are told apart by their codes."""
    told = [(each, str(getattr(each, f"{field}_{language_now()}"))) for each in found]
    alike = Counter(name for _each, name in told)
    return [(each, name if alike[name] == 1 else f"{name} ({each.code})") for each, name in told]


def organisation_choices(organisations: Iterable[Any]) -> list[tuple[str, str]]:
    return [(f"{Reach.ORGANISATION}:{each.code}", name) for each, name in named(organisations, "name")]


def study_choices(studies: Iterable[Any]) -> list[tuple[str, str]]:
    return [(f"{Reach.STUDY}:{each.code}", name) for each, name in named(studies, "title")]
