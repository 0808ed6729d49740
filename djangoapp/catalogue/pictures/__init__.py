"""Pixels of the catalogue: drawing and public copies, without Django, so that child processes may do them."""
