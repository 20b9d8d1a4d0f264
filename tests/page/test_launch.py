"""The page in a frame of a learning platform, which is another site to the browser."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from playwright.async_api import FrameLocator, Page, Route

from api.access.keys import add_key
from tests.api.lti.platform import CLIENT, DEPLOYMENT
from tests.api.test_service import copy_of
from tests.page.browser import Watched, expect
from tests.page.conftest import Open, serving_beside
from tests.page.school import School, served

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(
    chromium: str, sample_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[School]:
    place = tmp_path_factory.mktemp("school")
    (place / "public").mkdir()
    with served(place / "public") as school:
        listed = {
            "issuer": school.issuer, "client_id": CLIENT, "deployment_ids": [DEPLOYMENT],
            "auth_login_url": f"{school.issuer}/auth", "key_set_url": f"{school.issuer}/keys.json",
            "courses": {"PY101": "intro-python"},
        }  # fmt: skip
        (place / "lti.json").write_text(json.dumps([listed]))
        add_key(place / "keys.jsonl", "ann", "teacher")
        files = {"api_keys_file": place / "keys.jsonl", "lti_file": place / "lti.json"}
        settings = {name: str(path) for name, path in files.items()}
        async with serving_beside(copy_of(sample_data, place), **settings) as service:
            school.tool = str(service.base_url).rstrip("/")
            yield school


async def course(look: Open, school: School, hint: str) -> tuple[Watched, Page, FrameLocator]:
    """The page of the course in a new browser, and the frame in it."""
    watched = await look(school.issuer)
    watched.allowed += [school.tool, "Blocked autofocusing"]
    page = await watched.page(f"/course?{urlencode({'hint': hint})}")
    return watched, page, page.frame_locator("iframe")


@pytest.mark.parametrize(("role", "shown"), [("Learner", "student"), ("Instructor", "teacher")])
async def test_a_question_is_answered_in_the_frame(
    look: Open, school: School, role: str, shown: str
) -> None:
    watched, _, frame = await course(look, school, role)
    await expect(frame.locator("#who")).to_contain_text(f"({shown})")
    await expect(frame.locator("#course")).to_have_value("intro-python")
    assert await frame.locator("#course option").count() == 2  # all, and the one
    await frame.locator("#question").fill("What is a tuple?")
    await frame.locator("#question").press("Enter")
    await expect(frame.locator(".turn").last).to_contain_text("immutable")
    await frame.locator(".turn").last.get_by_role("button", name="Source 1").first.click()
    await expect(frame.locator("#source")).to_be_visible()
    cookies = await watched.context.cookies()
    assert all(cookie["sameSite"] == "None" and cookie["secure"] for cookie in cookies)


async def test_a_launch_that_was_used_and_a_key_that_was_replaced(
    look: Open, school: School
) -> None:
    watched, page, frame = await course(look, school, "Learner")
    watched.allowed.append("status of 403")
    await expect(frame.locator("#who")).to_contain_text("student")
    await page.goto(f"{school.issuer}/again")
    await expect(frame.locator("main")).to_contain_text("This launch has already been used.")
    hint = urlencode({"hint": "Learner replaced"})
    await page.goto(f"{school.issuer}/course?{hint}")
    await expect(frame.locator("main")).to_contain_text("not signed with a key of")


async def test_a_platform_that_is_not_listed(look: Open, school: School) -> None:
    school.issuer_sent = "https://elsewhere.example"
    watched, _, frame = await course(look, school, "Learner")
    school.issuer_sent = ""
    watched.allowed.append("status of 403")
    await expect(frame.locator("main")).to_contain_text("may not launch the mentor")


async def test_without_cookies_in_frames_a_new_window_is_opened(look: Open, school: School) -> None:
    watched = await look(school.issuer)
    watched.allowed += [school.tool, "Blocked autofocusing", "status of 403"]

    async def without_cookies(route: Route) -> None:
        reply = await route.fetch(max_redirects=0)
        kept = {name: value for name, value in reply.headers.items() if name != "set-cookie"}
        await route.fulfill(response=reply, headers=kept)

    await watched.context.route("**/lti/login?*", without_cookies)
    page = await watched.page("/course?hint=Learner")
    frame = page.frame_locator("iframe")
    await expect(frame.locator("main")).to_contain_text("blocks cookies in frames")
    await watched.context.unroute("**/lti/login?*")
    async with page.expect_popup() as opening:
        await frame.get_by_role("link", name="new window").click()
    window = await opening.value
    await expect(window.locator("#who")).to_contain_text("student")
    assert window.url == f"{school.tool}/?course=intro-python"
