from datetime import date
from typing import Any

from django.db import migrations
from django.utils import timezone


def _year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def due_a_year_after(apps: Any, _editor: Any) -> None:
    """Of panels closed within a year the next is due a year later; of older ones it was made by hand long ago."""
    panels = apps.get_model("panels", "Panel").objects.filter(state="closed", closed_at__isnull=False, next_due=None)
    for panel in panels.only("closed_at"):
        due = _year_after(timezone.localdate(panel.closed_at))
        if due >= timezone.localdate():
            type(panel).objects.filter(pk=panel.pk).update(next_due=due)


class Migration(migrations.Migration):
    dependencies = [
        ("panels", "0002_cycle"),
    ]

    operations = [
        migrations.RunPython(due_a_year_after, migrations.RunPython.noop),
    ]
