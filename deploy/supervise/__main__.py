"""python -m deploy.supervise up|down|restart|status|logs|foreground

up          start model server, service and ingest under supervisor, and wait until it is ready
down        stop them
restart     stop and start them, with the settings and the model of now
status      what runs, and whether questions can be answered
logs        the ends of the logs; in a terminal, and then what is added to them
foreground  as up, in the foreground and without waiting: for systemd, tmux or a container
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
from deploy.model.serving import plan_model
from deploy.supervise.conf import ROOT, Files, ModelProgram, files, write_conf
from deploy.supervise.control import Control, daemon

PATIENCE = float(os.environ.get("MENTOR_UP_SECONDS", "600"))  # until it is ready
DONE, NOT_READY, NOT_SET_UP = 0, 1, 2


def main() -> int:
    """Do what the argument says; 0 when done, 1 when not ready, 2 when something is missing."""
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
    """Start everything that does not run yet, and wait until questions are answered."""
    control = Control(where)
    if control.programs() is None:
        _prepare(settings, where, keeps=True)
        done = subprocess.run(daemon(where), capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise NotReady(
                f"supervisor did not start: {(done.stderr or done.stdout).strip()[-400:]}",
                f"See {where.logs / 'supervisord.log'}",
            )
    else:
        print("It runs already.")
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
    """Show what runs, and what is missing."""
    programs = Control(where).programs()
    if programs is None:
        print("It is not running: make up")
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
    """Show the logs."""
    found = sorted(where.logs.glob("*.log"))
    if not found:
        print(f"There are no logs in {where.logs} yet.")
        return NOT_READY
    follow = ["-F"] if sys.stdout.isatty() else []
    return subprocess.run(["tail", "-n", "40", *follow, *map(str, found)], check=False).returncode


def foreground(settings: Settings, where: Files) -> int:
    """Become supervisor; whoever started this starts it again where it is killed."""
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
            command = plan.command(settings.model_port)
            model = ModelProgram(command, plan.environment({}), plan.told(settings))
    except MentorError as error:
        print(f"{error.explain()}\nAnswers are quotes meanwhile.", file=sys.stderr)
    write_conf(where, settings, model, keeps=keeps)


def _wait(settings: Settings, where: Files, control: Control) -> int:
    """Until it is ready, telling what it waits for."""
    deadline, told = time.monotonic() + PATIENCE, ""
    while time.monotonic() < deadline:
        missing = _missing(settings)
        if missing == []:
            _urls(settings)
            return DONE
        programs = {program["name"]: program["statename"] for program in control.programs() or []}
        if _in_vain(missing, programs):
            break
        waiting = missing[0]["why"] if missing else "Starting."
        if waiting != told:
            print(waiting, flush=True)
            told = waiting
        time.sleep(0.2)
    for one in _missing(settings) or ():
        print(f"missing: {one['what']}: {one['why']}\n         {one['fix']}", file=sys.stderr)
    print(f"It is not ready. See make status, make logs and make doctor; logs: {where.logs}",
          file=sys.stderr)  # fmt: skip
    return NOT_READY


def _in_vain(missing: list[dict[str, str]] | None, programs: dict[str, Any]) -> bool:
    """Whether nothing is under way that could bring what is missing."""
    if programs.get("api") == "FATAL":
        return True
    return [one["what"] for one in missing or ()] == ["index"] and programs.get("ingest") in (
        "EXITED",
        "FATAL",
    )


def _missing(settings: Settings) -> list[dict[str, str]] | None:
    """What the service says is missing; None while it does not answer."""
    try:
        reply = httpx.get(f"{settings.url}/health/ready", timeout=10, trust_env=False)
        missing: list[dict[str, str]] = reply.json()["missing"]
    except (httpx.HTTPError, ValueError, KeyError):
        return None
    return missing


def _urls(settings: Settings) -> None:
    base = settings.url
    print(f"Ready. The page: {base}/   its calls: {base}/docs   health: {base}/health/ready")


COMMANDS: dict[str, Callable[[Settings, Files], int]] = {
    "up": up, "down": down, "restart": restart, "status": status, "logs": logs,
    "foreground": foreground,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
