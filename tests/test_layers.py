"""The imports that hold the layers apart."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"agent", "ingestion", "api", "evals", "deploy"}
MAY_IMPORT = {
    "agent": set(),
    "ingestion": {"agent"},
    "api": {"agent"},
    "evals": {"agent", "deploy"},  # the bench starts llama-server as the service does
    "deploy": {"agent", "api"},
}
VENDORS: dict[str, str | tuple[str, ...]] = {
    "pymilvus": "agent/milvus/",
    "langchain_milvus": "agent/milvus/collection.py",
    "milvus_lite": "agent/milvus/engine.py",
    "fastembed": "agent/search/reranker.py",
    "langchain_openai": "agent/llm/call.py",
    "pypdfium2": ("ingestion/parsers/", "api/page/pdf_page.py"),  # reads, and draws for the page
    "unstructured": "ingestion/parsers/",
    "langchain_community": ("ingestion/parsers/community.py", "evals/bm25_community.py"),
    "opentelemetry": "api/observe/otlp.py",
    "ray": "ingestion/on_ray/",
    "supervisor": "deploy/supervise/control.py",
    "huggingface_hub": "deploy/model/hub_download.py",
    "zstandard": "deploy/backup/archive.py",
}


SEPARATE = (ROOT / "evals/reader/training",)
"""Runs in an environment of its own, with packages that ours has not."""
STORES = ("agent.store", "agent.milvus", "agent.cluster", "agent.embedding", "agent.compose")
CORE = (
    "conversing", "languages", "llm", "lookup", "nodes", "practice", "reasoners", "refusals",
    "search", "text", "turns", "types", "unanswered", "understanding",
    "draft.py", "events.py", "graph.py", "index.py", "prompts.py", "reasoner.py", "record.py",
    "state.py",
)  # fmt: skip


@cache
def modules(file: Path) -> set[str]:
    """The full names of all modules that a file imports, also where only types are needed."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def imports(file: Path) -> set[str]:
    """The top-level names of all modules that a file imports."""
    return {name.split(".")[0] for name in modules(file)}


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_imports_point_to_the_agent(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    crossed = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in (ROOT / package).rglob("*.py")
        for name in (imports(file) & OURS) - allowed
    }
    assert not crossed


@pytest.mark.parametrize("part", CORE)
def test_the_core_knows_ports_and_no_stores(part: str) -> None:
    place = ROOT / "agent" / part
    files = [place] if place.suffix else list(place.rglob("*.py"))
    crossed = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in modules(file)
        if name.startswith(STORES)
    }
    assert files
    assert not crossed


@pytest.mark.parametrize("vendor", sorted(VENDORS))
def test_a_vendor_is_named_where_it_belongs(vendor: str) -> None:
    naming = [
        str(file.relative_to(ROOT))
        for package in OURS
        for file in (ROOT / package).rglob("*.py")
        if vendor in imports(file)
    ]
    assert naming
    assert all(name.startswith(VENDORS[vendor]) for name in naming)


def test_importing_opens_nothing_and_reads_no_setting(tmp_path: Path) -> None:
    modules = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for package in ("agent", "api", "ingestion", "evals")
        for file in (ROOT / package).rglob("*.py")
        if file.stem not in ("__main__", "__init__") and file.parent not in SEPARATE
    ]
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {', '.join(modules)}"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"MENTOR_PORT": "not a number", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
