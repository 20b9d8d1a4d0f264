"""An ingest on Ray against one by this machine's own processes."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from agent.settings import Settings
from evals.bench import generated
from evals.bench.child_programs import Place, ingest
from evals.bench.measured import Measured

FILES = 300
SENTENCES = 60  # of each file: some chunks


def clustered(scratch: Path, settings: Settings) -> list[Measured]:
    """A first ingest of generated notes on a cluster of this machine's cores; [] without Ray."""
    if find_spec("ray") is None:
        print("Skipped: Ray is not installed (make ingest ENGINE=ray).", file=sys.stderr)
        return []
    generated.notes(scratch / "notes", FILES, seed=1, sentences=SENTENCES)
    plain = ingest(Place(scratch / "plain", scratch / "notes", settings))
    by_ray = ingest(Place(scratch / "ray", scratch / "notes", settings), "--engine", "ray")
    inside = by_ray.report["seconds"], plain.report["seconds"]
    about = (
        f"{by_ray.seconds:.1f} s vs {plain.seconds:.1f} s for {plain.report['chunks']} chunks "
        f"of {FILES} files ({inside[0]:.1f} s and {inside[1]:.1f} s without program start)"
    )
    return [
        Measured(
            "ingest on Ray / ingest, one machine", by_ray.seconds / plain.seconds, about=about
        ),
        Measured(
            "ingest on Ray, peak memory",
            by_ray.peak_mib,
            "MiB",
            reference=plain.peak_mib,
            against="without Ray",
            about="shared pages count once per process",
        ),
    ]
