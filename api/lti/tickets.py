"""Signed tickets: a login on its way to the platform and back, and the session after it."""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import jwt

from agent.errors import Forbidden
from api.access.auth import User

LOGIN = 600  # seconds from the login to the launch
SESSION = 12 * 3600  # seconds that a launch lasts
PREFIX = "lti_"
AGAIN = "Open the link in your course again."


@dataclass(frozen=True, slots=True)
class Login:
    """A login that waits for its launch."""

    issuer: str
    client_id: str
    nonce: str
    hint: str  # the platform's, of the user
    message_hint: str  # ... of the link; "" for none


class Tickets:
    """Signs and reads tickets with a secret of this installation; each login works once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._secret = _secret(folder / "lti-secret")
        self._used = folder / "lti.sqlite"
        with closing(self._open()) as used, used:
            used.execute("CREATE TABLE IF NOT EXISTS used (nonce TEXT PRIMARY KEY, at REAL)")

    def login(self, issuer: str, client_id: str, hint: str, message_hint: str) -> tuple[str, Login]:
        """A new login, and its ticket."""
        made = Login(issuer, client_id, secrets.token_urlsafe(24), hint, message_hint)
        return self._sign("login", astuple(made), LOGIN), made

    def login_of(self, ticket: str) -> Login:
        """The login of a ticket; raises `Forbidden` if it is not ours or too old."""
        return Login(*self._read("login", ticket))

    def check_unused(self, login: Login) -> None:
        """Raises `Forbidden` if the login was used already."""
        with closing(self._open()) as used:
            query = "SELECT 1 FROM used WHERE nonce = ?"
            if used.execute(query, (login.nonce,)).fetchone():
                raise _used()

    def use(self, login: Login) -> None:
        """Mark a login as used; raises `Forbidden` if it already was."""
        with closing(self._open()) as used, used:
            used.execute("DELETE FROM used WHERE at < ?", (time.time() - 2 * LOGIN,))
            try:
                used.execute("INSERT INTO used VALUES (?, ?)", (login.nonce, time.time()))
            except sqlite3.IntegrityError as error:
                raise _used() from error

    def session(self, user: User) -> str:
        """A session's key, for the cookie."""
        return PREFIX + self._sign("session", astuple(user), SESSION)

    def user(self, key: str) -> User | None:
        """The user of a session's key; None if it is invalid or expired."""
        if not key.startswith(PREFIX):
            return None
        with suppress(Forbidden):
            name, role, courses = self._read("session", key.removeprefix(PREFIX))
            return User(name, role, tuple(courses))
        return None

    def _sign(self, kind: str, values: Sequence[Any], seconds: int) -> str:
        claims = {kind: values, "aud": kind, "exp": int(time.time()) + seconds}
        return jwt.encode(claims, self._secret, algorithm="HS256")

    def _read(self, kind: str, ticket: str) -> list[Any]:
        try:
            claims = jwt.decode(
                ticket,
                self._secret,
                algorithms=["HS256"],
                audience=kind,
                options={"require": ["exp", "aud", kind]},
            )
            return list(claims[kind])
        except jwt.InvalidTokenError as error:
            raise Forbidden("The login has expired or was not started here.", AGAIN) from error

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._used, timeout=10)


def _used() -> Forbidden:
    return Forbidden("This launch has already been used.", AGAIN)


def _secret(file: Path) -> str:
    """The installation's secret, made once."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as output:
        output.write(secrets.token_urlsafe(48))
    return file.read_text()
