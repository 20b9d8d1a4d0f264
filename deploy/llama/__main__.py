"""python -m deploy.llama: build llama-server for this machine, once, into a cache folder.

python -m deploy.llama                  for the CPU
python -m deploy.llama --cuda           for NVIDIA GPUs (needs the CUDA toolkit)
python -m deploy.llama --metal          for Apple GPUs
python -m deploy.llama --wheel FILE     unpack a wheel built on an identical machine
python -m deploy.llama --where          print the path of the server, or exit 1
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.errors import MentorError
from deploy.llama.build_cache import (
    LlamaServer,
    Variant,
    build_folder,
    built_server,
    default_cache_dir,
    find_llama_server,
)

__all__ = ["LlamaServer", "find_llama_server", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = _parse(arguments)
    if options.where:
        found = find_llama_server(options.cache_dir)
        if found:
            print(found.binary)
        return 0 if found else 1
    cache = (options.cache_dir or default_cache_dir()).expanduser()
    try:
        return _make(cache, options.variant, options.jobs, options.wheel)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 1
    except OSError as error:
        print(error, "Fix:   Use another folder: --cache-dir DIR", sep="\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. No partial build was left.", file=sys.stderr)
        return 130


def _make(cache: Path, variant: Variant, jobs: int, wheel: Path | None) -> int:
    if server := built_server(build_folder(cache, variant)):
        print(f"already built: {server.binary}")
        return 0
    from rich.console import Console  # half a second, so only when building

    from deploy.llama.build import build

    server = build(cache, variant, jobs=jobs, wheel=wheel, console=Console())
    print(f"built: {server.binary}")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.llama", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    kind = parser.add_mutually_exclusive_group()
    for variant in ("cuda", "metal"):
        kind.add_argument(
            f"--{variant}", dest="variant", action="store_const", const=variant, default="cpu"
        )
    parser.add_argument("--cache-dir", type=Path, help="default: ~/.cache/ai-mentor")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="default: all cores")
    parser.add_argument("--wheel", type=Path, help="use this wheel instead of building one")
    parser.add_argument("--where", action="store_true", help="print the server's path")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
