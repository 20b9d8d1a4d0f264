"""One browser and two services for all tests of the page: with quotes only, and with a model."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from api.access.keys import add_key
from api.access.middleware import COOKIE
from tests.api.test_service import copy_of
from tests.page.browser import Watched, find_chromium
from tests.servers.chromium import ARGUMENTS, left_out
from tests.servers.fake_openai import FakeOpenAI
from tests.service import ROOT, Service, serving

collect_ignore_glob = ["test_*.py"] if left_out() else []

Open = Callable[..., Awaitable[Watched]]
PHONE, WIDE = (390, 844), (1440, 900)


@dataclass(frozen=True)
class Modelled:
    """A service that needs keys, and the scripted model that it asks."""

    base_url: str
    fake: FakeOpenAI
    keys: dict[str, str]


@pytest.fixture(scope="session")
def chromium() -> str:
    return find_chromium()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(
    chromium: str, sample_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    """The sample courses, their materials to be changed at will, without a language model."""
    folder = tmp_path_factory.mktemp("page")
    data = copy_of(sample_data, folder)
    shutil.copytree(ROOT / "course_materials", folder / "materials")
    async with serving_beside(data, materials_dir=str(folder / "materials")) as service:
        service.data = data  # type: ignore[attr-defined]
        yield service


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def modelled(
    chromium: str, sample_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Modelled]:
    folder = tmp_path_factory.mktemp("modelled")
    data = copy_of(sample_data, folder)
    file = folder / "keys.jsonl"
    keys = {role: add_key(file, f"a-{role}", role) for role in ("student", "teacher")}
    async with FakeOpenAI(slots=1, context=16_384) as fake:
        settings = {"llm_base_url": f"{fake.base_url}/v1", "api_keys_file": str(file)}
        more = {"llm_options": "answer_tokens=6000", "limits": "calls_per_minute=6000"}
        async with serving_beside(data, **settings, **more) as service:
            yield Modelled(str(service.base_url).rstrip("/"), fake, keys)


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser) -> AsyncIterator[Open]:
    """Opens contexts of a size; at the end none of their pages may have done what it must not."""
    async with AsyncExitStack() as stack:
        opened: list[Watched] = []

        async def look(base_url: object, size: tuple[int, int] = WIDE, **more: Any) -> Watched:
            context = await browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                has_touch=size == PHONE,
                permissions=["clipboard-read", "clipboard-write"],
                reduced_motion="reduce",
                accept_downloads=True,
                **more,
            )
            stack.push_async_callback(context.close)
            opened.append(Watched(context, str(base_url).rstrip("/")))
            return opened[-1]

        yield look
        for watched in opened:
            watched.check()


@pytest.fixture
def as_student(modelled: Modelled, look: Open) -> Callable[..., Awaitable[Watched]]:
    """A context that has signed in to the service with a model, with no script left over."""
    modelled.fake.script.clear()

    async def signed_in(size: tuple[int, int] = WIDE) -> Watched:
        watched = await look(modelled.base_url, size)
        key = {"name": COOKIE, "value": modelled.keys["student"], "url": modelled.base_url}
        await watched.context.add_cookies([key])  # type: ignore[list-item]
        return watched

    return signed_in


@asynccontextmanager
async def serving_beside(data: Path, **settings: str) -> AsyncIterator[Service]:
    """The service, started and ended without keeping this loop from answering it."""
    service = serving(data, **settings)
    running = await asyncio.to_thread(service.__enter__)
    try:
        yield running
    finally:
        await asyncio.to_thread(service.__exit__, None, None, None)
