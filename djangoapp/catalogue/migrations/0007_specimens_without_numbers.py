"""Drawn specimens lose the accession numbers and sizes that were invented for them, where nobody edited them."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F

from djangoapp.catalogue.text import folded

SEARCHED = (
    "title", "title_en", "accession_number", "maker", "place", "technique", "description_id",
    "description_en",
)  # fmt: skip
UNTOUCHED = timedelta(seconds=1)


def empty(apps, schema_editor):
    """Of what the demo made as drawn, and no person saved since; `updated_at` stays as it is."""
    artworks = apps.get_model("catalogue", "Artwork").objects
    drawn = artworks.filter(
        is_drawn=True,
        collection_key__startswith="demo:",
        updated_at__lte=F("created_at") + UNTOUCHED,
    )
    rows = list(drawn.only("id", "dimensions", *SEARCHED))
    for row in rows:
        row.accession_number = row.dimensions = ""
        row.search_text = folded(*(getattr(row, name) for name in SEARCHED))
    artworks.bulk_update(rows, ["accession_number", "dimensions", "search_text"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_texts_are_statements")]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
