"""The platforms that may launch the mentor: `MENTOR_LTI_FILE`, a JSON list."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import jwt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from agent.errors import Forbidden, InvalidSettings, NotReady
from agent.validation import with_place

COOLDOWN = 0.0  # seconds: a newly published key is fetched at once

Url = Annotated[str, Field(pattern=r"^https?://\S+$")]


class PlatformUnreachable(NotReady):
    """The platform's keys cannot be fetched."""

    code = "platform_unreachable"


class Platform(BaseModel):
    """One platform, with the values on its page for external tools."""

    model_config = ConfigDict(extra="forbid", frozen=False)

    issuer: str
    client_id: str
    auth_login_url: Url
    key_set_url: Url
    deployment_ids: Annotated[list[str], Field(min_length=1)]
    courses: dict[str, str] = {}
    """The mentor's course by the id or label of the platform's; others by the same name."""

    @property
    def origin(self) -> str:
        """The origin of its pages, which may show the mentor in a frame."""
        parts = urlsplit(self.auth_login_url)
        return f"{parts.scheme}://{parts.netloc}"

    async def key_of(self, token: str) -> Any:
        """The public key that signed a token; raises `Forbidden` for an unknown one."""
        try:
            found = await asyncio.to_thread(self._keys.get_signing_key_from_jwt, token)
        except jwt.PyJWKClientConnectionError as error:
            raise PlatformUnreachable(
                f"The keys of {self.issuer} cannot be fetched.", "Try again in a moment."
            ) from error
        except (jwt.PyJWKClientError, jwt.PyJWKError, jwt.DecodeError) as error:
            raise Forbidden(
                f"The launch is not signed with a key of {self.issuer}.", "Open the link again."
            ) from error
        return found.key

    @cached_property
    def _keys(self) -> jwt.PyJWKClient:
        return jwt.PyJWKClient(self.key_set_url, timeout=10, cooldown_duration=COOLDOWN)


class Platforms:
    """All platforms, by issuer and client."""

    def __init__(self, listed: Sequence[Platform]) -> None:
        self._listed = listed

    @classmethod
    def read(cls, file: Path) -> Platforms:
        """The platforms in a file; raises `InvalidSettings` naming the mistake."""
        try:
            return cls(TypeAdapter(list[Platform]).validate_python(json.loads(file.read_text())))
        except (OSError, ValueError) as error:
            wrong = error.errors()[0] if isinstance(error, ValidationError) else None
            what = with_place(wrong, "the file") if wrong else str(error)
            raise InvalidSettings(
                f"The file of platforms {file} cannot be read: {what}.",
                "See MENTOR_LTI_FILE in deploy/README.md.",
            ) from error

    def find(self, issuer: str, client_id: str = "") -> Platform:
        """The platform; raises `Forbidden` if it is not listed."""
        for platform in self._listed:
            if platform.issuer == issuer and client_id in ("", platform.client_id):
                return platform
        raise Forbidden(
            f"{issuer or 'A platform without a name'} may not launch the mentor.",
            "Add it to the file of MENTOR_LTI_FILE.",
        )

    @property
    def origins(self) -> list[str]:
        """The origins whose pages may show the mentor in a frame."""
        return sorted({platform.origin for platform in self._listed})
