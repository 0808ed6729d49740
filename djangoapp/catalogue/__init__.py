"""Vocabularies, terms, artworks, images and the settled labels: what the museum knows."""
