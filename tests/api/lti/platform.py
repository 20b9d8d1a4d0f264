"""A learning platform: its keys, the launches that it signs, and the pages that lead to them.

The keys and the checks of what is signed are those of PyLTI1p3.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pylti1p3.message_validators.resource_message import ResourceMessageValidator
from pylti1p3.registration import Registration

ISSUER, CLIENT, DEPLOYMENT = "https://moodle.school.example", "mentor-client", "7"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


@dataclass
class Platform:
    """A platform: signs launches, and publishes its keys in a folder that is served."""

    folder: Path
    issuer: str = ISSUER
    keys: dict[str, RSAPrivateKey] = field(default_factory=dict)

    def add_key(self, name: str) -> None:
        self.keys[name] = generate_private_key(public_exponent=65537, key_size=2048)

    def publish(self, *names: str) -> None:
        keys = [self._public(name) for name in names]
        (self.folder / "keys.json").write_text(json.dumps({"keys": keys}))

    def launch(self, nonce: str, key: str = "one", **changed: Any) -> str:
        """A signed launch of a student in the course PY101; None removes a claim."""
        claims = self.claims(nonce)
        assert ResourceMessageValidator().validate(claims)
        present = {name: value for name, value in (claims | changed).items() if value is not None}
        headers = {"kid": self._public(key)["kid"]}
        return jwt.encode(present, self.keys[key], algorithm="RS256", headers=headers)

    def claims(self, nonce: str) -> dict[str, Any]:
        """What a launch of a student in the course PY101 states."""
        now = int(time.time())
        return {
            "iss": self.issuer, "aud": CLIENT, "sub": "anna", "iat": now, "exp": now + 300,
            "nonce": nonce, f"{CLAIM}deployment_id": DEPLOYMENT,
            f"{CLAIM}message_type": "LtiResourceLinkRequest", f"{CLAIM}version": "1.3.0",
            f"{CLAIM}resource_link": {"id": "9"}, f"{CLAIM}roles": [f"{ROLE}Learner"],
            f"{CLAIM}context": {"id": "12", "label": "PY101"},
        }  # fmt: skip

    def _public(self, name: str) -> dict[str, Any]:
        public = self.keys[name].public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        return dict(Registration.get_jwk(pem))
