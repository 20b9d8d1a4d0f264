"""A teacher's loop: see what was not answered, open it, add material, settle it, evaluate again."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.page.browser import assert_accessible, assert_fits, expect
from tests.page.conftest import PHONE, Open
from tests.page.test_asking import ask
from tests.service import ROOT, Service

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

AVL = "How does an AVL tree keep itself balanced?"


async def test_unanswered_questions_are_worked_off(site: Service, look: Open) -> None:
    watched = await look(site.base_url)
    page = await watched.page()
    await page.select_option("#course", "data-structures")
    await ask(page, AVL)
    await page.select_option("#course", "")
    await ask(page, "What is a tuple?")
    await page.get_by_label("Bad answer").last.click()
    await page.get_by_label("Comment").last.fill("Too long for me.")
    await page.get_by_text("Send", exact=True).last.click()
    await page.goto(watched.base_url + "/#gaps")
    gap = page.locator(".gaps li", has_text=AVL)
    await expect(gap).to_be_visible()
    await expect(page.locator(".gaps li", has_text="What is a tuple?")).to_contain_text("Too long")
    await assert_fits(page)
    await assert_accessible(page)

    await page.select_option("#gap-course", "data-structures")
    await expect(page.locator(".gaps li", has_text="What is a tuple?")).to_have_count(0)
    async with page.expect_download() as download:
        await page.get_by_text("Download as CSV").click()
    text = (await (await download.value).path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["question"], row["courses"]) for row in rows] == [(AVL, "data-structures")]

    await gap.get_by_text("Add to the golden set").click()
    await expect(gap).to_contain_text("Review it with make golden")
    candidates = Path(site.data) / "golden" / "candidates.jsonl"  # type: ignore[attr-defined]
    assert json.loads(candidates.read_text())["case"]["turns"] == [AVL]
    await gap.get_by_text("Add material").click()
    await expect(page.locator("#upload-course")).to_have_value("data-structures")
    await page.go_back()
    await gap.get_by_text("Open the conversation").click()
    await expect(page.locator(".question").first).to_have_text(AVL)
    await page.go_back()
    await gap.get_by_role("button", name="Done").click()
    await expect(page.get_by_text("Marked as done.")).to_be_visible()
    await page.reload()
    await expect(page.locator(".report")).to_contain_text("marked as done")
    await expect(page.locator(".gaps li", has_text=AVL)).to_have_count(0)


async def test_an_evaluation_runs_from_the_page_and_shows_what_changed(
    site: Service, look: Open
) -> None:
    golden = Path(site.data) / "golden" / "golden.jsonl"  # type: ignore[attr-defined]
    golden.parent.mkdir(exist_ok=True)
    cases = (ROOT / "evals" / "golden" / "sample.jsonl").read_text().splitlines()[:2]
    golden.write_text("\n".join(cases) + "\n")
    page = await (await look(site.base_url)).page("/#evaluation")
    run = page.get_by_role("button", name="Run the evaluation")
    for _ in range(2):
        await run.click()
        complete = page.locator(".ingest .hint", has_text="The evaluation is complete.")
        await expect(complete).to_be_visible(timeout=120_000)
    row = page.locator("tr", has_text="hit@5")
    await expect(row).to_contain_text("of 2")
    await expect(page.locator("th", has_text="Since the last run")).to_be_visible()
    await assert_fits(page)
    await assert_accessible(page)


async def test_documents_are_previewed_named_and_never_doubled_unseen(
    site: Service, look: Open, tmp_path: Path
) -> None:
    page = await (await look(site.base_url, PHONE)).page("/#documents")
    await page.get_by_role("button", name="Rename intro-python").click()
    await page.get_by_label("Name of the course").fill("Introduction to Python")
    await page.keyboard.press("Enter")
    await expect(page.locator("h3", has_text="Introduction to Python")).to_be_visible()
    twin = tmp_path / "twin.md"
    shutil.copy(ROOT / "course_materials" / "intro-python" / "homework-policies.md", twin)
    await page.fill("#upload-course", "second-course")
    await page.set_input_files("#files", str(twin))
    line = page.locator(".uploads li", has_text="twin.md")
    await expect(line).to_contain_text(
        "The same content is already in intro-python/homework-policies.md"
    )
    await expect(line).to_contain_text("Ready")
    await line.get_by_label("Dismiss twin.md").click()
    await expect(line).to_have_count(0)
    await page.locator(".document", has_text="twin.md").locator("a").first.click()
    await expect(page.locator("#source .section")).to_be_visible()
    await assert_fits(page)
    await assert_accessible(page)
    await page.go_back()
    await expect(page.locator("#source")).to_be_hidden()
    await page.goto(page.url.split("#")[0] + "#ask")
    await expect(page.locator("#course")).to_contain_text("Introduction to Python")


async def test_a_stray_file_does_not_replace_the_page(site: Service, look: Open) -> None:
    page = await (await look(site.base_url)).page()
    await expect(page.locator(".example").first).to_be_visible()
    await page.fill("#question", "Half a question")
    transfer = await page.evaluate_handle(
        "() => { const all = new DataTransfer();"
        " all.items.add(new File(['x'], 'x.txt')); return all }"
    )
    held = await page.evaluate(
        "(dataTransfer) => !document.body.dispatchEvent(new DragEvent('drop',"
        " {dataTransfer, bubbles: true, cancelable: true}))",
        transfer,
    )
    assert held
    await expect(page.locator(".upload")).to_be_visible()  # a teacher is led to where files go
    await page.go_back()
    await expect(page.locator("#question")).to_have_value("Half a question")
