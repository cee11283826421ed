from datetime import date
from typing import Any

from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def _year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def due_a_year_after(apps: Any, _editor: Any) -> None:
    """Of surveys closed within a year the next is due a year later; of older ones it was made by hand long ago."""
    surveys = apps.get_model("voice", "Survey").objects.filter(state="closed", closed_at__isnull=False, next_due=None)
    for survey in surveys.filter(Q(audience="employees") | Q(purpose="maturity")).only("closed_at"):
        due = _year_after(timezone.localdate(survey.closed_at))
        if due >= timezone.localdate():
            type(survey).objects.filter(pk=survey.pk).update(next_due=due)


class Migration(migrations.Migration):
    dependencies = [
        ("voice", "0008_cycle"),
    ]

    operations = [
        migrations.RunPython(due_a_year_after, migrations.RunPython.noop),
    ]
