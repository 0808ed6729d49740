"""Tests of the recognition engine."""
