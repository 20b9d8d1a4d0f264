"""What the service does when it starts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests import warm
from tests.servers.fixtures import free_port
from tests.service import environment


def test_garbage_is_collected_once_when_all_is_open_and_then_as_usual(
    sample_data: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(sample_data, tmp_path / "data")
    module = "tests.api.serving.counting"
    done = warm.run(module, "--port", str(free_port()), env=environment(data), timeout=120)
    found = re.search(r"(\d+) collected, (on|off)", done.stdout)
    assert found, done.stderr
    assert int(found[1]) < 12  # that one, and a few small ones before and after it; else 25
    assert found[2] == "on"
