"""A model card and a data card, written by the training that they describe: facts alone, as Markdown."""

from ml.training.cards.cost import Stopwatch
from ml.training.cards.model import Facts
from ml.training.cards.write import write_cards

__all__ = ["Facts", "Stopwatch", "write_cards"]
