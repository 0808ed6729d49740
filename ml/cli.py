"""The command line: train, judge, ask and export models on plain folders of images."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ml.cli_output import Bars, print_answer, print_evaluation, print_refused, print_training
from ml.errors import ConfigInvalid, MlError
from ml.recipes import RECIPES, TEXTURE, TrainConfig

WEIGHTS_VARIABLE = "RAGAM_BACKBONE_WEIGHTS"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 an error of ours, 2 wrong usage, 130 interrupted."""
    # TensorFlow talks on stderr before anyone can stop it otherwise.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except MlError as error:
        print(f"{error.code}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except BrokenPipeError:  # The reader of our output left, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("cancelled: interrupted from the keyboard", file=sys.stderr)  # noqa: T201
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ml", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_train(commands)
    evaluate = _command(commands, "evaluate", _evaluate, "judge a bundle on DIR/<class>/*")
    evaluate.add_argument("bundle", type=Path)
    evaluate.add_argument("dir", type=Path)
    versus = _command(commands, "versus", _versus, "compare two bundles on the same images")
    versus.add_argument("bundle", type=Path)
    versus.add_argument("other", type=Path)
    versus.add_argument("dir", type=Path)
    predict = _command(commands, "predict", _predict, "say what images show")
    predict.add_argument("bundle", type=Path)
    predict.add_argument("file", type=Path, nargs="+")
    explain = _command(commands, "explain", _explain, "draw where an answer comes from")
    explain.add_argument("bundle", type=Path)
    explain.add_argument("file", type=Path)
    explain.add_argument("--label", help="explain this label instead of the best one")
    explain.add_argument("--out", type=Path, required=True, help="RGBA PNG of the image's shape")
    export = _command(commands, "export", _export, "write a bundle for other software")
    export.add_argument("bundle", type=Path)
    export.add_argument("--format", required=True, choices=("litert", "keras", "onnx"))
    export.add_argument("--out", type=Path, required=True, help="a folder that does not exist yet")
    _command(commands, "recipes", _recipes, "list the ways to train and their options")
    _add_backbones(commands)
    _add_drawn(commands)
    return parser


def _command(commands: Any, name: str, run: Callable[..., Any], about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    parser.set_defaults(run=run)
    return parser


def _add_train(commands: Any) -> None:
    parser = _command(commands, "train", _train, "train on DIR/<class>/* or DIR/{train,test}/<class>/*")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--recipe", default=TEXTURE, help=f"one of {', '.join(RECIPES)} (default: {TEXTURE})")
    parser.add_argument(
        "--out", type=Path, required=True, help="the bundle, a folder that does not exist yet"
    )
    parser.add_argument(
        "--backbone-weights",
        type=Path,
        default=os.environ.get(WEIGHTS_VARIABLE) or None,
        help=f"MobileNetV2 weights (default: ${WEIGHTS_VARIABLE}; without any, fixed filters)",
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an option of the recipe, repeatable",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=_default_cache(),
        help="keeps features and checkpoints (default: %(default)s)",
    )


def _add_backbones(commands: Any) -> None:
    parser = _command(commands, "backbones", _backbones, "list pretrained networks, or get one")
    inner = parser.add_subparsers(metavar="get")
    get = inner.add_parser("get", help="download ImageNet weights by Keras's own download")
    get.add_argument("name")
    get.add_argument("--out", type=Path, help="where to put the file (default: Keras's cache)")
    get.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    get.set_defaults(run=_backbones_get)


def _add_drawn(commands: Any) -> None:
    parser = _command(commands, "drawn", _drawn, "draw a collection of batik, one folder per motif")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--per-motif", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--variation", type=float, default=1.0, help="0 (clean) to 1 (folds, light, fading)")


def _default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ragam"


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))  # noqa: T201


def _train(options: argparse.Namespace) -> None:
    from ml.datasets import Manifest
    from ml.training import train

    config = TrainConfig.from_options(
        options.recipe, {"seed": options.seed, **_parsed(options.option)}, options.backbone_weights
    )
    with Bars() as bars:
        manifest = Manifest.from_folder(options.dir, on_progress=bars)
        print_refused(manifest)
        result = train(config, manifest, options.out, cache_dir=options.cache, on_progress=bars)
    if options.json:
        report = result.report.to_json() if result.report else None
        left_out = {"refused": [vars(one) for one in manifest.refused], "skipped": list(manifest.skipped)}
        _print_json({**result.to_json(), "report": report, **left_out})
    else:
        print_training(result)


def _parsed(pairs: Sequence[str]) -> dict[str, Any]:
    values = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        try:
            values[name] = json.loads(text)
        except ValueError as error:
            hint = "Give NAME=VALUE with a number, true or false"
            raise ConfigInvalid(f"Option {pair!r} cannot be read. {hint}.") from error
        if not equals:
            raise ConfigInvalid(f"Option {pair!r} lacks a value. Give NAME=VALUE.")
    return values


def _judged(bundle: Path, folder: Path) -> Any:
    from ml.classifier import Classifier
    from ml.datasets import Manifest
    from ml.evaluation import evaluate

    with Bars() as bars:
        classifier = Classifier.load(bundle)
        manifest = Manifest.from_folder(folder, minimum=0, group=False, on_progress=bars)
        print_refused(manifest)
        return evaluate(classifier, manifest.test or manifest.items, bars)


def _evaluate(options: argparse.Namespace) -> None:
    report = _judged(options.bundle, options.dir)
    if options.json:
        _print_json(report.to_json())
    else:
        print_evaluation(report)


def _versus(options: argparse.Namespace) -> None:
    from ml.evaluation import compare

    one, other = _judged(options.bundle, options.dir), _judged(options.other, options.dir)
    difference = compare(one.judged, other.judged)
    if options.json:
        reports = {"bundle": one.to_json(), "other": other.to_json()}
        _print_json({"difference": difference.to_json(), **reports})
    else:
        print_evaluation(one, str(options.bundle))
        print_evaluation(other, str(options.other))
        print_answer(
            f"difference {difference.value:+.3f} (95 %: {difference.low:+.3f} to {difference.high:+.3f})"
        )


def _predict(options: argparse.Namespace) -> int:
    from ml.classifier import Classifier
    from ml.images import SERVING_SIDE, decode

    classifier = Classifier.load(options.bundle)
    at_least = max(SERVING_SIDE, classifier.info.input_size)
    rows: list[dict[str, Any]] = []
    failed = 0
    for file in options.file:
        try:
            prediction = classifier.predict([decode(file, at_least=at_least)])[0]
        except MlError as error:
            failed = 1
            print(f"{error.code}: {file}: {error}", file=sys.stderr)  # noqa: T201
            rows.append({"file": str(file), "error": {"code": error.code, "detail": str(error)}})
            continue
        rows.append({"file": str(file), **prediction.to_json()})
        if not options.json:
            top = ", ".join(f"{one.label} {one.probability:.0%}" for one in prediction.top[:3])
            said = " or ".join(prediction.answer.labels) or "unknown"
            print_answer(f"{file}: {said}  ({top}; novelty {prediction.novelty:.2f})")
    if options.json:
        _print_json(rows)
    return failed


def _explain(options: argparse.Namespace) -> None:
    from ml.backbones import write_atomically
    from ml.classifier import Classifier
    from ml.errors import full_disk_named
    from ml.explain import render
    from ml.images import SERVING_SIDE, decode, inspect

    classifier = Classifier.load(options.bundle)
    info = inspect(options.file)
    image = decode(options.file, at_least=max(SERVING_SIDE, classifier.info.input_size))
    explanation = classifier.explain(image, options.label)
    with full_disk_named(str(options.out)):
        write_atomically(options.out, render(explanation, info.height, info.width))
    if options.json:
        _print_json(
            {"out": str(options.out), "width": info.width, "height": info.height, **explanation.to_json()}
        )
    else:
        print_answer(f"{options.out}: where {explanation.label} shows")


def _export(options: argparse.Namespace) -> None:
    from ml.export import export

    files = [str(path) for path in export(options.bundle, options.format, options.out)]
    if options.json:
        _print_json({"format": options.format, "files": files})
    else:
        print_answer("\n".join(files))


def _recipes(options: argparse.Namespace) -> None:
    if options.json:
        _print_json([recipe.to_json() for recipe in RECIPES.values()])
        return
    for recipe in RECIPES.values():
        print_answer(f"{recipe.name}: {recipe.description}\n  ({recipe.source})")
        for option in recipe.options:
            print_answer(f"    {option.name}={json.dumps(option.default)}  {option.description}")


def _backbones(options: argparse.Namespace) -> None:
    from ml.backbones import BACKBONES, KNOWN_WEIGHTS

    if options.json:
        listed = [
            {"name": name, "title": spec.title, "file": spec.download} for name, spec in BACKBONES.items()
        ]
        _print_json({"backbones": listed, "known_weights": KNOWN_WEIGHTS})
        return
    for name, spec in BACKBONES.items():
        print_answer(f"{name}: {spec.title}\n  weights file {spec.download}")


def _backbones_get(options: argparse.Namespace) -> None:
    from ml.backbones import download, sha256_of

    path = download(options.name, options.out)
    if options.json:
        _print_json({"name": options.name, "file": str(path), "sha256": sha256_of(path)})
    else:
        print_answer(f"{path}\n  sha256 {sha256_of(path)}")


def _drawn(options: argparse.Namespace) -> None:
    from ml.drawn import write_collection

    with Bars() as bars:
        written = write_collection(
            options.dir,
            options.per_motif,
            options.size,
            options.seed,
            on_progress=bars,
            variation=options.variation,
        )
    if options.json:
        _print_json({"dir": str(options.dir), "files": written})
    else:
        print_answer(f"{options.dir}: {written} drawings")
