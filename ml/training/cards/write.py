"""Both cards, put into the bundle that a training is filling."""

from ml.models import DATA_CARD, MODEL_CARD
from ml.pages import page_markdown
from ml.training.cards.data import data_page
from ml.training.cards.model import Facts, model_page
from ml.training.cards.sources import stated_by
from ml.training.work import Work


def write_cards(work: Work, facts: Facts) -> None:
    """`model-card.md` and `data-card.md` in the folder of `work`.

    The same training writes the same cards, but for the last section of the model card: when it ran and what
    that took.
    """
    stated = stated_by([item.path for item in work.manifest.items])
    pages = {MODEL_CARD: model_page(facts), DATA_CARD: data_page(work.manifest, stated)}
    for name, page in pages.items():
        (work.folder / name).write_text(page_markdown(page), encoding="utf-8")
