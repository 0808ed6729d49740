"""Reading pictures: who may see one, and those that show a term."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db.models import Q

from djangoapp.accounts.models import Account
from djangoapp.catalogue.models import Artwork, Image, Term
from djangoapp.catalogue.selectors.labels import labels_current
from djangoapp.core.errors import NotFound
from djangoapp.core.web.permissions import UPLOAD, may, may_see_of_visitor


def images_of_term(term: Term, limit: int) -> list[Image]:
    """Published pictures of a term, to compare an answer with.

    The first of each artwork unless it is settled otherwise by itself, and those settled by themselves.
    """
    told = labels_current().filter(term=term, region="", artwork__status="published").order_by()
    whole = told.filter(image=None).values("artwork")
    single = told.exclude(image=None).values("image")
    found = Image.objects.filter(Q(artwork__in=whole, position=0) | Q(id__in=single))
    other = labels_current().filter(vocabulary=term.vocabulary_id, region="").exclude(term=term)
    images = found.exclude(id__in=other.exclude(image=None).values("image")).select_related("artwork")
    return list(images.order_by("artwork__created_at", "id")[:limit])


def image_get(image_id: UUID, user: Account) -> tuple[Image, bool]:
    """An image that this account may see, and whether everybody may; NotFound otherwise.

    An image without artwork and owner is a visitor's upload: whoever holds its id may see it, but not staff.
    """
    image = Image.objects.select_related("artwork").filter(id=image_id).first()
    if image is not None:
        if image.artwork is not None and image.artwork.status == Artwork.Status.PUBLISHED:
            return image, True
        if _may_see(image, user):
            return image, False
    raise NotFound("There is no such image, or it is not published.")


def _may_see(image: Image, user: Account) -> bool:
    if image.artwork_id is None and image.owner_id is None:
        return may_see_of_visitor(user, partial(_named, image))
    is_own = image.owner_id is not None and image.owner_id == getattr(user, "id", None)
    return is_own or may(user, UPLOAD)


def _named(image: Image) -> str:
    # Of an app above this one.
    submissions = image.submissions.values_list("id", flat=True)
    return f"image {image.id} of submission {', '.join(map(str, submissions))}"
