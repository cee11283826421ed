"""What answers to surveys say, in the language of whoever reads them; rows keep the words of their own language."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from centricity.language import Language
from centricity.web.look.languages import language_now


class Answered(NamedTuple):
    """The survey's title and the ratings in words; ``written`` says whether there are words of the customer's own."""

    title: str
    ratings: str
    written: bool


TELLERS: list[Callable[[int, Collection[str], Language], Mapping[str, Answered]]] = []
"""From the organisation's key and the numbers of answers to what they say; the app that keeps answers adds its own."""


def answered(organisation: int, numbers: Collection[str | None]) -> dict[str, Answered]:
    """What answers say by their number; those that nobody keeps any more are left out."""
    asked = {each for each in numbers if each}
    return {
        number: said
        for teller in (TELLERS if asked else ()) for number, said in teller(organisation, asked, language_now()).items()
    }  # fmt: skip
