from django.db import migrations, models

ADD = 'ALTER TABLE "{table}" ADD COLUMN "{column}" varchar({longest}) DEFAULT \'\' NOT NULL'
DROP = 'ALTER TABLE "{table}" DROP COLUMN "{column}"'
TALLIES = """
INSERT INTO "voice_tally"
    ("organisation_id", "survey_id", "series", "row", "metric", "month", "score", "column", "key", "n")
SELECT "organisation_id", "survey_id", "series", "row", "metric", "month", "score", 'market', '', "n"
FROM "voice_tally" WHERE "column" = ''
"""
NO_TALLIES = 'DELETE FROM "voice_tally" WHERE "column" = \'market\''


def added(model: str, column: str, longest: int) -> migrations.SeparateDatabaseAndState:
    """A text of a table of millions, added without writing any of its rows anew: Django would copy it in SQLite."""
    told = {"table": f"voice_{model}", "column": column, "longest": longest}
    field = models.CharField(blank=True, db_default="", default="", max_length=longest)
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(ADD.format(**told), DROP.format(**told))], [migrations.AddField(model, column, field)]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("voice", "0009_cycle_of_closed"),
    ]

    operations = [
        migrations.AddField("trigger", "touchpoint", models.CharField(blank=True, default="", max_length=64)),
        added("response", "touchpoint", 64),
        added("rating", "market", 3),
        migrations.RunSQL(TALLIES, NO_TALLIES),
    ]
