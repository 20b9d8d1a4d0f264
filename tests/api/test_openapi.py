"""Every call that the OpenAPI document describes, with what it allows and worse: never a 5xx."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings

if TYPE_CHECKING:
    import schemathesis
from tests.api.test_service import copy_of
from tests.service import ROOT, serving

EXAMPLES = int(os.environ.get("EXAMPLES", "3"))
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NOT_HERE = (
    "/api/ingest",
    "/api/evaluation",
)  # each call is a process; tests/api/uploads/test_documents.py and tests/page have them


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    place = tmp_path_factory.mktemp("openapi")
    materials = place / "materials"  # the same, so that an ingest after an upload empties nothing
    shutil.copytree(ROOT / "course_materials", materials)
    data = copy_of(sample_data, place)
    with serving(data, materials_dir=str(materials), limits="queue=5") as service:
        yield service


def test_no_call_ends_in_a_server_error(client: httpx.Client) -> None:
    import schemathesis  # takes 1 s, which those who do not run this are spared

    described = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    operations = [result.ok() for result in described.get_all_operations()]
    called = [operation for operation in operations if operation.path not in NOT_HERE]
    for operation in called:

        @QUICK
        @given(case=operation.as_strategy())
        def each(case: schemathesis.Case) -> None:
            call(client, case)

        each()
    assert len(called) >= 25
    ready = client.get("/health/ready")
    assert ready.status_code == 200, ready.text


def call(client: httpx.Client, case: schemathesis.Case) -> None:
    reply = case.call(base_url=str(client.base_url).rstrip("/"))
    assert reply.status_code < 500 or reply.status_code == 503, reply.text
