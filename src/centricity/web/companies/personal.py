"""What the room of rated companies holds of a person: what it stated and said for a company, and what it answered."""

from typing import Any

from centricity.web.companies.models import Comment, Consent


def export(user: Any) -> dict[str, Any]:
    """What somebody stated and wrote for a company, and what somebody answered one."""
    stated = Consent.objects.filter(stated_by=user).select_related("study").order_by("stated_at", "pk")
    said = Comment.objects.filter(by=user).select_related("study").order_by("at", "pk")
    answered = Comment.objects.filter(answered_by=user).select_related("study").order_by("answered_at", "pk")
    return {
        "consents": [
            {"at": each.stated_at.isoformat(), "study": each.study.code, "company": each.subject, "named": each.granted}
            for each in stated
        ],
        "comments": [
            {"at": each.at.isoformat(), "study": each.study.code, "company": each.subject, "number": each.node,
             "text": each.text, "state": each.state}
            for each in said
        ],
        "answers": [
            {"at": each.answered_at and each.answered_at.isoformat(), "study": each.study.code,
             "comment": each.pk, "text": each.answer}
            for each in answered
        ],
    }  # fmt: skip


def erase(user: Any) -> None:
    """Words and consents are the company's and stay; whose hand they are from is forgotten."""
    Consent.objects.filter(stated_by=user).update(stated_by=None)
    Comment.objects.filter(by=user).update(by=None)
    Comment.objects.filter(answered_by=user).update(answered_by=None)
