"""Servers and programs that are not on this machine."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(name: str, reason: str) -> NoReturn:
    """Skip the test for this reason, or fail where MENTOR_REQUIRE_<name> is 1."""
    if os.environ.get(f"MENTOR_REQUIRE_{name}") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
