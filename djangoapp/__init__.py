"""Ragam's REST API, database and jobs."""
