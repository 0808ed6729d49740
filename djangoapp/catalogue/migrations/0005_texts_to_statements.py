"""What was told of a term in one text for each aspect becomes its statements."""

from django.db import migrations

ASPECTS = ("meaning", "period", "use")


def move(apps, schema_editor):
    """A statement for each text, with all sources that the term named; a hundred terms at a time."""
    statements = apps.get_model("catalogue", "Statement").objects
    rows = []
    for term in apps.get_model("catalogue", "Term").objects.defer("specimen_svg").iterator(chunk_size=100):
        rows += statements_of(term, statements.model)
    statements.bulk_create(rows, batch_size=500)


def statements_of(term, statement):
    """The texts of a term as rows; sources that no text stands on are kept as references."""
    sources = [entry for entry in term.sources if isinstance(entry, dict) and entry.get("title")]
    told = [
        (aspect, getattr(term, f"{aspect}_id"), getattr(term, f"{aspect}_en"))
        for aspect in ASPECTS
        if getattr(term, f"{aspect}_id") or getattr(term, f"{aspect}_en")
    ]
    place = ", ".join(filter(None, (term.origin_place, term.origin_province)))
    if not told and sources and place:
        told = [("origin", place, place)]
    if told:
        title = "; ".join(entry["title"] for entry in sources)
        is_checked = bool(sources) and all(entry.get("checked") for entry in sources)
        parts = [(*text, title, is_checked) for text in told]
    else:
        parts = [
            ("reference", entry["title"], entry["title"], entry["title"], bool(entry.get("checked")))
            for entry in sources
        ]
    return [
        statement(
            term_id=term.pk,
            aspect=aspect,
            text_id=text_id,
            text_en=text_en,
            source=source,
            checked_at=term.updated_at if is_checked else None,
            position=position,
        )
        for position, (aspect, text_id, text_en, source, is_checked) in enumerate(parts)
    ]


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_statements")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
