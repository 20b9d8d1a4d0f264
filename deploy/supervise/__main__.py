"""python -m deploy.supervise up|down|restart|status|logs|foreground

up          start model server, service and ingest under supervisor, and wait until ready
down        stop them
restart     stop and start them with the current settings and model
status      list the programs, and whether questions can be answered
logs        print the ends of the logs; in a terminal, follow them
foreground  like up, in the foreground and without waiting: for systemd, tmux or a container
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx

from agent.errors import MentorError, NotReady
from agent.settings import Settings, read_settings
from agent.storage import writable_folder
from agent.unknown_settings import warn_of_unknown_settings
from api.__main__ import check_address
from deploy.model.measuring import with_flags
from deploy.model.serving import plan_model
from deploy.supervise.configuration import ROOT, Files, ModelProgram, files, write_conf
from deploy.supervise.control import Control, daemon

PATIENCE = float(os.environ.get("MENTOR_UP_SECONDS", "600"))  # until it is ready
DONE, NOT_READY, NOT_SET_UP = 0, 1, 2


def main() -> int:
    """Run the command; returns 0 on success, 1 if not ready, 2 if something is missing."""
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if command is None:
        print(__doc__, file=sys.stderr)
        return NOT_SET_UP
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # make status | head
    try:
        settings = read_settings()
        if command in (up, restart, foreground):
            warn_of_unknown_settings()
        return command(settings, files(settings.data_dir))
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return NOT_SET_UP
    except KeyboardInterrupt:
        return 130


def up(settings: Settings, where: Files) -> int:
    """Start everything that is not running, and wait until questions can be answered."""
    control = Control(where)
    if control.programs() is None:
        _prepare(settings, where, keeps=True)
        done = subprocess.run(daemon(where), capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise NotReady(
                f"supervisor did not start: {(done.stderr or done.stdout).strip()[-400:]}",
                f"Check {where.logs / 'supervisord.log'}",
            )
    else:
        print("Already running.")
    return _wait(settings, where, control)


def down(settings: Settings, where: Files) -> int:
    """Stop everything."""
    print("Stopped." if Control(where).stop() else "Nothing was running.")
    return DONE


def restart(settings: Settings, where: Files) -> int:
    """Stop everything and start it again."""
    down(settings, where)
    return up(settings, where)


def status(settings: Settings, where: Files) -> int:
    """Print the programs, and what is missing."""
    programs = Control(where).programs()
    if programs is None:
        print("Not running. Start it with make up.")
        return NOT_READY
    for program in programs:
        print(f"{program['name']:<8} {program['statename']:<9} {program['description']}")
    missing = _missing(settings)
    for one in missing or ():
        print(f"missing: {one['what']}: {one['why']}\n         {one['fix']}")
    if missing:
        return NOT_READY
    _urls(settings)
    return DONE


def logs(_: Settings, where: Files) -> int:
    """Print the logs."""
    found = sorted(where.logs.glob("*.log"))
    if not found:
        print(f"There are no logs in {where.logs} yet.")
        return NOT_READY
    follow = ["-F"] if sys.stdout.isatty() else []
    return subprocess.run(["tail", "-n", "40", *follow, *map(str, found)], check=False).returncode


def foreground(settings: Settings, where: Files) -> int:
    """Become supervisor; the caller restarts it if it is killed."""
    _prepare(settings, where, keeps=False)
    os.chdir(ROOT)
    command = daemon(where, foreground=True)
    os.execv(command[0], command)


def _prepare(settings: Settings, where: Files, *, keeps: bool) -> None:
    check_address(settings)
    writable_folder(settings.data_dir, "MENTOR_DATA_DIR")
    model = None
    try:
        if not settings.llm_base_url and (plan := plan_model(settings)):
            print(plan.description, flush=True)
            plan = with_flags(plan, settings)
            command = plan.command(settings.model_port)
            model = ModelProgram(command, plan.environment({}), plan.service_settings(settings))
    except MentorError as error:
        print(f"{error.explain()}\nUntil then, answers are quotes.", file=sys.stderr)
    write_conf(where, settings, model, keeps=keeps)


def _wait(settings: Settings, where: Files, control: Control) -> int:
    """Wait until it is ready, and print the reasons for waiting."""
    deadline, printed = time.monotonic() + PATIENCE, ""
    while time.monotonic() < deadline:
        missing = _missing(settings)
        if missing == []:
            _urls(settings)
            return DONE
        programs = {program["name"]: program["statename"] for program in control.programs() or []}
        if _hopeless(missing, programs):
            break
        waiting = missing[0]["why"] if missing else "Starting."
        if waiting != printed:
            print(waiting, flush=True)
            printed = waiting
        time.sleep(0.2)
    for one in _missing(settings) or ():
        print(f"missing: {one['what']}: {one['why']}\n         {one['fix']}", file=sys.stderr)
    print(f"Not ready. Try make status, make logs and make doctor; logs: {where.logs}",
          file=sys.stderr)  # fmt: skip
    return NOT_READY


def _hopeless(missing: list[dict[str, str]] | None, programs: dict[str, Any]) -> bool:
    """Whether no running program can provide what is missing."""
    if programs.get("api") == "FATAL":
        return True
    return [one["what"] for one in missing or ()] == ["index"] and programs.get("ingest") in (
        "EXITED",
        "FATAL",
    )


def _missing(settings: Settings) -> list[dict[str, str]] | None:
    """The missing parts reported by the service; None while it does not answer."""
    try:
        reply = httpx.get(f"{settings.url}/health/ready", timeout=10, trust_env=False)
        missing: list[dict[str, str]] = reply.json()["missing"]
    except (httpx.HTTPError, ValueError, KeyError):
        return None
    return missing


def _urls(settings: Settings) -> None:
    base = settings.url
    print(f"Ready. Page: {base}/   API: {base}/docs   health: {base}/health/ready")


COMMANDS: dict[str, Callable[[Settings, Files], int]] = {
    "up": up, "down": down, "restart": restart, "status": status, "logs": logs,
    "foreground": foreground,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
