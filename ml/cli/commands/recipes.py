"""`recipes`: the ways to train and their options."""

import argparse
import json
from typing import Any

from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command
from ml.recipes import RECIPES


def add(commands: Any) -> None:
    command(commands, "recipes", run, "list the ways to train and their options")


def run(options: argparse.Namespace) -> None:
    if options.json:
        print_json([recipe.to_json() for recipe in RECIPES.values()])
        return
    for recipe in RECIPES.values():
        print_answer(f"{recipe.name}: {recipe.description}\n  ({recipe.source})")
        for one in recipe.published:
            print_answer(f"  published: {one.figure:g}, {one.what} ({one.source})")
        for option in recipe.options:
            choices = f" One of {', '.join(option.choices)}." if option.choices else ""
            print_answer(f"    {option.name}={json.dumps(option.default)}  {option.description}{choices}")
