"""A quiz and a hint on the page: the answer on a button, by mouse and by keyboard."""

from __future__ import annotations

import httpx
import pytest

from tests.page.browser import assert_accessible, assert_fits, expect
from tests.page.conftest import PHONE, Open
from tests.page.test_asking import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_quiz_question_is_answered_on_a_button(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url, PHONE)).page()
    await ask(page, "quiz me on recursion")
    turn = page.locator(".turn").last
    await expect(turn).to_contain_text("What is recursion?")
    assert "smaller problem" not in await page.locator("#turns").inner_text()
    await assert_fits(page)
    await assert_accessible(page)
    await turn.get_by_role("button", name="Show answer").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn")).to_have_count(2)
    await expect(page.locator(".turn").last).to_contain_text("smaller problem")
    await page.get_by_role("button", name="Next question").click()
    await expect(page.locator(".turn")).to_have_count(3)
    await expect(page.get_by_role("button", name="Show answer")).to_have_count(1)


async def test_another_hint_is_a_button_and_stays_after_a_reload(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "hint: 6 vertices, each has degree 3, how many edges?")
    await page.reload()
    await page.get_by_role("button", name="Another hint").click()
    await expect(page.locator(".turn").last).to_contain_text("twice the number of edges")
    await page.get_by_role("button", name="Show solution").click()
    await expect(page.locator(".turn").last).to_contain_text("Answer: 9")
