"""The contact sheet of the documentation: every motif in three cloths, with its name."""

import argparse
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ml.drawings.batik.cloth import rasterise, render
from ml.drawings.batik.motifs import MOTIFS, specimen

SIDE = 172
GAP = 6
MARGIN = 28
CAPTION = 34
BLOCK_GAP = 30
PAPER, INK = "#f6f1e6", "#2b211a"
COLUMNS = 2
CLOTHS = 3


def contact_sheet() -> Image.Image:
    """Two motifs a row: the specimen, then two cloths as a camera would meet them."""
    block_width, block_height = CLOTHS * SIDE + (CLOTHS - 1) * GAP, CAPTION + SIDE
    rows = -(-len(MOTIFS) // COLUMNS)
    width = 2 * MARGIN + COLUMNS * block_width + (COLUMNS - 1) * BLOCK_GAP
    height = 2 * MARGIN + rows * block_height + (rows - 1) * BLOCK_GAP // 2
    sheet = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(19)
    for index, (slug, motif) in enumerate(MOTIFS.items()):
        x = MARGIN + index % COLUMNS * (block_width + BLOCK_GAP)
        y = MARGIN + index // COLUMNS * (block_height + BLOCK_GAP // 2)
        pen.text((x, y + 4), motif.name_id, fill=INK, font=font)
        for column, cloth in enumerate(cloths(slug)):
            sheet.paste(cloth, (x + column * (SIDE + GAP), y + CAPTION))
    return sheet


def cloths(slug: str) -> list[Image.Image]:
    """Three pictures of one motif, from clean to worn."""
    pictures = [
        rasterise(specimen(slug), SIDE),
        render(slug, 23, SIDE, variation=0.5),
        render(slug, 37, SIDE, variation=1.0),
    ]
    return [Image.fromarray(picture) for picture in pictures]


def main() -> None:
    """`python -m ml.drawings.batik.sheet OUT.webp`: draw the sheet and save it."""
    parser = argparse.ArgumentParser(prog="python -m ml.drawings.batik.sheet", description=__doc__)
    parser.add_argument("out", type=Path, help="file to write, .webp or .jpg")
    parser.add_argument("--quality", type=int, default=38, help="of the compression (default: %(default)s)")
    options = parser.parse_args()
    contact_sheet().save(options.out, quality=options.quality, method=6)


if __name__ == "__main__":
    main()
