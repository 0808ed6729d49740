"""`python -m benchmarks.demo`: what a model of the drawn demo collection says of photographs of real cloth.

The collection is drawn as a fresh install draws it and learned by the default recipe. Then photographs that
nobody trained on are asked about: of motifs that the collection has, and of things that are no batik. Needs
RAGAM_TEST_DATA.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from PIL import Image

from benchmarks.answers import show
from ml.datasets import Manifest
from ml.drawings import demo_artworks, demo_picture, each
from ml.figures import wilson
from ml.images import read_for_network
from ml.models import Classifier
from ml.recipes import TrainConfig
from ml.training import STUDIES, train

PHOTOGRAPHS = {
    "kawung": (
        "batik-nusantara/*/Yogyakarta_Kawung",
        "indonesian-batik-motifs/batik-kawung",
        "batik-gultom-6class/*/Kawung",
    ),
    "parang-rusak": (
        "batik-nusantara/*/Yogyakarta_Parang",
        "batik-nusantara/*/Solo_Parang",
        "indonesian-batik-motifs/batik-parang",
        "batik-gultom-6class/*/Parang",
    ),
    "megamendung": (
        "batik-nusantara/*/Jawa_Barat_Megamendung",
        "indonesian-batik-motifs/batik-megamendung",
    ),
}
ALSO_DRAWN = {
    "lereng": ("batik-gultom-6class/*/Lereng",),
    "ceplok": ("batik-gultom-6class/*/Ceplok", "indonesian-batik-motifs/batik-ceplok"),
    "nitik": ("batik-gultom-6class/*/Nitik",),
    "pring": ("batik-nusantara/*/Jawa_Timur_Pring",),
    "sidomukti": ("indonesian-batik-motifs/batik-sidomukti",),
    "tambal": ("indonesian-batik-motifs/batik-tambal",),
}
"""Further motifs of the collection that photographs are at hand of."""


class Said(NamedTuple):
    """What a model says of one picture."""

    first: str
    share: float
    """Probability of the first label."""
    kind: str
    labels: tuple[str, ...]


_SIDE, _QUALITY = 640, 88  # As the application stores them.

OUT_OF_DISTRIBUTION = (
    "not-batik/photo",
    "not-batik/songket-woven",
    "not-batik/texture",
    "paintings-13styles/*/*",
)
UNDRAWN = (
    "Aceh_Pintu_Aceh",
    "Bali_Barong",
    "Bali_Merak",
    "DKI_Ondel_Ondel",
    "Kalimantan_Dayak",
    "Lampung_Gajah",
    "Madura_Mataketeran",
    "Maluku_Pala",
    "NTB_Lumbung",
    "Papua_Asmat",
    "Papua_Cendrawasih",
    "Papua_Tifa",
    "Sulawesi_Selatan_Lontara",
    "Sumatera_Barat_Rumah_Minang",
    "Sumatera_Utara_Boraspati",
)
"""The motifs of batik-nusantara that the collection does not have."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "ragam")
    parser.add_argument("--backbone-weights", type=Path, help="default: what a fresh install has")
    parser.add_argument("--studies", type=int, default=STUDIES, help="further drawings of each motif")
    options = parser.parse_args()
    named = os.environ.get("RAGAM_TEST_DATA")
    if not named:
        parser.error("set RAGAM_TEST_DATA to the folder with data/ and weights/")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw_demo(folder / "drawn")
        config = TrainConfig(backbone_weights=options.backbone_weights, studies=options.studies)
        result = train(
            config, Manifest.from_folder(folder / "drawn"), folder / "bundle", cache_dir=options.cache
        )
        classifier = Classifier.load(result.bundle_path, threads=2)
        show("Photographs", list(rows(classifier, Path(named) / "data")))
    return 0


def draw_demo(folder: Path) -> None:
    """The pictures of a fresh install, in class folders."""
    wanted = [(record["motif"], record["seed"], _SIDE) for record in demo_artworks()]
    for (motif, seed, _), pixels in zip(wanted, each(demo_picture, wanted, few=0), strict=True):
        (folder / motif).mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / motif / f"{seed:04d}.jpg", quality=_QUALITY)


def rows(classifier: Classifier, data: Path) -> Iterator[dict[str, str]]:
    """A line for each set of photographs, and for each motif over all sets."""
    for motif, places in (PHOTOGRAPHS | ALSO_DRAWN).items():
        several = [said(classifier, data, place) for place in places]
        for place, answers in zip(places, several, strict=True):
            yield line(place, motif, answers)
        if len(places) > 1:
            yield line("all of them", motif, [one for answers in several for one in answers])
        every = [one for place in places for one in said(classifier, data, place, every=True)]
        yield line("with look-alikes and doubly filed ones", motif, every)
    for place in OUT_OF_DISTRIBUTION:
        yield line(place, "", said(classifier, data, place))
    foreign = [one for name in UNDRAWN for one in said(classifier, data, f"batik-nusantara/*/{name}")]
    yield line(f"batik-nusantara, its {len(UNDRAWN)} motifs that are not drawn", "", foreign)


def pictures(data: Path, place: str, every: bool = False) -> list[Path]:
    """The pictures of a folder; unless `every`, look-alikes once and none that is filed under several."""
    if every:
        return sorted(data.glob(f"{place}/*.jpg"))
    with (data / place.split("/")[0] / "manifest.csv").open() as file:
        rows = {data / place.split("/")[0] / row["file"]: row for row in csv.DictReader(file)}
    found: dict[str, Path] = {}
    for path in sorted(data.glob(f"{place}/*.jpg")):
        row = rows.get(path, {})
        if row.get("label_conflict") != "1":
            found.setdefault(row.get("dup_group") or str(path), path)
    return list(found.values())


def said(classifier: Classifier, data: Path, place: str, every: bool = False) -> list[Said]:
    """What is said of each picture of a folder."""
    size = classifier.info.input_size
    found: list[Said] = []
    for path in pictures(data, place, every):
        prediction = classifier.predict([read_for_network(path, size)])[0]
        first, answer = prediction.top[0], prediction.answer
        found.append(Said(first.label, first.probability, answer.kind, tuple(answer.labels)))
    return found


def line(place: str, motif: str, answers: list[Said]) -> dict[str, str]:
    """How many pictures were named rightly at first, and what was said of them aloud."""
    n = len(answers)
    kinds = Counter(one.kind for one in answers)
    aloud = [one for one in answers if one.kind == "term"]
    named = sum(motif in one.labels for one in aloud)
    first, rightly = (
        f"{share.value:.3f} ({share.low:.3f} to {share.high:.3f})" if motif else ""
        for share in (wilson(sum(one.first == motif for one in answers), n), wilson(named, n))
    )
    return {
        "photographs": place,
        "motif": motif or "none of them",
        "n": str(n),
        "first of the ranking": first,
        "named rightly": rightly,
        "named aloud": f"{len(aloud)}, {named} of them rightly",
        "with a probability of": f"{mean(one.share for one in aloud):.2f}" if aloud else "",
        "a few": str(kinds["set"]),
        "no name": str(kinds["unknown"]),
    }


if __name__ == "__main__":
    raise SystemExit(main())
