from django.db import migrations

from centricity.web.audit.triggers import lay, lift


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: lay(editor.connection), lambda apps, editor: lift(editor.connection), elidable=False
        ),
    ]
