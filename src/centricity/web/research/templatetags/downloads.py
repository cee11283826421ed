"""Files of the results in words: of which edition, what, in which language."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.utils.translation import gettext_lazy as _

from centricity.web.look.languages import IN_ENGLISH, IN_RUSSIAN, language_now

register = template.Library()

_EDITIONS = {"internal": _("Internal edition: not for distribution"), "public": _("Public edition")}
_TITLES = {
    "report.html": _("Report, web page"),
    "report.pdf": _("Report, PDF"),
    "report.xlsx": _("Workbook, Excel"),
    "scores.csv": _("Scores"),
    "groups.csv": _("Groups"),
    "trace.csv": _("What every score is made of"),
    "changes.csv": _("Values imputed or treated"),
    "result.json": _("The whole result for programs"),
    "metrics.json": _("The figures for programs"),
}


class File(NamedTuple):
    name: str
    title: str
    size: int


@register.filter
def by_edition(files: Iterable[tuple[str, int]]) -> list[tuple[str, list[File]]]:
    """Files under the edition they are of; what has no title is told by its name."""
    found: dict[str, list[File]] = {}
    for name, size in files:
        edition, _slash, rest = name.partition("/")
        found.setdefault(edition, []).append(File(name, _title(rest), size))
    return [(str(_EDITIONS.get(edition, edition)), sorted(each, key=_reports_first)) for edition, each in found.items()]


@register.filter
def titled(papers: Iterable[Any]) -> list[File]:
    """Files named ``ru-report.pdf`` with their titles, those in the reader's own language first."""
    found = [File(each.name, _title(each.name.replace("-", "/", 1)), each.size) for each in papers]
    return sorted(found, key=lambda file: ("-" not in file.name, not file.name.startswith(language_now()), file.name))


def _title(path: str) -> str:
    folder, _slash, name = path.rpartition("/")
    written = IN_RUSSIAN if language_now() == "ru" else IN_ENGLISH
    language = written["ru"] if folder == "ru" else written["en"] if folder == "en" else folder
    return ", ".join(filter(None, (str(_TITLES.get(name, name)), language)))


def _reports_first(file: File) -> tuple[int, bool, str]:
    """Reports come first, those in the reader's own language before the others."""
    return -file.name.count("/"), f"/{language_now()}/" not in file.name, file.name
