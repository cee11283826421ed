from typing import Any

from centricity.web.feedback.models import Answer, FollowUp, Item


def export(user: Any) -> dict[str, Any]:
    """Answers that somebody wrote, and what the person handles."""
    answers = Answer.objects.filter(by=user).order_by("at")
    given = Item.objects.filter(assigned_to=user).order_by("received_at")
    owned = FollowUp.objects.filter(owner=user).order_by("due")
    return {
        "answers": [{"at": each.at.isoformat(), "feedback": str(each.item_id), "text": each.text} for each in answers],
        "handles": [{"feedback": str(each.pk), "state": each.state} for each in given],
        "follow_ups": [{"about": each.about, "due": each.due.isoformat(), "state": each.state} for each in owned],
    }


def erase(user: Any) -> None:
    """What waits for the person waits for anybody; answers to customers stay with nobody's name."""
    Item.objects.filter(assigned_to=user).update(assigned_to=None)
    FollowUp.objects.filter(owner=user).update(owner=None)
    Answer.objects.filter(by=user).update(by=None)
