"""The configuration of supervisor, and the paths of its files.

DATA_DIR/run/supervisord.conf, .pid    DATA_DIR/logs/api.log, model.log, ingest.log, ...
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from agent.errors import NotWritable

if TYPE_CHECKING:
    from agent.settings import Settings  # takes 0.2 s, too long for the watchdog

ROOT = Path(__file__).resolve().parents[2]

_MAIN = """\
; written by make up; changes are lost
[supervisord]
directory={root}
pidfile={run}/supervisord.pid
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=3
childlogdir={run}
identifier=ai-mentor
[unix_http_server]
file={socket}
chmod=0700
[supervisorctl]
serverurl=unix://{socket}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
# A program that exits within a second is restarted after 1, 2, 3, ... s; otherwise at once.
_PROGRAM = """
[program:{name}]
command={command}
priority={priority}
autostart={starts}
autorestart={again}
exitcodes=0,2,3
startsecs={startsecs}
startretries=1000
stopwaitsecs={patience}
stopasgroup={stops_group}
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=5
environment={environment}
"""


PATIENCE = 15  # seconds
PYTHON = (sys.executable, "-m")
WITH_PARENT = (sys.executable, "-I", "-S", str(ROOT / "deploy" / "supervise" / "with_parent.py"))


@dataclass(frozen=True, slots=True)
class ModelProgram:
    """The model server: its command and environment, and the service's settings for it."""

    command: Sequence[str]
    environment: Mapping[str, str]
    service_settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Files:
    """The paths of one installation's supervisor."""

    run: Path
    logs: Path
    socket: Path

    @property
    def conf(self) -> Path:
        """The configuration file."""
        return self.run / "supervisord.conf"

    @property
    def pid(self) -> Path:
        """The file with the process id."""
        return self.run / "supervisord.pid"


def files(data_dir: Path) -> Files:
    """The files of a data folder; raises `NotWritable` if the socket's folder is not private.

    The socket is not in the data folder, which may be on a network volume without sockets.
    """
    data = data_dir.absolute()
    folder = Path(tempfile.gettempdir()) / f"ai-mentor-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise NotWritable(
            f"{folder} is not a private folder of yours.", f"Delete it: rm -r {folder}"
        )
    name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Files(data / "run", data / "logs", folder / f"{name}.sock")


def write_conf(
    where: Files, settings: Settings, model: ModelProgram | None, *, keeps: bool
) -> None:
    """Write the configuration; `model` runs next to the service.

    `keeps`: the watchdog restarts supervisor if it is killed, because nothing else does.
    """
    for folder in (where.run, where.logs):
        folder.mkdir(parents=True, exist_ok=True)
    parts = [_MAIN.format(root=_plain(ROOT), run=_plain(where.run), logs=_plain(where.logs),
                          socket=_plain(where.socket))]  # fmt: skip
    watchdog = [
        *PYTHON,
        "deploy.supervise.watchdog",
        str(where.run),
        settings.url,
        str(settings.model_port),
    ]
    watchdog += [] if keeps else ["--watch-only"]
    parts.append(_program(where, "watchdog", 1, watchdog))
    if model:
        command = [*WITH_PARENT, *model.command]
        parts.append(_program(where, "model", 10, command, model.environment, group=True))
    service_settings = model.service_settings if model else {}
    api = [*WITH_PARENT, *PYTHON, "api"]
    patience = PATIENCE + int(settings.limits.drain_seconds)
    parts.append(_program(where, "api", 20, api, service_settings, patience=patience))
    ingest = [*WITH_PARENT, *PYTHON, "ingestion", "--wait"]
    parts.append(_program(where, "ingest", 30, ingest, once=True))
    where.conf.write_text("".join(parts))
    where.conf.chmod(0o600)


def _program(
    where: Files,
    name: str,
    priority: int,
    command: Sequence[str],
    environment: Mapping[str, str] = MappingProxyType({}),
    *,
    once: bool = False,
    group: bool = False,
    patience: int = PATIENCE,
) -> str:
    """`once`: do not restart after success. `group`: stop it with its children.

    `patience`: seconds until it is killed after a stop request.
    """
    return _PROGRAM.format(
        name=name,
        command=" ".join(f'"{_plain(word)}"' for word in command),
        priority=priority,
        again="unexpected" if once else "true",
        starts=str(not once).lower(),  # by the watchdog, when the service is up
        patience=patience,
        startsecs=0 if once else 1,
        stops_group=str(group).lower(),
        logs=_plain(where.logs),
        environment=",".join(f'{key}="{_plain(value)}"' for key, value in environment.items()),
    )


def _plain(path: Path | str) -> str:
    return str(path).replace("%", "%%")
