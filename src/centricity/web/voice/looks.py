"""How a survey looks to those who answer: its colour, its logo, and where it leads in the end."""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from centricity.errors import Fault, MisuseError
from centricity.reports.palette import DARK, LIGHT, contrast, mixed
from centricity.web.audit.services import Actor, record
from centricity.web.files.models import StoredFile
from centricity.web.files.selectors import files_about
from centricity.web.files.services import remove, store
from centricity.web.voice.models import Look, Survey
from centricity.web.voice.services import held

LEAST = 4.5
"""Contrast of a colour to the paper it stands on, or to the text in the paper's colour that stands on it."""
COLOUR = re.compile(r"#[0-9a-f]{6}")
MOST_OF_A_LOGO = 200 * 1024
LOGOS = (".png", ".jpg", ".jpeg", ".webp")
LOGO = "logo"
LONGEST_ADDRESS = 300


@dataclass(frozen=True)
class Dress:
    """Colours on light and dark paper, and the address that the thanks lead to; each may be empty."""

    light: str = ""
    dark: str = ""
    to: str = ""


@transaction.atomic
def look_set(survey: Survey, dress: Dress, version: int, actor: Actor, upload: Any = None) -> Look:
    """Set how a survey looks; a logo that is sent takes the place of the one before.

    Raises
    ------
    MisuseError
        With every fault: a colour that is hard to read, an address that is not https, a logo that is none.
    """
    light, dark = dress.light.strip().lower(), dress.dark.strip().lower()
    if light and not dark and COLOUR.fullmatch(light):
        dark = brightened(light)
    faults = [*_hard_to_read(light, LIGHT["paper"]), *_hard_to_read(dark, DARK["paper"])]
    faults += [*_unsafe(dress.to.strip()), *(_unfit(upload) if upload else ())]
    if faults:
        raise MisuseError(faults)
    found = held(survey, version)
    look = Look.objects.filter(survey=found).first() or Look(survey=found)
    before = _told(look)
    look.light, look.dark, look.to = light, dark, dress.to.strip()
    look.save()
    if upload:
        logo_drop(found, actor)
        (look.logo,) = store([upload], str(StoredFile.Access.PUBLIC), found.target, LOGO, actor)
        look.save(update_fields=["logo"])
    record(actor, "survey.dressed", found.target, before, _told(look))
    return look


def _told(look: Look) -> dict[str, str]:
    return {"light": look.light, "dark": look.dark, "to": look.to}


def logo_drop(survey: Survey, actor: Actor) -> None:
    """Take the logo away."""
    for file in files_about(survey.target, LOGO):
        remove(file, actor)


def brightened(colour: str) -> str:
    """The colour as it is read on dark paper: as little brighter as it takes."""
    made = (mixed(colour, "#ffffff", step / 20) for step in range(21))
    return next(each for each in made if contrast(each, DARK["paper"]) >= LEAST)


def _hard_to_read(colour: str, paper: str) -> list[Fault]:
    if not colour:
        return []
    if not COLOUR.fullmatch(colour):
        return [Fault("voice.no_colour", fields={"colour": colour[:20]})]
    found = contrast(colour, paper)
    if found >= LEAST:
        return []
    facts = {"colour": colour, "paper": paper, "found": f"{int(found * 100) / 100:g}", "least": f"{LEAST:g}"}
    return [Fault("voice.colour_faint", fields=facts)]


def _unsafe(address: str) -> list[Fault]:
    """Whether an address may not be led to."""
    if not address:
        return []
    try:
        URLValidator(["https"])(address)
        fit = len(address) <= LONGEST_ADDRESS and "@" not in urlsplit(address).netloc
    except (ValidationError, ValueError):
        fit = False
    return [] if fit else [Fault("voice.no_way_on", fields={"address": address[:100], "limit": LONGEST_ADDRESS})]


def _unfit(upload: Any) -> list[Fault]:
    """Whether a logo is too large or of another kind; its content is looked at where it is kept."""
    suffix = PurePath(str(upload.name)).suffix.lower()
    if suffix in LOGOS and upload.size <= MOST_OF_A_LOGO:
        return []
    return [Fault("voice.logo_unfit", fields={"limit": MOST_OF_A_LOGO >> 10})]


def stylesheet(look: Look) -> str:
    """The colours of a survey for its pages; nothing but colours, which were checked."""
    return f":root {{ --accent: light-dark({look.light}, {look.dark}); }}\n" if look.light and look.dark else ""
