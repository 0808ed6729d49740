"""The classification app."""

from typing import Any

from django.apps import AppConfig


class ClassificationConfig(AppConfig):
    """Submissions, predictions, reviews."""

    name = "djangoapp.classification"
    label = "classification"

    def ready(self) -> None:
        """Register the job, and what the catalogue shows of predictions."""
        from django.conf import settings

        from djangoapp.catalogue import extensions
        from djangoapp.classification import handlers, selectors, services
        from djangoapp.classification.serializers.predictions import PredictionSummarySerializer, summaries
        from djangoapp.jobs import kinds

        def predictions(artwork: Any) -> dict[str, Any]:
            return {"predictions": summaries(selectors.predictions_of_artwork(artwork))}

        kinds.register(
            kinds.Kind(
                services.KIND,
                kinds.INFERENCE,
                handlers.classify_handler,
                batch=settings.RAGAM_INFERENCE_BATCH,
                lease_seconds=30,
            )
        )
        extensions.register_artwork_extension(
            predictions, fields={"predictions": lambda: PredictionSummarySerializer(many=True)}
        )
        extensions.register_similar_provider(selectors.artworks_near)
        extensions.register_naming_provider(selectors.artworks_named)
