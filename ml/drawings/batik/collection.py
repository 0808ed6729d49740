"""The drawn collection: metadata of the motifs, catalogue records, class folders of pictures."""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ml.drawings.batik.cloth import render
from ml.drawings.batik.motifs import MOTIFS, Motif, seeded
from ml.drawings.pool import each
from ml.errors import ConfigInvalid, full_disk_named
from ml.records import Progress

PER_MOTIF = 12
_DEMO_VARIATION = 0.35  # Folds, light and framing stray a little: a gallery that is good to look at.

_FEW = 60
_SEEDS = 1000  # Of one demo collection, for each motif.
_STUDIES = 50_000_000  # First seed of what is drawn for learning alone.

RIGHTS = "CC0 - drawn by Ragam"
TECHNIQUE = "drawn specimen (computer drawing)"

_CLOTHS = (
    ("kain panjang", "long cloth"),
    ("sarung", "sarong"),
    ("selendang", "shoulder cloth"),
    ("iket kepala", "head cloth"),
    ("sampel kain", "sample cloth"),
)


def metadata() -> list[dict[str, Any]]:
    """What is said of every motif, in the order of MOTIFS.

    Texts are {"id", "en"}. Keys: slug, name, alt_names (text, lang), origin (place, province, latitude,
    longitude; None where no one town is stated), elements, colours, look_alikes (slug, how), and
    statements: aspect, text, source and source_url, none without a citable source.
    """
    told = json.loads(_text("told.json"))
    entries = {entry["slug"]: entry for entry in json.loads(_text("motifs.json"))}
    return [entries[slug] | _told(told["motifs"][slug], told["sources"]) for slug in MOTIFS]


def _told(entry: dict[str, Any], sources: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Other names and statements of one motif, each statement with its source in words."""
    statements = [
        {
            "aspect": row["aspect"],
            "text": {"id": row["id"], "en": row["en"]},
            "source": sources[row["source"]]["title"],
            "source_url": sources[row["source"]]["url"],
        }
        for row in entry["statements"]
    ]
    alt_names = [{"text": name["text"], "lang": name["lang"]} for name in entry["alt_names"]]
    return {"alt_names": alt_names, "statements": statements}


@cache
def _text(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def demo_artworks(seed: int = 0) -> Iterator[dict[str, Any]]:
    """Catalogue records of the demo collection, PER_MOTIF for each motif.

    A record's picture is `demo_picture(motif, seed, size)`.
    """
    places = {entry["slug"]: entry["origin"]["place"] for entry in metadata()}
    for motif in MOTIFS.values():
        for number in range(1, PER_MOTIF + 1):
            yield _record(motif, number, seed, places[motif.slug])


def demo_picture(slug: str, seed: int, size: int) -> np.ndarray:
    """The picture of a demo record, uint8 (size, size, 3).

    The first of a motif is in its usual form, the others in any: what a model learns has to hold for real
    cloth.
    """
    return render(slug, seed, size, _DEMO_VARIATION, variety=0.0 if seed % _SEEDS == 1 else 1.0)


def study_pictures(slugs: Sequence[str], count: int, size: int) -> Iterator[np.ndarray]:
    """`count` further drawings of each motif as uint8 (size, size, 3): of cloths that no record is of."""
    wanted = [(slug, _STUDIES + number, size) for slug in slugs for number in range(count)]
    return each(_study, wanted, _FEW)


def _study(slug: str, seed: int, size: int) -> np.ndarray:
    return render(slug, seed, size, _DEMO_VARIATION, variety=1.0)


def _record(motif: Motif, number: int, seed: int, place: str) -> dict[str, Any]:
    rng = seeded(motif.slug, seed * _SEEDS + number, "record")
    cloth_id, cloth_en = rng.choice(_CLOTHS)
    return {
        "motif": motif.slug,
        "seed": seed * _SEEDS + number,
        "title": {
            "id": f"{motif.name_id}, gambar {cloth_id} no. {number}",
            "en": f"{motif.name_en}, drawing of a {cloth_en}, no. {number}",
        },
        "maker": "Ragam",
        "date": "2026",
        "technique": TECHNIQUE,
        "place": place,
        "rights": RIGHTS,
        "description": {
            "id": f"Spesimen gambar motif {motif.name_id}, dibuat oleh program komputer untuk "
            "memperkenalkan motifnya. Bukan benda museum dan bukan foto kain asli.",
            "en": f"A drawn specimen of the motif {motif.name_en}, made by a computer program to introduce "
            "the motif. It is not a museum object and not a photograph of a real cloth.",
        },
    }


def write_collection(
    folder: Path,
    per_motif: int,
    size: int = 512,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    variation: float = 1.0,
    variety: float | None = None,
) -> int:
    """Write `folder/<motif slug>/<number>.jpg`, `per_motif` pictures each (`render`); returns how many.

    Many are drawn on all processors, by spawned children: a script that asks needs its main guard.
    Collections of different `seed` share no picture as long as each holds fewer than 100,000 per motif.
    Raises ConfigInvalid for numbers that make no collection, StorageFull on a full disk.
    """
    if per_motif < 1 or not 16 <= size <= 8000 or not 0 <= variation <= 1:
        raise ConfigInvalid(
            f"A collection needs at least 1 picture per motif, 16 to 8000 px and a variation of 0 to 1; "
            f"received {per_motif}, {size} px and {variation}."
        )
    wanted = [(slug, seed * 100_000 + number) for slug in MOTIFS for number in range(per_motif)]
    draw = partial(_jpeg, size=size, variation=variation, variety=variety)
    for done, ((slug, number), picture) in enumerate(
        zip(wanted, each(draw, wanted, _FEW), strict=True), start=1
    ):
        with full_disk_named(str(folder)):
            (folder / slug).mkdir(parents=True, exist_ok=True)
            (folder / slug / f"{number % 100_000:04d}.jpg").write_bytes(picture)
        if on_progress:
            on_progress(Progress("drawing", done, len(wanted)))
    return len(wanted)


def _jpeg(slug: str, number: int, size: int, variation: float, variety: float | None) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(render(slug, number, size, variation, variety)).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()
