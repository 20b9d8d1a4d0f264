"""`python -m tests.page.screenshots`: the main states of the page, into deploy/screenshots/.

The sample courses, and a scripted model for what only a model shows.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from tests.page.browser import find_chromium
from tests.page.conftest import PHONE
from tests.page.conftest import serving_beside as beside
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.reply import Body
from tests.service import ROOT, ingest

FOLDER = ROOT / "deploy" / "screenshots"
WIDE = (1440, 900)
COLOURS = 128  # a page has few
ANSWER = (
    "A tuple is an ordered, **immutable** sequence of values [1]. It is written with commas, "
    "usually in parentheses [1].\n\n```python\npoint = (3, 4)\nx, y = point\n```\n\n"
    "| Question | List | Tuple |\n|---|---|---|\n| Brackets | [1, 2] | (1, 2) |\n"
    "| Can it change? | yes (mutable) | no (immutable) |\n"
)


async def main() -> None:
    """Take all of them."""
    FOLDER.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        assert ingest(scratch / "quotes").returncode == 0
        shutil.copytree(scratch / "quotes", scratch / "model")
        fake = await stack.enter_async_context(FakeOpenAI(model="example-model", context=16_384))
        fake.otherwise = _say
        quotes = await stack.enter_async_context(beside(scratch / "quotes"))
        url = {"llm_base_url": f"{fake.base_url}/v1"}
        model = await stack.enter_async_context(beside(scratch / "model", **url))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        await _quotes(browser, str(quotes.base_url))
        await _with_a_model(browser, str(model.base_url))
        await browser.close()


async def _quotes(browser: Browser, url: str) -> None:
    page = await _open(browser, url)
    await page.locator(".example").first.wait_for()
    await _take(page, "start")
    await _ask(page, "How do I open a file?")
    await page.click(".chip")
    await page.locator("#source rect").first.wait_for()
    await page.wait_for_function("() => document.querySelector('.sheet img').complete")
    await _take(page, "source")
    await _on_a_phone(browser, url)
    teach = await _open(browser, url + "/#documents")
    await teach.locator(".document").first.wait_for()
    await _take(teach, "documents")
    await teach.goto(url + "/#gaps")
    await teach.locator(".topic").first.wait_for()
    await _take(teach, "unanswered")
    german = await _open(browser, url, locale="de-DE")
    await german.locator(".example").first.wait_for()
    await _take(german, "german")


async def _on_a_phone(browser: Browser, url: str) -> None:
    phone = await _open(browser, url, PHONE, "dark")
    await _ask(phone, "What is a tuple?")
    await _take(phone, "phone")
    await phone.select_option("#course", "data-structures")
    await _ask(phone, "How does an AVL tree keep itself balanced?")
    await phone.locator(".refusal").scroll_into_view_if_needed()
    await _take(phone, "refusal")
    quiz = await _open(browser, url, PHONE)
    await quiz.get_by_text("Quiz", exact=True).click()
    await _ask(quiz, "recursion")
    await _take(quiz, "quiz")
    await quiz.locator("#new-small").click()
    await quiz.get_by_text("Answer", exact=True).click()
    await _ask(quiz, "How do I open a file?")
    await quiz.locator(".source-card").first.click()
    await quiz.locator("#source rect").first.wait_for()
    await quiz.wait_for_function("() => document.querySelector('.sheet img').complete")
    await _take(quiz, "page-on-a-phone")


async def _with_a_model(browser: Browser, url: str) -> None:
    page = await _open(browser, url, WIDE, "dark")
    await _ask(page, "What is a tuple?")
    await _take(page, "answer")
    await page.click(".how > summary")
    await page.locator(".node.taken").first.wait_for()
    await page.locator(".how").evaluate("node => node.scrollIntoView()")
    await _take(page, "look-inside")


async def _open(
    browser: Browser,
    url: str,
    size: tuple[int, int] = WIDE,
    scheme: str = "light",
    locale: str = "en-GB",
) -> Page:
    context = await browser.new_context(
        locale=locale,
        has_touch=size == PHONE,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto(url)
    return page


async def _ask(page: Page, question: str) -> None:
    turns = await page.locator(".actions-row").count()
    await page.fill("#question", question)
    await page.press("#question", "Enter")
    await page.locator(".actions-row").nth(turns).wait_for()
    await page.locator("#conversations li").first.wait_for(state="attached")


async def _take(page: Page, name: str) -> None:
    picture = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    file = FOLDER / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1_000:.0f} KB")


def _say(body: Body) -> Reply:
    if "response_format" in body:
        return Reply('{"relevant": [1, 2, 3]}', cached_tokens=0)
    return Reply(*(ANSWER[at : at + 8] for at in range(0, len(ANSWER), 8)), cached_tokens=1_180)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
