"""Adding a node, a parser, a reasoner and an index, each by a file and a line or two.

It is done on a copy of the program, which then ingests, and answers by the real graph.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.compose.indexes import index_backend
from agent.compose.reasoners import reasoner_name
from agent.errors import InvalidSettings
from agent.settings import Settings
from tests.service import ROOT, environment

PROGRAM = ("agent", "ingestion", "api", "deploy")
EXAMPLES = Path(__file__).parent / "extending"


@dataclass(frozen=True)
class Added:
    """A new file, and what is written in place of some text of files that are there."""

    file: tuple[str, str]  # its name in tests/extending, and where it goes
    changes: dict[str, list[tuple[str, str]]]

    def to(self, home: Path) -> None:
        """Add it to the program below `home`."""
        source, target = self.file
        (home / target).parent.mkdir(exist_ok=True)
        shutil.copy(EXAMPLES / source, home / target)
        for name, changes in self.changes.items():
            text = (home / name).read_text()
            for before, after in changes:
                assert text.count(before) == 1, f"{name} has no place for {after!r}"
                text = text.replace(before, after)
            (home / name).write_text(text)


def above(before: str, line: str) -> tuple[str, str]:
    """The line above what begins with `before`."""
    return f"\n{before}", f"\n{line}\n{before}"


NODE = Added(
    ("greet.py", "agent/nodes/greet.py"),
    {
        "agent/graph.py": [
            above("from agent.nodes.refuse", "from agent.nodes.greet import greet"),
            above(
                '    builder.add_node("retrieve"',
                '    builder.add_node("greet", staged(partial(greet)))',
            ),
            (
                'builder.add_edge(START, "understand")',
                'builder.add_edge(START, "greet")\n    builder.add_edge("greet", "understand")',
            ),
        ]
    },
)
PARSER = Added(
    ("poem.py", "ingestion/parsers/poem.py"),
    {
        "ingestion/parsers/__init__.py": [
            above('    ".pdf":', '    ".poem": "ingestion.parsers.poem",')
        ]
    },
)
REASONER = Added(
    ("first.py", "agent/reasoners/first/__init__.py"),
    {"agent/compose/reasoners.py": [above('    "llm":', '    "first": "agent.reasoners.first",')]},
)
INDEX = Added(
    ("json_file.py", "agent/json_file/__init__.py"),
    {"agent/compose/indexes.py": [above('    "milvus":', '    "json": "agent.json_file",')]},
)
ASK = """
import asyncio, json, sys
from agent.compose import open_mentor
from agent.settings import read_settings
from agent.turns.run import Ask

async def ask(question):
    async with open_mentor(read_settings()) as mentor:
        run = await mentor.answering.begin(Ask(question))
        return [event.data async for event in mentor.answering.events(run)][-1]

print(json.dumps(asyncio.run(ask(sys.argv[1]))))
"""
SETTINGS = {"index": "json", "reasoner": "first"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with all four added, and materials that it has ingested."""
    home = tmp_path_factory.mktemp("extended")
    for package in PROGRAM:
        shutil.copytree(ROOT / package, home / package)
    for added in (NODE, PARSER, REASONER, INDEX):
        added.to(home)
    poem = home / "materials" / "english" / "rose.poem"
    poem.parent.mkdir(parents=True)
    poem.write_text("The Rose\nA rose is a rose that blooms in June.\n\nIts thorns are sharp.\n")
    done = _run(home, "-m", "ingestion", "--dir", str(home / "materials"), "--json")
    assert (done.returncode, json.loads(done.stdout)["documents"]) == (0, 1), done.stderr
    return home


def _run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=home,
        env=environment(home / "data", **SETTINGS),
        capture_output=True,
        text=True,
        check=False,
    )


def test_they_answer_together_through_the_real_graph(home: Path) -> None:
    done = _run(home, "-c", ASK, "What is a rose?")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["answer"] == "A rose is a rose that blooms in June. [1]"
    assert answer["mode"] == "first"
    assert answer["citations"][0]["source"] == "english/rose.poem"
    step = answer["trace"][0]
    assert (step["node"], step["label"]) == ("greet", "Said hello")
    assert step["summary"] == "a question of 4 words"


@pytest.mark.slow
def test_nothing_else_has_to_know_of_them(home: Path) -> None:
    doctor = _run(home, "-m", "deploy.doctor", "--json")
    found = {check["check"]: check["found"] for check in json.loads(doctor.stdout)["checks"]}
    assert found["index location"] == f"a JSON file, {home / 'data/json-index/chunks.json'}"
    made = _run(home, "-m", "deploy.backup", "--to", str(home / "backups"))
    assert made.returncode == 0, made.stderr
    (archive,) = (home / "backups").glob("*.tar.zst")
    (home / "data/json-index/chunks.json").unlink()
    restored = _run(home, "-m", "deploy.backup.restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert "blooms in June" in _run(home, "-m", "agent", "ask", "What is a rose?").stdout


def test_a_name_that_no_registry_has_is_refused() -> None:
    with pytest.raises(InvalidSettings, match="there is no index 'nobodys'"):
        index_backend(Settings(index="nobodys"))
    with pytest.raises(InvalidSettings, match="there is no reasoner 'nobodys'"):
        reasoner_name(Settings(reasoner="nobodys"))
