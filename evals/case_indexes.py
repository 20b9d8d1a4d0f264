"""The indexes of a run: the product's, and separate ones for questions over other materials."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from agent.errors import NotReady
from agent.settings import Settings
from agent.store.catalog import Catalog
from evals.run_folders import CODE
from evals.sets import CaseSet, real_materials

OWN = "evals"  # below the data folder
PREFIX = "MENTOR_"
_SHARED = {  # stores shared by several processes, which such an index does not use
    "milvus_uri": None,
    "milvus_token": None,
    "database_url": None,
    "redis_url": None,
    "workers": 1,
}


@dataclass(frozen=True, slots=True)
class Index:
    """An index with its sets of questions."""

    settings: Settings
    sets: Sequence[CaseSet]
    stamp: tuple[str, int]  # changes with its documents
    documents: int


def prepared(sets: Sequence[CaseSet], settings: Settings) -> list[Index]:
    """The indexes of these sets, updated if they have their own materials.

    Raises `MentorError` if one cannot answer the questions.
    """
    by_materials: dict[Path | None, list[CaseSet]] = {}
    for each in sets:
        by_materials.setdefault(each.materials, []).append(each)
    return [_index(materials, some, settings) for materials, some in by_materials.items()]


def _index(materials: Path | None, sets: Sequence[CaseSet], settings: Settings) -> Index:
    from evals.asking import check  # takes seconds; invalid files are reported earlier

    if materials is not None:
        settings = settings_for(settings, materials)
        bring_up_to_date(settings)
    with closing(Catalog(settings.database)) as catalog:
        for each in sets:
            check(catalog, each.cases)
        documents = sum(course["documents"] for course in catalog.courses())
        return Index(settings, sets, catalog.stamp(), documents)


def settings_for(settings: Settings, materials: Path) -> Settings:
    """The same settings for other materials, with a separate data folder and no servers."""
    own = {
        "data_dir": (settings.data_dir / OWN / _name(materials)).absolute(),
        "models_dir": settings.models.absolute(),
        "materials_dir": materials.absolute(),
        "embedding_model": _model(settings.embedding_model),
        **_SHARED,
    }
    return Settings(**{**settings.model_dump(exclude_unset=True), **own})


def _name(materials: Path) -> str:
    """Of the data folder: each set of materials has its own."""
    return "real" if materials == real_materials() else materials.absolute().parent.name


def bring_up_to_date(settings: Settings) -> None:
    """Ingest new materials in a child process, as `make ingest` does.

    Raises `NotReady` if that fails; files that cannot be read are only reported.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "ingestion", "--quiet", "--wait"],
        cwd=settings.data_dir,  # away from .env, which is in the environment
        env=_environment(settings),
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode not in (0, 3):
        raise NotReady(
            f"{settings.materials_dir} could not be ingested into {settings.data_dir}.",
            "Check the output above.",
        )


def _environment(settings: Settings) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    ours = {
        PREFIX + name.upper(): _text(value)
        for name in sorted(settings.model_fields_set)
        if (value := getattr(settings, name)) is not None
    }
    return others | {"PYTHONPATH": str(CODE)} | ours


def _model(name: str) -> str:
    """The name of a model, or its full path."""
    return str(Path(name).absolute()) if Path(name).is_dir() else name


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return " ".join(f"{name}={each}" for name, each in value.items())
    return str(value)
