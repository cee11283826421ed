"""What an action came of, in the figures of the day on which it was made."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centricity.language import number
from centricity.web.improvement.models import Action
from centricity.web.look.languages import language_now


def then(action: Action) -> str:
    """The share of an option as it was, with its interval and count; nothing where none was kept."""
    facts, language = action.origin_facts, language_now()
    if "share" not in facts:
        return ""
    ends = [number(facts[each], language) for each in ("low", "high")]
    return _("then: %(n)s of %(of)s, %(share)s%% (95%%: %(low)s\u2013%(high)s), %(day)s") % {
        "n": number(facts["n"], language), "of": number(facts["of"], language),
        "share": number(facts["share"], language), "low": ends[0], "high": ends[1],
        "day": date_format(date.fromisoformat(facts["on"])),
    }  # fmt: skip
