"""Files that somebody sends as answers: stored with the answer, gone with it, never under a name of the sender's."""

import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from centricity.errors import Fault, MisuseError, Place
from centricity.surveys.answers import Raw
from centricity.surveys.file_answers import FileAnswer, bytes_of, file_fault, suffixes_of
from centricity.surveys.question import APART, Question
from centricity.web.audit.services import SYSTEM
from centricity.web.files.kinds import media_type_of
from centricity.web.files.models import StoredFile
from centricity.web.files.selectors import file_or_404, files_about, size_of, stored_before
from centricity.web.files.services import remove, store, unkept
from centricity.web.jobs.services import Progress
from centricity.web.voice.answers_file import is_listed
from centricity.web.voice.models import Response, Survey

REMOVE = "remove"
"""The field beside a file that takes it away."""
LONGEST_NAME = 120
MOST_OF_A_RESPONSE = 40 << 20
MOST_OF_A_SURVEY = 2 << 30
KEPT = timedelta(days=7)
"""For so long the files of an answer that was not ended are kept."""
ABOUT = "response:"
_CODES = {"web.file_kind": "survey.file_kind", "web.file_other_kind": "survey.file_other_kind",
          "web.file_empty": "survey.file_empty"}  # fmt: skip


@dataclass
class Sent:
    """Files of a page that was sent, by the code of their question; ``stored`` are those that lie on the disk."""

    uploads: Mapping[str, Any] = field(default_factory=dict)
    stored: list[StoredFile] = field(default_factory=list)

    def undo(self) -> None:
        """Nothing of it was kept."""
        unkept(self.stored)
        self.stored.clear()


def files_take(
    survey: Survey, response: Response, questions: Iterable[Question], raw: Raw, sent: Sent
) -> tuple[dict[str, FileAnswer], list[Fault]]:
    """Files that answer the questions of a page: those just sent, and those that were there and stay.

    A file that will not do leaves the one there was.
    """
    kept, faults = dict[str, FileAnswer](), list[Fault]()
    for question in questions:
        if question.kind != "file":
            continue
        before, upload = response.values.get(question.code), sent.uploads.get(question.code)
        if upload is not None:
            try:
                kept[question.code] = _stored(survey, response, question, upload, sent)
                continue
            except MisuseError as error:
                faults += [replace(fault, place=Place(key=question.code)) for fault in error.faults[:1]]
        if before is not None and (upload is not None or not raw.get(f"{question.code}{APART}{REMOVE}")):
            kept[question.code] = before
    return kept, faults


def _stored(survey: Survey, response: Response, question: Question, upload: Any, sent: Sent) -> FileAnswer:
    """Keep a file; its own name stands with the answer alone, so that it can be forgotten."""
    name = name_of(str(upload.name))
    suffix = PurePath(name).suffix.lower()
    if upload.size > bytes_of(question):
        raise MisuseError([Fault("survey.file_large", fields={"limit": bytes_of(question) >> 20})])
    known = ", ".join(suffixes_of(question))
    if upload.size and suffix not in suffixes_of(question):
        raise MisuseError([Fault("survey.file_kind", fields={"known": known})])  # before anybody looks into it
    try:
        kind = media_type_of(f"answer{suffix}", upload) if upload.size else ""
    except MisuseError as error:
        raise MisuseError([Fault(_CODES[fault.code], fields={"known": known}) for fault in error.faults]) from error
    wrong = file_fault(question, kind, upload.size)
    if wrong is not None:
        raise MisuseError([wrong])
    about = f"{ABOUT}{response.pk}"
    if size_of(survey.target, about) + upload.size > MOST_OF_A_RESPONSE:
        raise MisuseError([Fault("voice.file_response_full", fields={"limit": MOST_OF_A_RESPONSE >> 20})])
    if size_of(survey.target) + upload.size > MOST_OF_A_SURVEY:
        raise MisuseError([Fault("voice.file_survey_full")])
    shown, upload.name = upload.name, f"answer{suffix}"
    try:
        (file,) = store([upload], str(StoredFile.Access.CONFIDENTIAL), survey.target, about, SYSTEM)
    finally:
        upload.name = shown
    sent.stored.append(file)
    return {"id": str(file.pk), "name": name, "size": file.size}


def name_of(told: str) -> str:
    """The name of a file as it is shown: its last part, without signs that show nothing, and not too long."""
    last = unicodedata.normalize("NFC", told).replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if each.isprintable() and each not in "\u200e\u200f").strip(" .")
    path = PurePath(plain or "file")
    suffix = path.suffix[:10]
    return path.name if len(path.name) <= LONGEST_NAME else f"{path.stem[: LONGEST_NAME - len(suffix) - 1]}…{suffix}"


def _lying(response: Response) -> Iterable[StoredFile]:
    """Files that were stored for a response, named by it or not."""
    return list(files_about(f"survey:{response.survey_id}", f"{ABOUT}{response.pk}"))


def dropped(response: Response) -> None:
    """Remove files that the response does not name any more: replaced, taken away, or of a way that was left."""
    named = {str(each["id"]) for each in files_of(response).values()}
    for file in _lying(response):
        if str(file.pk) not in named:
            remove(file, SYSTEM)


def files_of(response: Response) -> dict[str, FileAnswer]:
    """Files of a response by the code of their question."""
    asked = [question.code for question in response.version.questionnaire.questions if question.kind == "file"]
    return {code: response.values[code] for code in asked if isinstance(response.values.get(code), dict)}


def answered_file(survey: Survey, pk: uuid.UUID) -> tuple[StoredFile, str]:
    """A file of a complete answer with the name it is given under; 404 where there is none, or none may be seen."""
    if not is_listed(survey):
        raise Http404
    stored = file_or_404(survey.target, pk)
    number = stored.about.removeprefix(ABOUT)
    whole = Response.objects.filter(survey=survey, state=Response.State.WHOLE, pk=number).select_related("version")
    found = whole.first()
    names = [each["name"] for each in files_of(found).values() if each["id"] == str(stored.pk)] if found else []
    if not names:
        raise Http404
    return stored, str(names[0])


def forget(response: Response) -> None:
    """Remove the files of a response, and what its answers say of them; the caller keeps the answers."""
    gone = files_of(response)
    response.values = {name: value for name, value in response.values.items() if name not in gone}
    for file in _lying(response):
        remove(file, SYSTEM)


def unended_forget(survey: Survey) -> None:
    """Remove the files of those who have not come to the end: the survey takes no answers any more."""
    whole = Response.State.WHOLE
    files = stored_before(survey.target, ABOUT, timezone.now()).filter(target=survey.target)
    for number in {each.about.removeprefix(ABOUT) for each in files}:
        for response in Response.objects.select_for_update().filter(pk=number).exclude(state=whole):
            forget(response)
            response.save(update_fields=["values"])


def clean(progress: Progress) -> None:
    """Remove files of answers that nobody has ended within a week, and files that no answer names."""
    progress.next("Убираю файлы неоконченных ответов", "Removing files of answers that were not ended")
    files = stored_before("survey:", ABOUT, timezone.now() - KEPT)
    for file in list(files.order_by("stored_at")):  # rows go while they are walked over
        _cleaned(file)
    with progress.finishing():
        pass


def _cleaned(file: StoredFile) -> None:
    with transaction.atomic():
        number = uuid.UUID(file.about.removeprefix(ABOUT))
        response = Response.objects.select_for_update().filter(pk=number).first()
        named = [code for code, each in files_of(response).items() if each["id"] == str(file.pk)] if response else []
        if response is not None and named:
            if response.state == Response.State.WHOLE:
                return
            response.values = {name: value for name, value in response.values.items() if name not in named}
            response.save(update_fields=["values"])
        remove(file, SYSTEM)
