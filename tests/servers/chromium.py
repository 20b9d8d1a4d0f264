"""The browser that the page is tested in, where the machine has one."""

from __future__ import annotations

import os
import shutil


def chromium() -> str | None:
    """Its path."""
    return shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")


def left_out() -> str | None:
    """Why the page is not tested here; None where it is, or has to be."""
    if chromium() or os.environ.get("MENTOR_REQUIRE_BROWSER") == "1":
        return None
    return "Left out: the page (tests/page), for Chromium is not installed: apt install chromium"
