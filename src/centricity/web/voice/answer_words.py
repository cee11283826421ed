"""Complete responses in words: what was rated and how, on which scale, and what the customer wrote."""

from collections.abc import Collection, Iterator

from centricity.language import Language
from centricity.surveys.piping import shown, unpiped
from centricity.web.codes import is_uuid
from centricity.web.customers.answered import Answered
from centricity.web.voice.models import Response

ONE = {"ru": "«{question}»: {score} из {most}", "en": "“{question}”: {score} of {most}"}
ROWS = {"ru": "«{question}»: {score} (из {most})", "en": "“{question}”: {score} (of {most})"}


def ratings_told(response: Response, language: Language) -> str:
    """Ratings in words."""
    return "; ".join(_told(response, language))


def texts_of(response: Response) -> list[str]:
    """What somebody wrote, in the order of the questions."""
    asked = response.version.questionnaire.questions
    return [str(response.values[each.code]) for each in asked if each.kind == "text" and each.code in response.values]


def answered(organisation: int, numbers: Collection[str], language: Language) -> dict[str, Answered]:
    """What responses of an organisation say, by their number; numbers of anything else are left out."""
    keys = [each for each in numbers if is_uuid(each)]
    found = Response.objects.filter(pk__in=keys, survey__organisation=organisation, heard=True)
    return {
        str(each.pk): Answered(each.survey.title(language), ratings_told(each, language), any(texts_of(each)))
        for each in found.prefetch_related("survey__current", "version")
    }


def _told(response: Response, language: Language) -> Iterator[str]:
    for question in response.version.questionnaire.questions:
        value = response.values.get(question.code)
        if question.rated and value is not None:
            score = shown(question, value, language).replace("; ", ", ")
            words = (ROWS if question.kind == "matrix" else ONE)[language]
            yield words.format(question=unpiped(question.text, language), score=score, most=question.levels[-1])
