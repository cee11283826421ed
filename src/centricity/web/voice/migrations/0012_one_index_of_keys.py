from django.db import migrations

LIKE = "voice_response_key_hash_f312528a_like"


def drop(apps, schema_editor):
    """Drop the index by which PostgreSQL would look for beginnings of a key: nobody does, and every answer wrote it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'DROP INDEX IF EXISTS "{LIKE}"')


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'CREATE INDEX "{LIKE}" ON "voice_response" ("key_hash" varchar_pattern_ops)')


class Migration(migrations.Migration):
    dependencies = [("voice", "0011_counts_and_owners")]

    operations = [migrations.RunPython(drop, make)]
