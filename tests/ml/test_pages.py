"""Report pages: escaped, self-contained, the same in Markdown, and told in words."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from ml.figures import Estimate
from ml.pages import (
    Block,
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
    page_html,
    page_markdown,
    plots,
)
from tests.ml.patterns import jpeg, pattern

SOME = Estimate(0.956, 0.912, 0.979, 160)


@pytest.fixture
def sheet(tmp_path: Path) -> Page:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(jpeg(pattern("dots", 1)))
    same = Table(("Said", "Right"), [("90 %", SOME)])
    blocks: list[Block] = [
        Headline([("Accuracy", Figure(SOME), "Right first answers.")]),
        Text("One.\n\n<b>Two</b>"),
        Code("python -m ml"),
        Table(("Class", "Recall", "State"), [("a|b", SOME, Chip("lost", "bad")), ("c", None, 3)], "All"),
        Plot(plots.reliability([(0.9, SOME)], description="One <dot>"), "A plot", same),
        Thumbs([(picture, "first"), (np.zeros((9, 9, 3), np.uint8), "second"), (tmp_path / "gone.jpg", "?")]),
    ]
    return Page("A & <i>B</i>", "Lead", [Section("S", blocks)])


def test_html_is_escaped_and_self_contained(sheet: Page) -> None:
    html = page_html(sheet)
    assert "<h1>A &amp; &lt;i&gt;B&lt;/i&gt;</h1>" in html
    assert "&lt;b&gt;Two&lt;/b&gt;" in html
    assert html.count("data:image/webp") == 2
    assert "cannot be shown" in html
    assert "95.6 %" in html and "91.2 to 97.9" in html and "n = 160" in html
    assert "prefers-color-scheme: dark" in html and "@media print" in html
    assert not re.search(r"<script|<link|@import|url\((?!#)", html)
    identifiers = re.findall(r'\bid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))


def test_markdown_says_the_same(sheet: Page) -> None:
    text = page_markdown(sheet)
    assert "| a\\|b | 95.6 % (91.2 to 97.9, n = 160) | lost |" in text
    assert "| 90 % | 95.6 % (91.2 to 97.9, n = 160) |" in text, "a plot is its table"
    assert "```\npython -m ml\n```" in text


def test_plots_are_drawings_with_words_and_the_colours_of_the_page() -> None:
    line = ([0.0, 1.0], [1.0, 0.5])
    drawn = {
        "curves": plots.curves(
            {"a": line, "b": line}, title="T", description="D", x="x", y="y", quiet=[line]
        ),
        "reliability": plots.reliability([(0.5, SOME)], title="T", description="D"),
        "risk": plots.risk_coverage(*line, title="T", description="D"),
        "intervals": plots.intervals([("a & b", SOME)], title="T", description="D", reference=0.5),
        "confusion": plots.confusion(["a", "b"], [[3, 1], [0, 4]], title="T", description="D"),
    }
    for name, svg in drawn.items():
        root = ElementTree.fromstring(svg)
        assert root.attrib["role"] == "img", name
        assert [child.text for child in root[:2]] == ["T", "D"], name
        assert "var(--ink)" in svg or "var(--ash)" in svg, name
        assert not re.search(r"#(0\d)\1\1", svg), "each colour has become the page's"
    assert drawn["risk"] == plots.risk_coverage(*line, title="T", description="D"), "the same on every run"


def test_judging_a_model_needs_no_library_for_research() -> None:
    code = (
        "import sys, ml.cli, ml.evaluation, ml.pages, ml.pages.plots; "
        "print({'jinja2', 'matplotlib', 'scipy', 'sklearn', 'tensorflow'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(SOME), "95.6 % (91.2 to 97.9, n = 160)"),
        (Figure(Estimate(-0.05, -0.1, 0.0, 9), "points"), "-5.0 (-10.0 to +0.0, n = 9)"),
        (Figure(Estimate(0.5, 0.4, 0.6, 1200), "plain"), "0.500 (0.400 to 0.600, n = 1,200)"),
        (Figure(Estimate(7.25, 7.0, 8.0, 3), "ms"), "7.2 ms (7.0 to 8.0, n = 3)"),
        (Figure(Estimate(0.0, 0.0, 1.0, 0)), "no image"),
    ],
)
def test_figures_in_one_line(figure: Figure, text: str) -> None:
    assert figure.text == text
