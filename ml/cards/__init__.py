"""A model card and a data card, written by the training that they describe: facts alone, as Markdown."""

from ml.cards.cost import Stopwatch
from ml.cards.model import Facts
from ml.cards.write import DATA_CARD, MODEL_CARD, write_cards

__all__ = ["DATA_CARD", "MODEL_CARD", "Facts", "Stopwatch", "write_cards"]
