"""Telling analysts what a company said, and its contacts what was answered and which of their numbers changed."""

from collections.abc import Callable, Sequence
from functools import partial

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centricity.language import Language
from centricity.web.companies.changes import changed_of
from centricity.web.companies.models import Comment
from centricity.web.jobs.services import Progress
from centricity.web.letters import language_of, note_of, origin, sent
from centricity.web.people.models import User
from centricity.web.people.roles import Role
from centricity.web.people.selectors import told_on
from centricity.web.research.cells import coded, name_of
from centricity.web.research.models import Study, SubjectResult

Letter = Callable[[Language], EmailMultiAlternatives]


def tell_comment(progress: Progress) -> None:
    """Tell analysts of the study that a comment waits for an answer."""
    progress.next("Отправляю письма", "Sending letters")
    found = _comment(progress, str(Comment.State.OPEN))
    if found is not None:
        study = found.study
        _send(told_on(study.code, study.organisation.code, Role.ANALYST), partial(_commented, found))
    with progress.finishing():
        pass


def tell_answer(progress: Progress) -> None:
    """Tell contacts of the company that a comment is answered."""
    progress.next("Отправляю письма", "Sending letters")
    found = _comment(progress, str(Comment.State.AGREED), str(Comment.State.DECLINED))
    if found is not None:
        study = found.study
        people = told_on(study.code, study.organisation.code, Role.COMPANY_CONTACT, found.subject)
        _send(people, partial(_answered, found))
    with progress.finishing():
        pass


def tell_numbers(progress: Progress) -> None:
    """Tell contacts of companies whose numbers are new or have changed, each once for a computation."""
    progress.next("Отправляю письма", "Sending letters")
    study = Study.objects.select_related("organisation").get(pk=progress.arguments["study"])
    for row, count in changed_of(study, progress.arguments["run"]):
        people = told_on(study.code, study.organisation.code, Role.COMPANY_CONTACT, row.subject)
        _send(people, partial(_computed, study, row, count))
    with progress.finishing():
        pass


def _comment(progress: Progress, *states: str) -> Comment | None:
    found = Comment.objects.select_related("study__organisation")
    return found.filter(pk=progress.arguments["comment"], state__in=states).first()


def _send(people: QuerySet[User], letter: Letter) -> None:
    """Write to everybody in the own language; a letter that is not taken hinders no other: the room tells it too."""
    with get_connection(fail_silently=True) as connection:
        for each in people:
            language = language_of(each)
            with translation.override(language):
                sent(letter(language), each.email, connection)


def _commented(comment: Comment, language: Language) -> EmailMultiAlternatives:
    company, number = _named(comment, language)
    lines = [
        _("The company “%(company)s” has commented on “%(number)s” in the study “%(title)s”.")
        % {"company": company, "number": number, "title": _title(comment.study, language)},
        _("The comment waits for an answer."),
    ]
    return note_of(_("A company has commented: %(company)s") % {"company": company}, lines, _place(comment))


def _answered(comment: Comment, language: Language) -> EmailMultiAlternatives:
    company, number = _named(comment, language)
    agreed = comment.state == Comment.State.AGREED
    lines = [
        _("The comment of “%(company)s” on “%(number)s” in the study “%(title)s” is answered.")
        % {"company": company, "number": number, "title": _title(comment.study, language)},
        _("It stands beside the number.") if agreed else _("It is not shown beside the number; the answer tells why."),
    ]
    return note_of(_("Your comment is answered: %(number)s") % {"number": number}, lines, _place(comment))


def _computed(study: Study, row: SubjectResult, count: int, language: Language) -> EmailMultiAlternatives:
    company, title = name_of(row, language), _title(study, language)
    lines: Sequence[str] = [
        _("The study “%(title)s” is computed.") % {"title": title},
        ngettext(
            "%(n)d number of “%(company)s” is new or has changed.",
            "%(n)d numbers of “%(company)s” are new or have changed.", count,
        ) % {"n": count, "company": company},
        _("Open a number to see what it rests on, and comment on it there."),
    ]  # fmt: skip
    address = origin() + reverse("study_company", args=[study.code, row.subject])
    return note_of(_("Numbers of your company: %(title)s") % {"title": title}, lines, address)


def _named(comment: Comment, language: Language) -> tuple[str, str]:
    """The company and the number in words, by the current results."""
    rows = SubjectResult.objects.filter(view__run=comment.study.current_id, view__audience="internal")
    row = rows.filter(subject=comment.subject).select_related("view").first()
    if row is None:
        return comment.subject, comment.node
    part = next((part for part in row.view.parts if part["code"] == comment.node), None)
    return name_of(row, language), coded(part, language) if part is not None else comment.node


def _title(study: Study, language: Language) -> str:
    return study.title_en if language == "en" else study.title_ru


def _place(comment: Comment) -> str:
    return f"{origin()}{reverse('study_comments', args=[comment.study.code])}#c{comment.pk}"
