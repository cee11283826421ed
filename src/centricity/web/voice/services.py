"""Changing surveys: drafts, versions, opening and closing; every change is audited."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError, SurveyError
from centricity.surveys import Survey as Questionnaire
from centricity.surveys.catalogue import inspect_content
from centricity.web.audit.services import Actor, record
from centricity.web.people.models import Organisation
from centricity.web.voice.due import due_after
from centricity.web.voice.file_answers import unended_forget
from centricity.web.voice.models import Survey, Version

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]")
OPEN = "open"
RESERVED = ("new", "pace")
"""Words that stand in the place of a code in addresses."""
MOST_OF_A_DRAFT = 500_000
"""Characters of a draft."""


@transaction.atomic
def survey_create(organisation: Organisation, code: str, draft: dict[str, Any], actor: Actor) -> Survey:
    """Make a survey with a draft, which may have faults still.

    Raises
    ------
    MisuseError
        Where the code is unfit or taken, or the draft is too long.
    """
    if not CODE.fullmatch(code) or code in RESERVED:
        raise MisuseError([Fault("voice.code", fields={"code": code})])
    made = Survey(organisation=organisation, code=code)
    _draw(made, draft)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("voice.code_taken", fields={"code": code})]) from None
    record(actor, "survey.created", made.target, after={"organisation": organisation.code, "code": code})
    return made


def _draw(survey: Survey, draft: dict[str, Any]) -> None:
    """Take a draft, and from it what lists of surveys show."""
    if len(json.dumps(draft, ensure_ascii=False)) > MOST_OF_A_DRAFT:
        raise MisuseError([Fault("voice.draft_long", fields={"limit": MOST_OF_A_DRAFT})])
    title = draft.get("title")
    told = title if isinstance(title, dict) else {}
    survey.draft = draft
    survey.title_ru, survey.title_en = (str(told.get(each) or survey.code)[:300] for each in ("ru", "en"))
    if survey.current is None:
        survey.audience = "employees" if draft.get("audience") == "employees" else "customers"
    survey.purpose = str(draft.get("purpose") or "other")[:12]


def held(survey: Survey, version: int) -> Survey:
    """The survey as it was read, held until the transaction ends: what another has changed is not overwritten.

    Raises
    ------
    MisuseError
        Where somebody else changed it since.
    """
    if not Survey.objects.filter(pk=survey.pk, version=version).update(version=version + 1):
        raise MisuseError([Fault("web.changed_meanwhile")])
    return Survey.objects.select_related("organisation", "current").get(pk=survey.pk)


@transaction.atomic
def draft_set(survey: Survey, draft: dict[str, Any], version: int, actor: Actor) -> Survey:
    """Keep a draft as it was changed; answers are to the version that was published, and stay so.

    Raises
    ------
    MisuseError
        Where somebody else changed the survey since, or the draft is too long.
    """
    found = held(survey, version)
    _draw(found, draft)
    found.save(update_fields=["draft", "title_ru", "title_en", "audience", "purpose"])
    record(actor, "survey.drafted", found.target)
    return found


def draft_faults(survey: Survey) -> tuple[Questionnaire | None, list[Fault]]:
    """The draft as a questionnaire, and everything that is wrong with it."""
    return inspect_content(survey.draft)


def _content(questionnaire: Questionnaire) -> tuple[dict[str, Any], str]:
    """A questionnaire as it is kept, and its SHA-256."""
    content = questionnaire.model_dump(mode="json", by_alias=True, exclude_none=True)
    return content, hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_published(survey: Survey, questionnaire: Questionnaire | None) -> bool:
    """Whether a draft is what is answered already."""
    return (
        questionnaire is not None and survey.current is not None and _content(questionnaire)[1] == survey.current.digest
    )


@transaction.atomic
def publish(survey: Survey, version: int, actor: Actor) -> Version:
    """Make a version of the draft, which is answered from now on; responses that are under way keep theirs.

    Raises
    ------
    SurveyError
        Where the draft has faults.
    MisuseError
        Where nothing has changed since the last version, or the survey is closed.
    """
    found = held(survey, version)
    questionnaire, faults = draft_faults(found)
    if questionnaire is None or faults:
        raise SurveyError(faults)
    if found.state == Survey.State.CLOSED:
        raise MisuseError([Fault("voice.closed_for_good")])
    content, digest = _content(questionnaire)
    if is_published(found, questionnaire):
        raise MisuseError([Fault("voice.nothing_new")])
    if found.current is not None and (broken := list(_broken(found.current.questionnaire, questionnaire))):
        raise MisuseError(broken)
    number = found.current.number + 1 if found.current else 1
    made = Version.objects.create(survey=found, number=number, content=content, digest=digest, published_by=actor.name)
    found.current, found.audience = made, questionnaire.audience
    found.save(update_fields=["current", "audience"])
    record(actor, "survey.published", found.target, after={"edition": number, "digest": digest})
    return made


def _broken(before: Questionnaire, after: Questionnaire) -> Iterator[Fault]:
    """What those who answered an earlier version were promised, and would not get."""
    if before.audience != after.audience:
        yield Fault("voice.another_audience")
    if before.nameless and not after.nameless:
        yield Fault("voice.promise_broken")
    elif before.nameless and after.minimum_n < before.minimum_n:
        yield Fault("voice.promise_lowered", fields={"least": before.minimum_n, "n": after.minimum_n})


@transaction.atomic
def state_set(survey: Survey, state: str, version: int, actor: Actor) -> Survey:
    """Open or close a survey; a nameless one that was closed stays closed, because its results are out.

    Raises
    ------
    MisuseError
        Where there is no version to answer, or the survey was closed for good.
    """
    found = held(survey, version)
    before = found.state
    if state == OPEN:
        if found.current is None:
            raise MisuseError([Fault("voice.no_version")])
        if before == Survey.State.CLOSED and found.current.questionnaire.nameless:
            raise MisuseError([Fault("voice.closed_for_good")])
        found.opened_at = found.opened_at or timezone.now()
    elif before != Survey.State.OPEN:
        raise MisuseError([Fault("voice.not_open_yet")])
    else:
        found.closed_at = timezone.now()
        found.next_due = due_after(found.next_due, timezone.localdate()) if found.yearly else None
        found.invites.exclude(address="").update(address="")
        unended_forget(found)
    found.state = state
    found.save(update_fields=["state", "opened_at", "closed_at", "next_due"])
    record(actor, "survey.state", found.target, {"state": before}, {"state": state})
    return found


@transaction.atomic
def public_set(survey: Survey, *, public: bool, version: int, actor: Actor) -> None:
    """Let whoever has the address answer, or only those who were invited."""
    found = held(survey, version)
    found.public = public
    found.save(update_fields=["public"])
    record(actor, "survey.public", found.target, after={"public": public})
