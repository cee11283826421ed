"""What was changed of many levels: what will do is kept, what will not stands there with what is wrong."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from centricity.errors import CentricityError
from centricity.web.look.languages import language_now
from centricity.web.panels.level_form import LevelForm

Form = TypeVar("Form", bound=LevelForm)


def keep_changed(forms: Iterable[Form], deed: Callable[[Form], Any]) -> tuple[int, int]:
    """Keep what was changed and will do; how many were kept, and how many would not do."""
    kept = wrong = 0
    for form in forms:
        if not form.has_changed():
            continue
        if form.is_valid() and _kept(form, deed):
            kept += 1
        else:
            wrong += 1
    return kept, wrong


def _kept(form: Form, deed: Callable[[Form], Any]) -> bool:
    if not form.cleaned_data["level"]:
        form.add_error("level", _("Choose a level, or that it cannot be told."))
        return False
    try:
        deed(form)
    except CentricityError as error:
        form.add_error(None, [capfirst(fault.sentence(language_now())) for fault in error.faults])
        return False
    return True
