"""What a comparison is asked for: rows and search spaces read from text, and refused by name."""

import argparse
from pathlib import Path

import pytest

from benchmarks.recipes import BOARDS, Board
from ml.cli import main
from ml.cli.commands import compare
from ml.comparison.search import space_of
from ml.errors import ConfigInvalid
from ml.recipes import TrainConfig


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--option", "texture.epochs_head=3"], "no option 'epochs_head'"),
        (["--option", "texture.folds=many"], "folds has to be of type integer"),
        (["--against", "best"], "No row is called 'best'"),
    ],
)
def test_a_wrong_row_is_refused_before_images_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], said: str
) -> None:
    assert main(["compare", str(tmp_path / "nowhere"), "--recipes", "texture", *asked]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [("colour=1..2", "no option 'colour'"), ("folds=", "gives no values"), ("folds=9..2", "no range"),
     ("folds=x..3", "cannot be read"), ("folds=2,99", "from 2 to 10")],
)  # fmt: skip
def test_a_space_that_does_not_fit_is_named(text: str, words: str) -> None:
    with pytest.raises(ConfigInvalid, match=words):
        space_of("texture", [text])


def test_rows_are_read_from_the_command_line() -> None:
    parser = argparse.ArgumentParser()
    compare.add(parser.add_subparsers())
    asked = [
        "compare",
        "DIR",
        "--recipes",
        "texture, cnn-cirebon",
        "--variant",
        "mixed",
        "cnn-cirebon,augment=mixup",
    ]
    asked += [
        "--option",
        "texture.balance=smote",
        "--option",
        "mixed.epochs_head=2",
        "--stack",
        "texture,mixed",
    ]
    rows = compare.rows_asked(parser.parse_args(asked))
    assert [row.name for row in rows] == ["texture", "cnn-cirebon", "mixed", "stack of texture + mixed"]
    assert rows[0].options == {"balance": "smote"}
    assert rows[2].recipe == "cnn-cirebon" and rows[2].options == {"augment": "mixup", "epochs_head": 2}
    assert rows[3].stack == ("texture", "mixed")
    for wrong, words in (
        ("epochs_head=2", "names no row"),
        ("texture.folds", "lacks a value"),
        ("texture.x=[", "read"),
    ):
        with pytest.raises(ConfigInvalid, match=words):
            compare.rows_asked(parser.parse_args([*asked, "--option", wrong]))


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS.keys())
def test_the_measured_tables_ask_for_what_there_is(board: Board) -> None:
    names = [row.name for row in board.rows]
    assert len(set(names)) == len(names)
    for row in board.rows:
        if row.is_stack:
            assert set(row.stack) <= set(names)
        else:
            TrainConfig.from_options(row.recipe, row.options)
