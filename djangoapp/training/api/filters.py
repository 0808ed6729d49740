"""What the lists of training can be narrowed by."""

from __future__ import annotations

from django_filters import rest_framework as filters


class ByVocabulary(filters.FilterSet):
    """The one filter of these lists."""

    vocabulary = filters.CharFilter(field_name="vocabulary__slug", help_text="Slug of the vocabulary.")


class ByAnswer(filters.FilterSet):
    """One cell, row or column of the confusion matrix."""

    truth = filters.CharFilter(field_name="truth", help_text="Code of the settled term.")
    named = filters.CharFilter(field_name="named", help_text="Code of the first answer.")
