"""Drawn batik: same seed same cloth, sharp SVG, honest metadata, records that say what they are."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from ml import drawings
from ml.drawings.batik.palettes import PALETTES
from ml.errors import ConfigInvalid

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("slug", drawings.MOTIFS)
def test_a_drawing_is_valid_svg_and_sharp_at_any_size(slug: str) -> None:
    small = drawings.draw_svg(slug, 5, size=100)
    root = ElementTree.fromstring(small)
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 1000 1000"
    assert (root.get("width"), root.get("height")) == ("100", "100")
    # Only the size on the page differs: no part of the drawing depends on pixels.
    large = drawings.draw_svg(slug, 5, size=4000)
    assert large.replace('width="4000" height="4000"', 'width="100" height="100"') == small
    assert not re.search(
        r"<(image|script|text|foreignObject|style)\b|NaN|nan|inf|https?://(?!www\.w3\.org/2000/svg)", small
    )


@pytest.mark.parametrize("slug", drawings.MOTIFS)
def test_what_a_drawing_refers_to_is_in_it(slug: str) -> None:
    svg = drawings.draw_svg(slug, 9)
    known = re.findall(r' id="([^"]+)"', svg)
    used = re.findall(r'href="#([^"]+)"', svg) + re.findall(r"url\(#([^)]+)\)", svg)
    assert len(known) == len(set(known))
    assert set(used) <= set(known)


@pytest.mark.parametrize("slug", drawings.MOTIFS)
def test_the_same_seed_draws_the_same_cloth(slug: str) -> None:
    first, again = drawings.render(slug, 3, 64), drawings.render(slug, 3, 64)
    assert first.shape == (64, 64, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, drawings.render(slug, 4, 64))
    assert drawings.draw_svg(slug, 3) == drawings.draw_svg(slug, 3) != drawings.draw_svg(slug, 4)


@pytest.mark.parametrize("slug", drawings.MOTIFS)
def test_a_specimen_is_small_and_covers_its_square(slug: str) -> None:
    svg = drawings.specimen(slug)
    assert len(svg.encode()) < 60_000
    picture = drawings.render(slug, 1, 96, variation=0.0)
    assert picture.std() > 15, "a cloth is not one flat colour"


def test_the_same_motif_in_another_palette_differs_in_colour_alone() -> None:
    first, second = (drawings.draw_svg("kawung", 2, palette=name, plain=True) for name in ("indigo", "lasem"))
    assert first != second
    assert re.sub("#[0-9a-f]{6}", "", first) == re.sub("#[0-9a-f]{6}", "", second)
    assert set(re.findall("#[0-9a-f]{6}", first)) <= set(vars(PALETTES["indigo"]).values())


def test_an_unknown_motif_or_palette_is_named() -> None:
    with pytest.raises(ConfigInvalid, match=r"tartan.*kawung"):
        drawings.render("tartan", 1)
    with pytest.raises(ConfigInvalid, match=r"neon.*indigo"):
        drawings.draw_svg("kawung", 1, palette="neon")


def test_every_motif_has_metadata_in_both_languages() -> None:
    entries = drawings.metadata()
    assert [entry["slug"] for entry in entries] == list(drawings.MOTIFS)
    assert len(entries) >= 12
    for entry in entries:
        texts = [entry["name"], *entry["elements"], *entry["colours"]]
        texts += [row["text"] for row in entry["statements"]]
        texts += [other["how"] for other in entry["look_alikes"]]
        for text in texts:
            assert set(text) == {"id", "en"}
            assert bool(text["id"]) == bool(text["en"]), f"{entry['slug']}: one language is missing in {text}"
        assert entry["name"]["id"] == drawings.MOTIFS[entry["slug"]].name_id
        assert len(entry["elements"]) >= 3
        assert {other["slug"] for other in entry["look_alikes"]} <= set(drawings.MOTIFS) - {entry["slug"]}


def test_every_motif_has_its_meaning_and_place_told_on_a_named_source() -> None:
    for entry in drawings.metadata():
        assert entry["origin"]["place"], entry["slug"]
        assert any(row["aspect"] == "meaning" for row in entry["statements"]), entry["slug"]
        assert 2 <= len(entry["statements"]) <= 5, entry["slug"]
        for row in entry["statements"]:
            assert len(row["source"]) > 10, f"{entry['slug']} tells {row['text']} and names no source"
            assert re.match(r"https?://[a-z0-9.-]+/", row["source_url"])
            assert not re.search(r"text-index|github|readme|catalog\.py", row["source"], re.IGNORECASE)


def test_every_other_name_has_a_source_and_every_source_is_used() -> None:
    told = json.loads(Path(drawings.__file__).with_name("batik").joinpath("told.json").read_text())
    motifs = told["motifs"].values()
    used = {row["source"] for motif in motifs for row in [*motif["alt_names"], *motif["statements"]]}
    assert used == set(told["sources"])
    names = [name for motif in motifs for name in motif["alt_names"]]
    assert names and all(name["text"] and name["lang"] for name in names)


def test_a_point_on_the_map_is_whole_or_absent() -> None:
    for entry in drawings.metadata():
        point = [entry["origin"][name] for name in ("latitude", "longitude")]
        if point == [None, None]:
            continue
        assert -11 <= point[0] <= 6 and 95 <= point[1] <= 141
        assert point == [round(value, 2) for value in point] and entry["origin"]["province"]


def test_the_demo_records_say_that_they_are_drawn() -> None:
    records = list(drawings.demo_artworks())
    assert len(records) == 12 * len(drawings.MOTIFS)
    for record in records:
        assert not {"accession_number", "dimensions", "material"} & record.keys(), "there is no such object"
    assert len({(record["motif"], record["seed"]) for record in records}) == len(records)
    for record in records:
        assert record["technique"] == "drawn specimen (computer drawing)"
        assert record["rights"].startswith("CC0")
        assert "not a museum object" in record["description"]["en"]
        assert "Bukan benda museum" in record["description"]["id"]
    assert records == list(drawings.demo_artworks())
    assert records != list(drawings.demo_artworks(seed=1))


@pytest.mark.slow
def test_a_collection_is_class_folders_of_jpeg(tmp_path: Path) -> None:
    told = []
    assert drawings.write_collection(tmp_path, 1, 48, seed=3, on_progress=told.append) == len(drawings.MOTIFS)
    assert {path.parent.name for path in tmp_path.glob("*/*.jpg")} == set(drawings.MOTIFS)
    assert (told[-1].done, told[-1].total) == (len(drawings.MOTIFS), len(drawings.MOTIFS))
    with Image.open(tmp_path / "kawung" / "0000.jpg") as image:
        assert (image.format, image.size) == ("JPEG", (48, 48))


def test_a_collection_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="received 0"):
        drawings.write_collection(tmp_path, 0)
