"""Working on a draft: parts put in, changed, moved and taken out, each giving a new draft."""

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404

from centricity.language import Language
from centricity.surveys import Survey as Questionnaire

Draft = dict[str, Any]
PARTS = ("ends", "quotas")
"""Lists of a draft whose parts stand beside the pages."""


def plain(questionnaire: Questionnaire) -> Draft:
    """A questionnaire as the content of a draft."""
    told: Draft = questionnaire.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    return {"schema": "centricity/survey-1"} | told


def pages(draft: Draft) -> list[Draft]:
    """Pages of a draft; whatever else stands there is passed over."""
    told = draft.get("pages")
    return [page for page in told if isinstance(page, dict)] if isinstance(told, list) else []


def questions(page: Draft) -> list[Draft]:
    """Questions of a page."""
    told = page.get("questions")
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def parts(draft: Draft, name: str) -> list[Draft]:
    """Ends or quotas of a draft, or other parts that it lists."""
    told = draft.get(name)
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def at(found: list[Draft], place: int) -> Draft:
    """A part by its place."""
    if not 0 <= place < len(found):
        raise Http404
    return found[place]


def with_settings(draft: Draft, given: Draft) -> Draft:
    """A draft with other settings; of these what is empty is left out."""
    made = {**draft, **given}
    return {name: value for name, value in made.items() if name not in given or value not in (None, "", {})}


def with_page(draft: Draft, place: int, given: Draft) -> Draft:
    """A draft with a page changed, or a new one where ``place`` is that after the last."""
    made = _copied(draft)
    if place == len(made["pages"]):
        made["pages"].append({"questions": [], **given})
    else:
        page = at(made["pages"], place)
        made["pages"][place] = {**given, "questions": questions(page)}
    return made


def with_question(draft: Draft, page: int, place: int, given: Draft) -> Draft:
    """A draft with a question changed, or a new one where ``place`` is that after the last."""
    made = _copied(draft)
    listed = at(made["pages"], page)["questions"]
    if place == len(listed):
        listed.append(given)
    else:
        at(listed, place)
        listed[place] = given
    return made


def with_part(draft: Draft, name: str, place: int, given: Draft) -> Draft:
    """A draft with an end or a quota changed, or a new one."""
    made = _copied(draft)
    listed = made.setdefault(name, [])
    if place == len(listed):
        listed.append(given)
    else:
        at(listed, place)
        listed[place] = given
    return made


def without(draft: Draft, name: str, place: int, question: int | None = None) -> Draft:
    """A draft without a page, a question of it, an end or a quota."""
    made = _copied(draft)
    listed = made.get(name, [])
    part = at(listed, place)
    if question is None:
        listed.remove(part)
    else:
        part["questions"].remove(at(part["questions"], question))
    return {key: value for key, value in made.items() if key == "pages" or value != []}


def moved(draft: Draft, place: int, question: int | None, by: int) -> Draft:
    """A draft with a page, or a question, one place further up or down; a question goes on to the page beside."""
    made = _copied(draft)
    listed = made["pages"]
    if question is None:
        _swap(listed, place, by)
        return made
    page = at(listed, place)
    at(page["questions"], question)
    if 0 <= question + by < len(page["questions"]):
        _swap(page["questions"], question, by)
    elif 0 <= place + by < len(listed):
        taken = page["questions"].pop(question)
        beside = listed[place + by]["questions"]
        beside.insert(len(beside) if by < 0 else 0, taken)
    return made


def _swap(listed: list[Draft], place: int, by: int) -> None:
    at(listed, place)
    if 0 <= place + by < len(listed):
        listed[place], listed[place + by] = listed[place + by], listed[place]


def _copied(draft: Draft) -> Draft:
    """A copy whose pages and questions are lists, whatever stood there."""
    made = copy.deepcopy(draft)
    made["pages"] = [{**page, "questions": questions(page)} for page in pages(made)]
    for name in PARTS:
        if name in made:
            made[name] = parts(made, name)
    return made


def free_code(taken: Iterable[object], stem: str) -> str:
    """A code that no part has yet."""
    known = {each for each in taken if isinstance(each, str)}
    stem = re.sub(r"[^\w.-]", "", stem)[:40] or "x"
    return stem if stem not in known else next(f"{stem}{n}" for n in range(2, 10_000) if f"{stem}{n}" not in known)


def codes(draft: Draft, first: Language = "ru") -> dict[str, str]:
    """Codes of all questions with their words in a language, or in the other where there are none, in order."""
    listed = [each for page in pages(draft) for each in questions(page)]
    other: Language = "en" if first == "ru" else "ru"
    return {str(each.get("code")): words(each, first) or words(each, other) for each in listed}


def option_codes(draft: Draft) -> Iterator[str]:
    """Codes of options by question, as somebody who types a condition looks them up."""
    for page in pages(draft):
        for each in questions(page):
            told = [str(option.get("code")) for option in parts(each, "options")]
            if told:
                yield f"{each.get('code')} = {', '.join(told)}"


def option_words(draft: Draft, question: str, language: Language) -> dict[str, str]:
    """Words of the options of a question by their code."""
    listed = [each for page in pages(draft) for each in questions(page) if str(each.get("code")) == question]
    return {str(option.get("code")): words(option, language) for each in listed for option in parts(each, "options")}


def words(part: Draft, language: str, name: str = "text") -> str:
    """A text of a part in a language; nothing where there is none."""
    told = part.get(name)
    return str(told.get(language) or "") if isinstance(told, dict) else ""


def tests(condition: object, *names: str) -> list[Draft]:
    """Tests of a condition, whatever else stands there."""
    told = [condition.get(name) for name in names or ("all", "any")] if isinstance(condition, dict) else []
    return [test for listed in told if isinstance(listed, list) for test in listed if isinstance(test, dict)]
