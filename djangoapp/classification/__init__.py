"""Submissions, what the serving model says of them, and what people say of that."""
