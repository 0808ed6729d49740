"""Ragam's recognition engine: images in, models and answers out; knows nothing of Django."""
