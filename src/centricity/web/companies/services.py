"""What a rated company states and says, and what it is answered: every step is audited."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.companies.models import LONGEST_TEXT, Comment, Consent
from centricity.web.jobs.services import ask
from centricity.web.research.models import Study, SubjectResult
from centricity.web.research.services import computation_ask

MOST_OPEN = 100
"""Comments of a company that wait for an answer."""


@transaction.atomic
def consent_state(study: Study, subject: str, *, granted: bool, version: int, user: Any, actor: Actor) -> Consent:
    """Grant or withdraw the consent to be named.

    A withdrawal holds at once: a public edition that names the company is held back, and computed anew.

    Raises
    ------
    MisuseError
        Where somebody else stated meanwhile.
    """
    known = Consent.objects.select_for_update().filter(study=study, subject=subject).first()
    if (known.version if known else 0) != version:
        raise MisuseError([Fault("web.changed_meanwhile")])
    told = {"granted": granted, "stated_by": user, "stated_at": timezone.now(), "version": version + 1}
    try:
        with transaction.atomic():
            made, _new = Consent.objects.update_or_create(study=study, subject=subject, defaults=told)
    except IntegrityError:
        raise MisuseError([Fault("web.changed_meanwhile")]) from None
    before = {"subject": subject, "named": known.granted} if known else None
    record(actor, "consent.stated", study.target, before, {"subject": subject, "named": granted})
    if not granted and study.current is not None:
        computation_ask(study.current.edition, actor)
    return made


@transaction.atomic
def comment_add(study: Study, row: SubjectResult, node: str, text: str, user: Any, actor: Actor) -> Comment:
    """Comment on a number of one's own company.

    Raises
    ------
    MisuseError
        Where there is no such number, nothing is said, or too much waits for an answer.
    """
    faults = []
    if node not in row.scores:
        faults.append(Fault("companies.no_number", fields={"node": node}))
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        faults.append(Fault("companies.text", fields={"most": LONGEST_TEXT}))
    waiting = Comment.objects.filter(study=study, subject=row.subject, state=Comment.State.OPEN).count()
    if waiting >= MOST_OPEN:
        faults.append(Fault("companies.waiting", fields={"n": waiting}))
    if faults:
        raise MisuseError(faults)
    made = Comment.objects.create(
        study=study, subject=row.subject, node=node, wave=row.view.run.wave, score=row.scores[node]["score"],
        text=text.strip(), by=user,
    )  # fmt: skip
    record(actor, "comment.made", study.target, after={"comment": made.pk, "subject": row.subject, "node": node})
    ask("companies.commented", made.target, actor, comment=made.pk)
    return made


@transaction.atomic
def comment_answer(comment: Comment, answer: str, *, agree: bool, version: int, user: Any, actor: Actor) -> None:
    """Answer a comment, and say whether it is shown beside the number; an answer may be changed.

    Raises
    ------
    MisuseError
        Where a refusal says nothing, the company took the comment back, or somebody else answered meanwhile.
    """
    said = answer.strip()
    if len(said) > LONGEST_TEXT or (not agree and not said):
        raise MisuseError([Fault("companies.answer", fields={"most": LONGEST_TEXT})])
    state = Comment.State.AGREED if agree else Comment.State.DECLINED
    told = {"state": state, "answer": said, "answered_by": user, "answered_at": timezone.now()}
    _turn(comment, version, told)
    record(actor, "comment.answered", comment.study.target, *_logged(comment, str(state)))
    if (str(comment.state), comment.answer) != (str(state), said):
        ask("companies.answered", comment.target, actor, comment=comment.pk)


@transaction.atomic
def comment_withdraw(comment: Comment, version: int, actor: Actor) -> None:
    """Take a comment back: it is shown nowhere any more, and stays in the list of those who work on the study.

    Raises
    ------
    MisuseError
        Where it was taken back already, or somebody else changed it meanwhile.
    """
    _turn(comment, version, {"state": Comment.State.WITHDRAWN})
    record(actor, "comment.withdrawn", comment.study.target, *_logged(comment, str(Comment.State.WITHDRAWN)))


def _turn(comment: Comment, version: int, values: dict[str, Any]) -> None:
    same = Comment.objects.filter(pk=comment.pk)
    if not same.filter(version=version).exclude(state=Comment.State.WITHDRAWN).update(version=version + 1, **values):
        gone = same.filter(state=Comment.State.WITHDRAWN).exists()
        raise MisuseError([Fault("companies.withdrawn" if gone else "web.changed_meanwhile")])


def _logged(comment: Comment, state: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the log keeps of a comment before and after."""
    return {"comment_state": comment.state}, {"comment": comment.pk, "comment_state": state}
