"""What the dashboard holds of a person: views, watches, targets, letters, what is heard of and seen to."""

from typing import Any

from centricity.web.home.models import Alert, Goal, KeptView, Muted, Subscription, Watch


def export(user: Any) -> dict[str, Any]:
    views = KeptView.objects.filter(owner=user).select_related("organisation").order_by("created_at", "pk")
    muted = Muted.objects.filter(user=user).select_related("organisation").order_by("pk")
    letters = Subscription.objects.filter(user=user).select_related("organisation").order_by("pk")
    seen = Alert.objects.filter(acknowledged_by=user).select_related("organisation").order_by("acknowledged_at", "pk")
    watches = Watch.objects.filter(owner=user).select_related("organisation").order_by("created_at", "pk")
    goals = Goal.objects.filter(owner=user).select_related("organisation").order_by("created_at", "pk")
    return {
        "targets": [
            {"organisation": each.organisation.code, "target": str(each), "value": each.value,
             "due": each.due.isoformat(), "since": each.created_at.isoformat()}
            for each in goals
        ],
        "watches": [
            {"organisation": each.organisation.code, "watches": str(each), "bound": each.bound, "value": each.value,
             "since": each.created_at.isoformat()}
            for each in watches
        ],
        "views": [
            {"organisation": each.organisation.code, "name": each.name, "metric": each.metric, "shows": each.asked,
             "shared": each.shared, "since": each.created_at.isoformat()}
            for each in views
        ],
        "not_heard_of": [{"organisation": each.organisation.code, "cause": each.cause} for each in muted],
        "letters": [
            {"organisation": each.organisation.code, "on": each.on, "since": each.since.isoformat(),
             "weeks": list(each.letters.order_by("week").values_list("week", flat=True))}
            for each in letters
        ],
        "acknowledged": [
            {"organisation": each.organisation.code, "alert": str(each), "at": str(each.acknowledged_at)}
            for each in seen
        ],
    }  # fmt: skip


def erase(user: Any) -> None:
    """Views of one's own, wishes and letters go; what is shared, watches and targets stay with nobody's name."""
    Goal.objects.filter(owner=user).update(owner=None)
    Watch.objects.filter(owner=user).update(owner=None)
    KeptView.objects.filter(owner=user, shared=False).delete()
    KeptView.objects.filter(owner=user).update(owner=None)
    Muted.objects.filter(user=user).delete()
    Subscription.objects.filter(user=user).delete()
