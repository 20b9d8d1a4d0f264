"""What a refusal offers on the page: the other course, the other spelling, the closest topics."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page

from tests.page.browser import assert_accessible, assert_fits, expect
from tests.page.conftest import PHONE, Open
from tests.page.test_asking import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def take(page: Page, name: str) -> None:
    """A screenshot, where a folder for it is named."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.locator(".turn").last.screenshot(path=Path(folder) / f"{name}.png")


async def test_the_other_course_is_a_click_away(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url, PHONE)).page()
    await page.select_option("#course", "intro-python")
    await ask(page, "What is a linked list?")
    refusal = page.locator(".turn").last.locator(".refusal")
    await expect(refusal.locator("h3")).to_have_text("Not in this course")
    await expect(refusal.locator(".reason")).to_contain_text("those of data-structures do")
    await expect(refusal.locator("li")).to_have_count(3)
    await take(page, "course")
    await assert_fits(page)
    await assert_accessible(page)
    await refusal.get_by_role("button", name="Ask in data-structures").click()
    await expect(page.locator(".turn")).to_have_count(2)
    await expect(page.locator(".turn").last).to_contain_text("chain of nodes")
    await expect(page.locator("#course")).to_have_value("data-structures")


async def test_the_corrected_question_is_a_click_away(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "what is a grach?")
    refusal = page.locator(".turn").last.locator(".refusal")
    await expect(refusal).to_contain_text("Did you mean:")
    await take(page, "spelling")
    await page.reload()  # a stored refusal offers the same
    await page.locator(".ways").get_by_role("button", name="what is a graph?").click()
    await expect(page.locator(".turn")).to_have_count(2)
    await expect(page.locator(".turn").last.locator(".chip").first).to_be_visible()


@pytest.mark.parametrize(
    ("question", "title", "reason"),
    [
        ("¿Cuándo es el examen?", "Needs a language model", "parece estar en español"),
        ("import socket\ns = socket.socket()", "Needs a language model", "what code does"),
        ("Who won the World Cup?", "The course materials don’t cover this.", None),
    ],
)
async def test_why_there_is_no_answer_is_shown(
    service: httpx.Client, look: Open, question: str, title: str, reason: str | None
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, question)
    refusal = page.locator(".turn").last.locator(".refusal")
    await expect(refusal.locator("h3")).to_have_text(title)
    if reason:
        await expect(refusal.locator(".reason")).to_contain_text(reason)
    await expect(refusal.locator("li")).to_have_count(3)
    await take(page, question.split()[0].strip("¿"))


async def test_an_answer_to_another_spelling_names_it(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "how too joyn two stings")
    turn = page.locator(".turn").last
    await expect(turn.locator(".partial")).to_have_text("Read as “how too join two strings”.")
    await expect(turn.locator(".chip").first).to_be_visible()


async def test_small_talk_looks_like_an_answer_without_sources(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "hello")
    turn = page.locator(".turn").last
    await expect(turn).to_contain_text("Ask a question about")
    await expect(turn.locator(".sources")).to_have_count(0)
    await take(page, "hello")
    await turn.locator(".how > summary").click()
    await expect(turn.locator('.node.taken[data-node="converse"]')).to_be_visible()
    await expect(turn.locator('.node.taken[data-node="retrieve"]')).to_have_count(0)
