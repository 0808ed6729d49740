"""The top layer: settings from the environment, URLs, the Celery application."""
