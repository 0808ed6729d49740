"""The label that holds is kept, and a label may speak of one picture or of a region of it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef

NAMED_BY = {"demo": "drawn", "import": "imported"}


def fill(apps, schema_editor):
    """Of each artwork and vocabulary the label with the highest number holds; a thousand at a time."""
    labels = apps.get_model("catalogue", "Label").objects
    current = apps.get_model("catalogue", "CurrentLabel")
    newer = labels.filter(
        artwork=OuterRef("artwork"), vocabulary=OuterRef("vocabulary"), number__gt=OuterRef("number")
    )
    batch = []
    for row in labels.filter(~Exists(newer)).order_by("artwork", "vocabulary").iterator(chunk_size=1000):
        batch.append(
            current(
                label_id=row.id,
                artwork_id=row.artwork_id,
                vocabulary_id=row.vocabulary_id,
                term_id=row.term_id,
                named_by=NAMED_BY.get(row.source, "person"),
            )
        )
        if len(batch) == 1000:
            current.objects.bulk_create(batch)
            batch = []
    current.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0007_specimens_without_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CurrentLabel",
            fields=[
                (
                    "label",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="current",
                        serialize=False,
                        to="catalogue.label",
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=60)),
                (
                    "named_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("machine", "Machine"),
                            ("drawn", "Drawn"),
                            ("imported", "Imported"),
                            ("person", "Person"),
                            ("agreed", "Agreed"),
                            ("expert", "Expert"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LabelRetraction",
            fields=[
                (
                    "label",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="retraction",
                        serialize=False,
                        to="catalogue.label",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.AddField(
            model_name="label",
            name="image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="labels",
                to="catalogue.image",
            ),
        ),
        migrations.AddField(
            model_name="label",
            name="region",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="label",
            name="restores",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="restored",
                to="catalogue.label",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.CheckConstraint(
                condition=models.Q(("region", ""), ("image__isnull", False), _connector="OR"),
                name="label_region_of_an_image",
            ),
        ),
        migrations.AddField(
            model_name="currentlabel",
            name="artwork",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="current_labels",
                to="catalogue.artwork",
            ),
        ),
        migrations.AddField(
            model_name="currentlabel",
            name="image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalogue.image",
            ),
        ),
        migrations.AddField(
            model_name="currentlabel",
            name="term",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.term",
            ),
        ),
        migrations.AddField(
            model_name="currentlabel",
            name="vocabulary",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.vocabulary",
            ),
        ),
        migrations.AddField(
            model_name="labelretraction",
            name="replacement",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="took_back",
                to="catalogue.label",
            ),
        ),
        migrations.AddIndex(
            model_name="currentlabel",
            index=models.Index(fields=["artwork", "vocabulary", "term"], name="current_by_artwork"),
        ),
        migrations.AddIndex(
            model_name="currentlabel",
            index=models.Index(fields=["vocabulary", "term", "artwork"], name="current_by_vocabulary"),
        ),
        migrations.AddIndex(
            model_name="currentlabel",
            index=models.Index(fields=["term", "artwork"], name="current_by_term"),
        ),
        migrations.AddConstraint(
            model_name="currentlabel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("image__isnull", True)),
                fields=("artwork", "vocabulary"),
                name="one_current_label_of_an_artwork",
            ),
        ),
        migrations.AddConstraint(
            model_name="currentlabel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("image__isnull", False)),
                fields=("artwork", "vocabulary", "image", "region"),
                name="one_current_label_of_a_region",
            ),
        ),
        migrations.AddConstraint(
            model_name="currentlabel",
            constraint=models.CheckConstraint(
                condition=models.Q(("region", ""), ("image__isnull", False), _connector="OR"),
                name="current_region_of_an_image",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
