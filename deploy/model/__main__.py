"""python -m deploy.model: choose the language model to serve.

python -m deploy.model                 list models that fit this machine
python -m deploy.model --name NAME     download one of them and use it
python -m deploy.model --file PATH     check a GGUF file of yours and use it
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.errors import InvalidRequest, MentorError, ModelUnavailable
from agent.llm.decisions import from_profile
from agent.settings import Settings, read_settings
from deploy.llama.build_cache import find_llama_server
from deploy.model import hardware
from deploy.model.choices import CHOICES, Choice, fitting, named, recommended
from deploy.model.chosen import chosen, use
from deploy.model.gguf_header import read_header
from deploy.model.hardware import GIB, Hardware
from deploy.model.measuring import measure, measured_before
from deploy.model.memory_fit import fit
from deploy.model.serving import plan_model


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = _parse(arguments)
    try:
        settings = read_settings()
        if options.file:
            use(options.file, settings.models)
            _report(options.file, settings, measure_it=not options.no_measure)
        elif options.name:
            from deploy.model.fetch import fetch

            file = fetch(_named(options.name), settings.models, options.endpoint)
            use(file, settings.models)
            _report(file, settings, measure_it=not options.no_measure)
        else:
            _list(settings, hardware.look())
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run it again to resume the download.", file=sys.stderr)
        return 130
    return 0


def _named(name: str) -> Choice:
    choice = named(name)
    if choice is None:
        raise InvalidRequest(
            f"There is no model {name} in the list.",
            f"Choose one of {', '.join(c.name for c in CHOICES)}, or run make model FILE=path.",
        )
    return choice


def _list(settings: Settings, machine: Hardware) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"This machine: {machine.describe()}", title_justify="left")
    for column in ("name", "file, GB", "memory, GB", "licence", "source", "notes"):
        table.add_column(column, justify="right" if "GB" in column else "left")
    best, fits = recommended(machine), fitting(machine)
    for choice in CHOICES:
        mark = " <- recommended" if choice is best else ""
        sizes = (f"{choice.gigabytes:.1f}", f"{choice.needs / GIB:.0f}")
        style = "" if choice in fits else "dim"
        source = "hub or package index" if choice.wheels else "hub"
        row = (choice.name, *sizes, choice.licence, source, choice.expect + mark)
        table.add_row(*row, style=style)
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    if best is None:
        console.print("None fits. Without a model, answers are quotes.")
    else:
        console.print(f"Download and use it:  make model NAME={best.name}", highlight=False)
    console.print("Use a GGUF file of yours: make model FILE=path/to/model.gguf", highlight=False)
    if (current := chosen(settings)) is not None:
        console.print(f"In use: {current}", soft_wrap=True, highlight=False)


def _report(file: Path, settings: Settings, *, measure_it: bool) -> None:
    header, server = read_header(file), find_llama_server()
    machine = hardware.look()
    plan = fit(header, machine, settings, gpu_build=bool(server and server.uses_gpu))
    print(f"Used from the next start on: {header.name} ({header.architecture}), {file}")
    print(f"It will run with {plan.describe(header)}. This machine: {machine.describe()}.")
    print('To change this, set MENTOR_LLM_OPTIONS="context=... slots=..." in .env')
    if measure_it:
        _measure(settings)
    print("Next: make restart, or make run" if server else "Next: make llama, then make run")


def _measure(settings: Settings) -> None:
    """Measure the chosen model if llama-server is built; otherwise the first start does it."""
    if find_llama_server() is None:
        return
    plan = plan_model(settings)
    if plan is None:
        return
    before = measured_before(plan, settings) or {}
    if before.get("graded") and "confirming" in before:
        return
    print("Measuring it on this machine: some minutes, once (MEASURE=0 leaves it out) ...")
    try:
        profile = measure(plan, settings, grading=True)
    except ModelUnavailable as error:  # the model is chosen nevertheless
        print(error.explain(), file=sys.stderr)
        return
    decided = from_profile(profile) if profile else None
    if decided:
        print(decided.describe())


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.model", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--name", help="a name from the list")
    which.add_argument("--file", type=Path, help="a GGUF file")
    parser.add_argument("--no-measure", action="store_true", help="do not measure it now")
    parser.add_argument("--endpoint", help="the hub's address (default: HF_ENDPOINT)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
