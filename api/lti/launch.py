"""A signed launch: the user, the course and the role."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import jwt

from agent.errors import Forbidden, InvalidRequest, NotFound
from api.access.auth import Role, User
from api.lti.platforms import Platform
from api.lti.tickets import AGAIN, Login

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
TEACHERS = (f"{MEMBERSHIP}Instructor", f"{MEMBERSHIP}Administrator", "Instructor")
LEEWAY = 60  # seconds of clock difference allowed
REQUIRED = ("iss", "aud", "exp", "iat", "nonce", "sub")


async def claims_of(token: str, platform: Platform, login: Login) -> dict[str, Any]:
    """The claims of a launch; raises `Forbidden` for a wrong signature, login or time."""
    key = await platform.key_of(token)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256", "ES256"],
            audience=platform.client_id,
            issuer=platform.issuer,
            leeway=LEEWAY,
            options={"require": list(REQUIRED)},
        )
    except jwt.ExpiredSignatureError as error:
        raise Forbidden("The launch has expired.", AGAIN) from error
    except jwt.InvalidTokenError as error:
        raise Forbidden(f"The launch is not valid: {error}.", AGAIN) from error
    if claims["nonce"] != login.nonce:
        raise Forbidden("The launch does not belong to this login.", AGAIN)
    _check(claims, platform)
    return claims


def _check(claims: Mapping[str, Any], platform: Platform) -> None:
    if claims.get("azp", platform.client_id) != platform.client_id:
        raise Forbidden("The launch is for another tool.", AGAIN)
    if claims.get(f"{CLAIM}deployment_id") not in platform.deployment_ids:
        raise Forbidden(
            "The launch comes from a deployment that is not listed.",
            "Add it to deployment_ids in the file of MENTOR_LTI_FILE.",
        )
    kind = claims.get(f"{CLAIM}message_type"), claims.get(f"{CLAIM}version")
    if kind != ("LtiResourceLinkRequest", "1.3.0"):
        raise InvalidRequest(
            f"Launches of type {kind[0]}, version {kind[1]}, are not supported.",
            "Add the mentor to the course as a resource link (LTI 1.3).",
        )


def user_of(claims: Mapping[str, Any], course: str) -> User:
    """The user with the platform's id, for one course; those who teach it are teachers."""
    platform = hashlib.sha256(claims["iss"].encode()).hexdigest()[:8]
    roles = claims.get(f"{CLAIM}roles") or []
    role: Role = "teacher" if any(each in TEACHERS for each in roles) else "student"
    return User(f"lti:{platform}:{claims['sub']}", role, (course,))


def course_of(claims: Mapping[str, Any], platform: Platform, known: Collection[str]) -> str:
    """The mentor's course for the platform's; raises `NotFound` if there is none."""
    context = claims.get(f"{CLAIM}context") or {}
    given = (claims.get(f"{CLAIM}custom") or {}).get("course")
    names = [str(context[key]) for key in ("id", "label", "title") if context.get(key)]
    chosen = [given, *(platform.courses.get(name) for name in names)]
    plain = ["-".join(name.casefold().split()) for name in names]
    for course in [*filter(None, chosen), *plain]:
        if course in known:
            return str(course)
    raise NotFound(
        f"The mentor has no course for {', '.join(names) or 'this link'}.",
        "Add it to courses in the file of MENTOR_LTI_FILE, or set the link's custom parameter "
        f"course. Courses: {', '.join(known)}.",
    )
