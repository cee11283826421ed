from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def add(apps, schema_editor):
    apps.get_model("jobs", "Schedule").objects.get_or_create(
        kind="api.tidy", defaults={"every": timedelta(hours=1), "next_at": timezone.now()}
    )


def take(apps, schema_editor):
    apps.get_model("jobs", "Schedule").objects.filter(kind="api.tidy").delete()


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("jobs", "0002_job_run_after")]

    operations = [migrations.RunPython(add, take)]
