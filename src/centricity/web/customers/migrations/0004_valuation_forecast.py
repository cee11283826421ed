from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_merges_of_others"),
    ]

    operations = [
        migrations.AddField(
            model_name="valuation",
            name="forecast",
            field=models.JSONField(default=list),
        ),
    ]
