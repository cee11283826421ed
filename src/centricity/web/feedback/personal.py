from typing import Any

from centricity.web.customers.models import Customer
from centricity.web.feedback.models import Answer, Desk, FollowUp, Item


def export(user: Any) -> dict[str, Any]:
    """Answers that somebody wrote, and what the person handles."""
    answers = Answer.objects.filter(by=user).order_by("at")
    given = Item.objects.filter(assigned_to=user).order_by("received_at")
    owned = FollowUp.objects.filter(owner=user).order_by("due")
    desks = Desk.objects.filter(owner=user).values_list("organisation__code", flat=True).order_by("organisation__code")
    return {
        "desks": list(desks),
        "answers": [
            {"at": each.at.isoformat(), "feedback": str(each.item_id), "text": each.text, "reason": each.reason}
            for each in answers
        ],
        "handles": [{"feedback": str(each.pk), "state": each.state} for each in given],
        "follow_ups": [{"about": each.about, "due": each.due.isoformat(), "state": each.state} for each in owned],
    }


def erase(user: Any) -> None:
    """What waits for the person waits for anybody; answers to customers stay with nobody's name."""
    Item.objects.filter(assigned_to=user).update(assigned_to=None)
    FollowUp.objects.filter(owner=user).update(owner=None)
    Desk.objects.filter(owner=user).update(owner=None)
    Answer.objects.filter(by=user).update(by=None)


def export_customer(customer: Customer) -> dict[str, Any]:
    """What a customer said, and what was answered."""
    items = Item.objects.filter(customer=customer).prefetch_related("answers").order_by("received_at", "pk")
    return {
        "feedback": [
            {"at": each.at.isoformat(), "channel": each.channel, "author": each.author, "contact": each.contact,
             "title": each.title, "text": each.text, "state": each.state,
             "answers": [_answer(one) for one in each.answers.all()]}
            for each in items
        ],
    }  # fmt: skip


def _answer(each: Answer) -> dict[str, str]:
    return {"at": each.at.isoformat(), "channel": each.channel, "text": each.text, "reason": each.reason}


def erase_customer(customer: Customer) -> None:
    """That something was said, of which kind and when, stays; words and names go."""
    items = Item.objects.filter(customer=customer)
    Answer.objects.filter(item__in=items).update(text="", reason="")
    FollowUp.objects.filter(customer=customer).update(customer=None)
    Answer.objects.filter(item__in=items).exclude(address="").update(address="", failed=True)
    items.update(author="", contact="", title="", text="", number=None, customer=None)
