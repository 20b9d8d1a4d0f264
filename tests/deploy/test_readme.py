"""Everything that the READMEs name exists: files, targets, settings, models."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from agent.settings import Settings
from deploy.model.choices import CHOICES
from evals.bench.measures import MEASURES
from tests.service import ROOT

FRONT = (ROOT / "README.md").read_text()
README = (ROOT / "deploy" / "README.md").read_text()
EXAMPLE = (ROOT / "deploy" / "env.example").read_text()


def test_every_make_target_is_one() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = {name for line in re.findall(r"^([a-z][a-z -]*):", makefile, re.M)
               for name in line.split()}  # fmt: skip
    for page in (FRONT, README):
        named = set(re.findall(r"(?:^ *|`|&& |mentor )make (?:-C \S+ )?([a-z]+)", page, re.M))
        assert len(named) > 10
        assert named <= targets


def test_the_front_page_is_short_and_its_links_lead_somewhere() -> None:
    assert len(FRONT.splitlines()) <= 150
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", FRONT):
        assert (ROOT / link).exists(), link
    for folder in re.findall(r"^\| `([a-z_]+)/`", FRONT, re.M):
        assert (ROOT / folder).is_dir()


def test_the_front_page_shows_figures_of_the_results() -> None:
    results = (ROOT / "evals" / "bench" / "RESULTS.md").read_text()
    rows = re.search(r"\| measure \|.*\n((?:\|.*\n)+)", FRONT)
    assert rows
    assert len(rows[1].splitlines()) == 1 + 8
    for ratio in re.findall(r"[01]\.\d\d\d?(?= \|)", rows[1]):
        assert ratio in results, ratio


@pytest.mark.parametrize("page", ["SCALING.md", "k8s/README.md"])
def test_what_the_other_pages_name_is_there(page: str) -> None:
    file = ROOT / "deploy" / page
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text := file.read_text()):
        assert link.startswith("http") or (file.parent / link).exists(), link
    measures = set(re.findall(r"MEASURES=([a-z]+)", text))
    assert measures <= {measure.__name__ for measure in MEASURES}
    listed = set(re.findall(r"MENTOR_[A-Z_]+", EXAMPLE))
    assert set(re.findall(r"`(MENTOR_[A-Z_]+)", text)) <= listed


def test_every_setting_is_listed_with_the_others() -> None:
    settings = {f"MENTOR_{name.upper()}" for name in Settings.model_fields}
    listed = set(re.findall(r"^#(MENTOR_[A-Z_]+)=", EXAMPLE, re.M))
    assert settings <= listed
    assert set(re.findall(r"MENTOR_[A-Z_]+", README)) <= listed


def test_every_file_and_model_is_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / "deploy" / link).exists(), link
    names = {choice.name for choice in CHOICES}
    shown = set(re.findall(r"\b(?:qwen|mistral-\d|mistral-s|llama\d)[\w.-]*", README))
    assert {name.rstrip(".") for name in shown} <= names | {"llama3.3-70b"}


@pytest.mark.parametrize("script", ["pod.sh", "tmux.sh"])
def test_scripts_are_programs(script: str) -> None:
    path = ROOT / "deploy" / script
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(path)]).returncode == 0


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    units = []
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        here = unit.read_text().replace("/opt/ai-mentor", str(ROOT))
        units.append(tmp_path / unit.name)
        units[-1].write_text(here)
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert "ai-mentor" not in checked.stderr, checked.stderr
