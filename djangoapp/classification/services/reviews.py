"""Reviewing an answer, which settles a label, and taking a review back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from djangoapp.accounts.models import Account, User
from djangoapp.catalogue import services as catalogue
from djangoapp.catalogue.models import Term
from djangoapp.classification.models import Prediction, Review
from djangoapp.core.errors import Conflict, DomainError

SETTLING = {Review.Verdict.CONFIRM, Review.Verdict.CORRECT, Review.Verdict.NOT_IN_VOCABULARY}


def review_add(
    prediction: Prediction, verdict: str, *, user: User, term: Term | None = None, comment: str = ""
) -> Review:
    """Note what a person says of a prediction; where there is an artwork, a settled verdict labels it.

    `confirm` without a term means the broader term that was answered, else the best one. `correct` needs one;
    with the very term that was answered it is kept as `confirm`.
    Raises DomainError `validation_error` and what `label_add` raises.
    """
    term = _term_of_verdict(prediction, verdict, term)
    if verdict == Review.Verdict.CORRECT and term and _is_the_answer(prediction, term):
        verdict = Review.Verdict.CONFIRM
    with transaction.atomic():
        artwork = prediction.submission.artwork
        label = None
        if artwork is not None and verdict in SETTLING:
            label = catalogue.label_add(
                artwork, prediction.vocabulary, term, source="review", actor=user, note=comment
            )
        return Review.objects.create(
            prediction=prediction, verdict=verdict, term=term, comment=comment, actor=user, label=label
        )


def _term_of_verdict(prediction: Prediction, verdict: str, term: Term | None) -> Term | None:
    if verdict == Review.Verdict.CORRECT and term is None:
        message = "A correction needs the right term. Send its slug as `term`."
        codes = {"term": [{"code": "required"}]}
        raise DomainError("validation_error", message, 400, errors={"term": [message]}, error_codes=codes)
    if verdict == Review.Verdict.CONFIRM and term is None:
        return _first_term(prediction)
    return term if verdict in (Review.Verdict.CONFIRM, Review.Verdict.CORRECT) else None


def _is_the_answer(prediction: Prediction, term: Term) -> bool:
    """Whether the model named this one term; an answer that names several, or none, corrects nobody."""
    answer = prediction.answer
    return answer["kind"] in ("term", "broader") and answer["codes"][:1] == [term.code]


def _first_term(prediction: Prediction) -> Term:
    answer = prediction.answer
    code = answer["codes"][0] if answer["kind"] == "broader" else prediction.top[0]["code"]
    found = Term.objects.filter(vocabulary=prediction.vocabulary_id, code=code).first()
    if found is None:
        raise Conflict(f"The term {code!r} is no longer in the vocabulary. Correct the answer instead.")
    return found


def review_withdraw(review: Review, user: Account) -> Review:
    """Take one's own review back; the label that it settled gives way as `label_retract` says.

    Raises DomainError `permission_denied` for someone else's. A label settled later by another review stays.
    """
    if review.actor_id != user.pk:
        raise DomainError("permission_denied", "Only its author may take a review back. Add your own.", 403)
    with transaction.atomic():
        review = Review.objects.select_for_update(of=("self",)).select_related("label").get(id=review.id)
        if review.withdrawn_at is not None:
            return review
        review.withdrawn_at = timezone.now()
        if review.label is not None:
            note = "A review was taken back."
            review.withdrawn_label = catalogue.label_retract(review.label, actor=user, note=note)
        review.save(update_fields=["withdrawn_at", "withdrawn_label"])
    return review
