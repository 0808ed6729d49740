"""What is told of a term, as the API shows and takes it: statements with their sources, and other names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.validators import URLValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField

from djangoapp.catalogue.models import AltName, Statement, Term
from djangoapp.catalogue.serializers.refs import (
    LANGUAGES,
    LocalisedField,
    LocalisedTextSerializer,
    actor_name,
)

MOST = 200
"""Of statements, and of other names, that one term may have."""
CHECKED_SENT = {"oneOf": [{"type": "boolean"}, {"type": "object"}], "nullable": True}


class CheckSerializer(serializers.Serializer):
    """Who compared a statement with its source, and when."""

    by = serializers.SerializerMethodField(
        help_text="A sign-in name for staff; for others the name that the person shows, or nothing."
    )
    at = serializers.DateTimeField(source="checked_at")

    def get_by(self, statement: Statement) -> str:
        return actor_name(statement.checked_by, self.context) or ""


class StatementSerializer(serializers.Serializer):
    """One thing that is told of a term, with its source."""

    aspect = serializers.ChoiceField(choices=Statement.Aspect.choices)
    text = LocalisedField()
    source = serializers.CharField()  # type: ignore[assignment]  # Field has one.
    source_url = serializers.CharField()
    checked = serializers.SerializerMethodField(help_text="null: nobody has compared it with its source.")

    @extend_schema_field(CheckSerializer(allow_null=True))
    def get_checked(self, statement: Statement) -> dict[str, Any] | None:
        if statement.checked_at is None:
            return None
        return dict(CheckSerializer(statement, context=self.context).data)


class AltNameSerializer(serializers.Serializer):
    """Another name or spelling of a term (SKOS altLabel)."""

    text = serializers.CharField(max_length=200)
    lang = serializers.ChoiceField(
        choices=AltName.Language.choices,
        error_messages={
            "invalid_choice": "Received the language {input!r}; use one of "
            f"{', '.join(AltName.Language.values)} (und: not known)."
        },
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return _whole(attrs, ("text", "lang"))


@extend_schema_field(CHECKED_SENT)
class CheckedField(serializers.Field[Any, Any, Any, Any]):
    """Whether the caller has compared a statement with its source."""

    def to_internal_value(self, data: Any) -> bool:
        if isinstance(data, dict):
            raise SkipField  # As it was read: a check that stands stays, none is made in another's name.
        return bool(serializers.BooleanField().run_validation(data))


class StatementChangeSerializer(serializers.Serializer):
    """A statement as it is sent. One that says the same as before keeps its check; another has none."""

    aspect = serializers.ChoiceField(
        choices=Statement.Aspect.choices,
        error_messages={
            "invalid_choice": "Received the aspect {input!r}; use one of "
            f"{', '.join(Statement.Aspect.values)}."
        },
    )
    text = LocalisedField()
    source = serializers.CharField(  # type: ignore[assignment]  # Field has one.
        max_length=2000, allow_blank=True, required=False, default=""
    )
    source_url = serializers.CharField(
        max_length=500,
        allow_blank=True,
        required=False,
        default="",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    checked = CheckedField(
        required=False,
        allow_null=True,
        help_text="true: the caller has compared it with its source. false or null: nobody has. Left out, or "
        "as it was read: a check stays as long as neither text nor source changes.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _whole(attrs, ("aspect",))
        texts = {f"text_{language}": attrs.get(f"text_{language}", "").strip() for language in LANGUAGES}
        if not any(texts.values()):
            raise serializers.ValidationError(
                {"text": "Received a statement without text. Write it in at least one language."}
            )
        source = {name: attrs.get(name, "").strip() for name in ("source", "source_url")}
        return attrs | texts | source


@extend_schema_field(LocalisedTextSerializer)
class StatedField(serializers.Field[Any, Any, dict[str, str], Any]):
    """What the statements of one aspect tell, as one text in each language; read only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, term: Term) -> dict[str, str]:
        told = [row for row in term.statements.all() if row.aspect == self.field_name]
        return {
            language: " ".join(filter(None, (getattr(row, f"text_{language}") for row in told)))
            for language in LANGUAGES
        }


def sources_of(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    """The sources of statements by title, each once; checked when all that stands on it is."""
    checked: dict[str, bool] = {}
    for row in statements:
        if row.source:
            checked[row.source] = checked.get(row.source, True) and row.checked_at is not None
    return [{"title": title, "checked": is_checked} for title, is_checked in checked.items()]


def _whole(attrs: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Refuse an entry of a list that lacks one of these, which a partial change alone would let pass."""
    missing = {name: "This field is required." for name in names if name not in attrs}
    if missing:
        raise serializers.ValidationError(missing)
    return attrs
