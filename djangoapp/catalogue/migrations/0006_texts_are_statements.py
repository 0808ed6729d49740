"""The columns whose texts are statements now go; apart from the move, which PostgreSQL asks for."""

from django.db import migrations

GONE = ("meaning_id", "meaning_en", "period_id", "period_en", "use_id", "use_en", "sources")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_texts_to_statements")]

    operations = [migrations.RemoveField(model_name="term", name=name) for name in GONE]
