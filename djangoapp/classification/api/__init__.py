"""Uploads, answers and reviews over HTTP."""
