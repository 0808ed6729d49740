"""What training would learn from: the settled pictures of a vocabulary."""

from __future__ import annotations

from collections import Counter

from djangoapp.catalogue.models import Image, Label, Vocabulary
from djangoapp.catalogue.selectors import labels_current

LEARNED_ROLES = (Image.Role.FRONT, Image.Role.DETAIL)


def labelled_images(vocabulary: Vocabulary) -> list[tuple[Image, str]]:
    """Pictures whose artwork has a settled term in this vocabulary, with its code, in a stable order."""
    settled = labels_current().filter(vocabulary=vocabulary, term__isnull=False).order_by()
    codes = dict(settled.values_list("artwork", "term__code"))
    images = Image.objects.filter(artwork__in=settled.values("artwork"), role__in=LEARNED_ROLES).order_by(
        "sha256", "id"
    )
    return [(image, codes[image.artwork_id]) for image in images if image.artwork_id in codes]


def has_demo_labels(vocabulary: Vocabulary) -> bool:
    """Whether the drawn collection is catalogued by this vocabulary."""
    return Label.objects.filter(vocabulary=vocabulary, source=Label.Source.DEMO).exists()


def learnable_counts(vocabulary: Vocabulary) -> Counter[str]:
    """How many different pictures each term of this vocabulary has to learn from, by code."""
    return Counter(code for _, code in {(image.sha256, code) for image, code in labelled_images(vocabulary)})
