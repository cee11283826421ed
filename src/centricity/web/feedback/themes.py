"""Themes of feedback: what is said again and again, and how far the work on it is."""

from django.db import IntegrityError, transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.feedback.models import Theme
from centricity.web.people.models import Organisation


@transaction.atomic
def theme_create(organisation: Organisation, title_ru: str, title_en: str, actor: Actor, code: str = "") -> Theme:
    """Add a theme; ``code`` is its theme in the lexicon of texts.

    Raises
    ------
    MisuseError
        Where there is one of this title.
    """
    try:
        with transaction.atomic():
            made = Theme.objects.create(organisation=organisation, title_ru=title_ru, title_en=title_en, code=code)
    except IntegrityError:
        raise MisuseError([Fault("web.theme_taken")]) from None
    record(actor, "theme.created", made.target, after={"name": title_ru})
    return made


@transaction.atomic
def theme_change(theme: Theme, values: dict[str, str], version: int, actor: Actor) -> None:
    """Change titles and state of a theme as it was read.

    Raises
    ------
    MisuseError
        Where the title is taken, or somebody changed it meanwhile.
    """
    kept = {name: values[name] for name in ("title_ru", "title_en", "state")}
    try:
        with transaction.atomic():
            changed = Theme.objects.filter(pk=theme.pk, version=version).update(version=version + 1, **kept)
    except IntegrityError:
        raise MisuseError([Fault("web.theme_taken")]) from None
    if not changed:
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "theme.changed", theme.target, {"state": theme.state}, {"state": str(kept["state"])})


def theme_of_code(organisation: Organisation, code: str, titles: tuple[str, str], actor: Actor) -> Theme:
    """The organisation's theme that stands for one of the lexicon, made where there is none yet."""
    found = Theme.objects.filter(organisation=organisation, code=code).first()
    found = found or Theme.objects.filter(organisation=organisation, title_ru=titles[0]).first()
    return found or theme_create(organisation, *titles, actor, code)
