"""Access keys: a file with one hashed key per line.

`python -m api.access.keys --user NAME --role student` (`make key USER=... ROLE=...`) adds one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from agent.errors import InvalidSettings, MentorError
from agent.settings import Settings, read_settings
from api.access.auth import LOCAL_USER, User

PREFIX = "mk_"  # recognisable for people and secret scanners


class Keys:
    """The keys in a file, which is read again when it changes."""

    def __init__(self, file: Path) -> None:
        """Raises `InvalidSettings` if the file cannot be read or has no keys."""
        self._file = file
        self._users: dict[str, User] = {}
        self._stamp = (0, 0)
        self._read()

    def user(self, key: str) -> User | None:
        """The owner of a key, or None."""
        self._read()
        return self._users.get(_hash(key))

    def _read(self) -> None:
        try:
            stat = self._file.stat()
            if (stamp := (stat.st_mtime_ns, stat.st_size)) == self._stamp:
                return
            lines = [json.loads(line) for line in self._file.read_text().splitlines() if line]
            users = {line["sha256"]: User(line["user"], line["role"]) for line in lines}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InvalidSettings(f"The key file {self._file} cannot be read: {error}.", HOW) from (
                error
            )
        if not users:
            raise InvalidSettings(f"The key file {self._file} has no keys.", HOW)
        self._users, self._stamp = users, stamp


HOW = "Run make key USER=name ROLE=teacher, and set MENTOR_API_KEYS_FILE as it prints."


def add_key(file: Path, user: str, role: str) -> str:
    """Create a key for a user. The file has only its hash, so it cannot be read again."""
    key = PREFIX + secrets.token_urlsafe(32)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = {"user": user, "role": role, "sha256": _hash(key), "made_at": now}
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a") as output:
        output.write(json.dumps(line) + "\n")
    return key


def key_file(settings: Settings) -> Path:
    """The key file: `MENTOR_API_KEYS_FILE`, else in the data folder."""
    return settings.api_keys_file or settings.data_dir / "api-keys.jsonl"


def _hash(key: str) -> str:
    """SHA-256: keys have 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def main() -> int:
    """Create a key and print it once."""
    parser = argparse.ArgumentParser(prog="python -m api.access.keys", description=__doc__)
    parser.add_argument("--user", required=True, help="a name; the owner of the conversations")
    parser.add_argument("--role", choices=("student", "teacher"), default="student")
    arguments = parser.parse_args()
    try:
        settings = read_settings()
        if not arguments.user.strip() or arguments.user == LOCAL_USER.name:
            raise InvalidSettings(
                f"{arguments.user!r} is not a valid user name.", "Choose another."
            )
        file = key_file(settings)
        print(add_key(file, arguments.user.strip(), arguments.role))
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    print(f"It is not stored anywhere; only its hash is in {file}.", file=sys.stderr)
    if settings.api_keys_file is None:
        print(f"To require keys, set MENTOR_API_KEYS_FILE={file}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
