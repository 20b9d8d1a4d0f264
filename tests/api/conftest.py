"""Clients of the running service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest


@pytest.fixture(scope="session")
def sdk(service: httpx.Client) -> Iterator[openai.OpenAI]:
    """OpenAI's own client of the service over the sample courses."""
    with openai.OpenAI(
        base_url=f"{service.base_url}/v1",
        api_key="none",
        http_client=httpx.Client(trust_env=False),
        max_retries=0,
    ) as opened:
        yield opened
