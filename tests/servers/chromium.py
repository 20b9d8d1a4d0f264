"""The browser that the page is tested in, where the machine has one."""

from __future__ import annotations

import os
import shutil

OFF = """
    WebUIOmniboxPopup WebUIOmniboxAimPopup

    AimEnabled AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades
    HttpsFirstBalancedModeAutoEnable LensOverlay MediaRouter NetworkTimeServiceQuerying
    OptimizationHints PaintHolding PreconnectToSearch ThirdPartyStoragePartitioning
""".split()
"""What it has and no page needs. With the first two each window starts two more pages, for lists
below an address bar that nobody sees: more than our page costs. The others Playwright turns off as
well, but the last --disable-features is the one that counts."""

ARGUMENTS = [
    "--no-sandbox",  # as root there is none
    "--disable-gpu",
    "--disable-gpu-compositing",  # else software acts as a graphics card: a tenth more to do
    "--in-process-gpu",  # a process less
    f"--disable-features={','.join(OFF)}",
]


def chromium() -> str | None:
    """Its path."""
    return shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")


def left_out() -> str | None:
    """Why the page is not tested here; None where it is, or has to be."""
    if chromium() or os.environ.get("MENTOR_REQUIRE_BROWSER") == "1":
        return None
    return "Left out: the page (tests/page), for Chromium is not installed: apt install chromium"
