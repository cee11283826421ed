"""The view-model: a result as a document in one language."""

from collections.abc import Callable

from centricity.language import Language, long_date
from centricity.reports.context import Context
from centricity.reports.document import Document, Section
from centricity.reports.sections import (
    advice,
    audit,
    disclosure,
    fieldwork,
    focus,
    gaps,
    heatmaps,
    method,
    metrics,
    plan,
    profiles,
    ranking,
    references,
    robustness,
    summary,
    survey,
    trust,
    waves,
)
from centricity.studies import Result
from centricity.studies.audit import Audit

SECTIONS: tuple[Callable[[Context], Section | None], ...] = (
    summary.summary,
    survey.level,
    heatmaps.heatmaps,
    ranking.ranking,
    robustness.robustness,
    survey.departments,
    survey.answers,
    fieldwork.fieldwork,
    waves.waves,
    profiles.profiles,
    focus.focus,
    gaps.gaps,
    metrics.metrics,
    advice.tiers,
    advice.advice,
    plan.goals,
    advice.portrait,
    references.references,
    trust.voices,
    trust.conclusions,
    trust.coverage,
    disclosure.disclosure,
    trust.limits,
    method.method,
    trust.provenance,
)


WITHOUT_MARKET: tuple[Callable[[Context], Section | None], ...] = (
    ranking.ranking,
    trust.coverage,
    disclosure.disclosure,
    trust.limits,
    method.method,
    trust.provenance,
)
"""What remains where even the mean of all may not be shown, because too few would stand behind it."""


def document(result: Result, language: Language, audited: Audit | None = None) -> Document:
    """Make the document of a result, with its audit as an appendix where there is one."""
    at = Context(result, language)
    settings = result.study.settings
    known = SECTIONS if at.market_shown else WITHOUT_MARKET
    found = [section for make in known if (section := make(at)) is not None]
    if audited is not None and at.market_shown:
        found += audit.appendix(audited, at)
    return Document(
        language=language,
        title=at.text(settings.title),
        subtitle=at.text(settings.subtitle),
        edition=_edition(at),
        facts=tuple(_facts(at)),
        banner=_banner(at),
        contents=at.say("Содержание", "Contents"),
        sections=tuple(found),
    )


def _edition(at: Context) -> str:
    if at.result.public:
        return at.say("Открытое издание", "Public edition")
    return at.say("Внутреннее издание: не для распространения", "Internal edition: not for distribution")


def _banner(at: Context) -> str:
    if not at.result.study.settings.synthetic:
        return ""
    return at.say(
        "Синтетические данные: ни одно число не описывает реальную организацию.",
        "Synthetic data: no figure describes a real organisation.",
    )


def _facts(at: Context) -> list[tuple[str, str]]:
    settings = at.result.study.settings
    facts = [
        (at.say("Методика", "Method"), f"{at.text(at.method.title)} ({at.method.identity})"),
        (at.say("Волна", "Wave"), settings.wave),
    ]
    if settings.published is not None:
        facts.append((at.say("Дата", "Date"), long_date(settings.published, at.language)))
    return facts
