"""Readable reports: sections of text, tables, plots and pictures as one self-contained HTML or Markdown page."""

from ml.pages.blocks import (
    Block,
    Cell,
    Chip,
    Code,
    Figure,
    Headline,
    Page,
    Plot,
    Section,
    Table,
    Text,
    Thumbs,
)

__all__ = [
    "Block",
    "Cell",
    "Chip",
    "Code",
    "Figure",
    "Headline",
    "Page",
    "Plot",
    "Section",
    "Table",
    "Text",
    "Thumbs",
]
