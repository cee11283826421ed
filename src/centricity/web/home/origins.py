"""How pairs of departments are called, and where they are, for the actions that came of them."""

from collections.abc import Mapping

from centricity.web.improvement.origins import Origin


def edges(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    from centricity.web.home.analysis_pages import language_of_reader
    from centricity.web.home.departments import origins  # metrics take a while to load

    found = origins(organisation, identifiers, language_of_reader())
    return {identifier: Origin(title, address) for identifier, title, address in found}
