"""What the reviews taken back so far say of the labels: which no longer count, and which came back."""

from django.db import migrations


def fill(apps, schema_editor):
    """A retraction for each withdrawn review that had settled a label."""
    retractions = apps.get_model("catalogue", "LabelRetraction").objects
    reviews = apps.get_model("classification", "Review").objects
    withdrawn = reviews.filter(withdrawn_at__isnull=False, label__isnull=False).select_related("label")
    for review in withdrawn.order_by("withdrawn_at").iterator(chunk_size=1000):
        retractions.create(
            label_id=review.label_id, replacement_id=review.withdrawn_label_id, at=review.withdrawn_at
        )
        if review.withdrawn_label_id is not None:
            _name_what_came_back(apps, review)


def _name_what_came_back(apps, review):
    """The label before the one taken back, of which the new one repeats the term."""
    labels = apps.get_model("catalogue", "Label").objects
    taken = review.label
    before = labels.filter(
        artwork=taken.artwork_id, vocabulary=taken.vocabulary_id, number__lt=taken.number
    ).order_by("-number")
    labels.filter(id=review.withdrawn_label_id).update(restores=before.first())


def name(apps, schema_editor):
    """Who names what came back is who said it first; `agreed` where two persons said it and stand by it."""
    current = apps.get_model("catalogue", "CurrentLabel").objects
    for row in current.filter(label__source="review").select_related("label").iterator(chunk_size=1000):
        origin = row.label
        while origin.restores is not None:
            origin = origin.restores
        current.filter(label=row.label_id).update(named_by=_named_by(apps, origin))


def _named_by(apps, origin):
    if origin.source != "review":
        return "drawn" if origin.source == "demo" else "imported"
    if apps.get_model("catalogue", "LabelRetraction").objects.filter(replacement=origin.id).exists():
        return ""
    others = (
        apps.get_model("catalogue", "Label")
        .objects.filter(artwork=origin.artwork_id, vocabulary=origin.vocabulary_id, term=origin.term_id)
        .filter(source="review", restores=None, took_back=None, retraction=None, actor__isnull=False)
    )
    return "agreed" if others.exclude(actor=origin.actor_id).exists() else "person"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_current_labels"), ("classification", "0001_initial")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(name, migrations.RunPython.noop),
    ]
