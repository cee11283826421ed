from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_asked_meanwhile")]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["kind", "target", "-asked_at"], name="job_latest"),
        ),
    ]
