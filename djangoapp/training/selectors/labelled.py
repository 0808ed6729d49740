"""What training would learn from: the settled pictures of a vocabulary."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from djangoapp.catalogue.models import Image, Label, Vocabulary
from djangoapp.catalogue.selectors import labels_current

LEARNED_ROLES = (Image.Role.FRONT, Image.Role.DETAIL)


def labelled_images(vocabulary: Vocabulary) -> list[tuple[Image, str]]:
    """Pictures that a settled term of this vocabulary speaks of, with its code, in a stable order.

    A picture with a label of its own is learned by that one, or left out where that has no term; the others
    by the label of their artwork. What is settled of a region says nothing of the whole picture.
    """
    settled = labels_current().filter(vocabulary=vocabulary, region="")
    rows = list(settled.values_list("artwork", "image", "term__code"))
    whole: dict[UUID | None, str | None] = {artwork: code for artwork, image, code in rows if image is None}
    own = {image: code for _, image, code in rows if image is not None}
    images = Image.objects.filter(artwork__in=settled.values("artwork"), role__in=LEARNED_ROLES)
    found = []
    for image in images.select_related("artwork").order_by("sha256", "id"):
        code = own[image.id] if image.id in own else whole.get(image.artwork_id)
        if code is not None:
            found.append((image, code))
    return found


def has_demo_labels(vocabulary: Vocabulary) -> bool:
    """Whether the drawn collection is catalogued by this vocabulary."""
    return Label.objects.filter(vocabulary=vocabulary, source=Label.Source.DEMO).exists()


def learnable_counts(vocabulary: Vocabulary) -> Counter[str]:
    """How many different pictures each term of this vocabulary has to learn from, by code."""
    return Counter(code for _, code in {(image.sha256, code) for image, code in labelled_images(vocabulary)})
