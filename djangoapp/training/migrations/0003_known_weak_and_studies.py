"""What a version is weak at, and how many drawings it learned from, leave its figures for columns."""

from typing import Any

from django.db import migrations, models


def to_columns(apps: Any, schema_editor: Any) -> None:
    version = apps.get_model("training", "ModelVersion")
    for row in version.objects.exclude(figures=None):
        row.known_weak = row.figures.pop("known_weak", [])
        row.studies = row.figures.pop("studies", 0)
        row.save(update_fields=["figures", "known_weak", "studies"])


def to_figures(apps: Any, schema_editor: Any) -> None:
    version = apps.get_model("training", "ModelVersion")
    for row in version.objects.exclude(figures=None):
        row.figures = {**row.figures, "known_weak": row.known_weak, "studies": row.studies}
        row.save(update_fields=["figures"])


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0002_judged_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="modelversion",
            name="known_weak",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="modelversion",
            name="studies",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(to_columns, to_figures),
    ]
