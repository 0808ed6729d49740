"""Keeping what a model said of a picture."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np

from djangoapp.classification.models import Prediction, Submission
from djangoapp.classification.places import places_pack
from djangoapp.core.errors import DomainError
from djangoapp.training.models import ModelVersion
from ml.records import Explanation
from ml.records import Prediction as Found


def prediction_save(
    submission_id: UUID,
    job_id: UUID,
    version: ModelVersion,
    found: Found,
    explanations: tuple[Explanation, ...],
) -> dict[str, Any]:
    """Keep what a model version said; the job's result. DomainError `submission_gone` when it was removed."""
    submission = Submission.objects.select_for_update().filter(id=submission_id).first()
    if submission is None:
        raise DomainError("submission_gone", "The upload was removed while it was looked at.", 410)
    places, side, explained = places_pack(explanations)
    prediction = Prediction.objects.create(
        submission=submission,
        job_id=job_id,
        image_id=submission.image_id,
        vocabulary_id=submission.vocabulary_id,
        model_version=version,
        top=[{"code": one.label, "probability": one.probability} for one in found.top],
        answer={"kind": found.answer.kind, "codes": list(found.answer.labels)},
        novelty=found.novelty,
        embedding=np.asarray(found.embedding, np.float16).tobytes(),
        explained=explained,
        places=places,
        places_side=side,
    )
    return {"prediction": str(prediction.id)}
