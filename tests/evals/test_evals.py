"""`python -m evals` over the ingested sample courses."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from rich.console import Console

from agent.compose import open_mentor
from agent.errors import InvalidRequest
from agent.settings import Settings
from agent.store.catalog import Catalog
from evals import __main__, asking
from evals.__main__ import parser
from evals.arms import Arm, read_arms
from evals.golden.cases import NATURAL, NATURAL_REAL, SAMPLE, Case, read_cases
from evals.metrics.verdict import verdict
from evals.report.arms_table import written_table
from evals.report.summary import quality
from evals.run_folders import RunFolder, finished
from evals.running import Plan, run
from evals.sets import CaseSet, no_materials, set_of, standard_sets
from tests import warm
from tests.service import MODELS, ROOT, environment

EXAM = {
    "id": "exam",
    "kind": "scoped",
    "course": "data-structures",
    "turns": ["When is the midterm exam?"],
    "answerable": True,
    "expected": [{"source": "data-structures/syllabus.md", "section": "Exams"}],
    "facts": [["4 November"]],
    "split": "train",
}
WHALES = {
    "id": "whales",
    "kind": "off-topic",
    "turns": ["How deep do sperm whales dive?"],
    "answerable": False,
    "expected": [],
    "facts": [],
    "split": "train",
}
SETTINGS = Settings(_env_file=None)
THEN = EXAM | {"id": "then", "kind": "follow-up", "turns": ["What is a stack?", *EXAM["turns"]]}


@pytest.fixture
def catalog(sample_data: Path) -> Iterator[Catalog]:
    with closing(Catalog(f"sqlite:///{sample_data / 'mentor.sqlite'}")) as catalog:
        yield catalog


@pytest.fixture
def settings(sample_data: Path) -> Settings:
    return Settings(_env_file=None, data_dir=sample_data, models_dir=MODELS)


def evaluate(data_dir: Path, cases: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return warm.run("evals", "--cases", str(cases), *options, env=environment(data_dir))


def a_set(*cases: object, name: str = "cases") -> CaseSet:
    return CaseSet(Path(f"{name}.jsonl"), [Case.model_validate(case) for case in cases])


def write(folder: Path, *cases: object) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    return path


def test_three_questions_are_asked_and_measured(sample_data: Path, tmp_path: Path) -> None:
    cases = write(tmp_path, EXAM, WHALES, THEN)
    out = tmp_path / "runs"

    done = evaluate(sample_data, cases, "--out", str(out), "--json", "--parallel", "2")

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report == json.loads((out / "latest.json").read_text())
    assert [case["id"] for case in report["cases"]] == ["exam", "whales", "then"]
    exam, whales, then = (case["rank"] for case in report["cases"])
    assert (exam, whales) == (then, None)
    assert report["figures"]["all"]["hit@5"]["value"] == 1
    assert report["confusion"]["to refuse"] == {"answered": 0, "refused": 1, "failed": 0}
    assert report["figures"]["all"]["turn p50"]["value"] > 0
    assert all(case["trace"] and case["first_token_ms"] for case in report["cases"])
    for ending in ("html", "md"):
        whole = (out / report["run_id"] / f"report.{ending}").read_text()
        assert whole == (out / f"latest.{ending}").read_text()
        assert report["run_id"] in whole


async def test_the_same_seed_gives_the_same_figures_twice(
    settings: Settings, tmp_path: Path
) -> None:
    plan = Plan([a_set(EXAM, WHALES, THEN)], tmp_path, seed=7)
    first = await run(plan, settings, Arm(), Console(quiet=True))

    again = await run(replace(plan, base=first.run.run_id), settings, Arm(), Console(quiet=True))

    assert quality(again.report) == quality(first.report)
    assert again.run.run_id != first.run.run_id
    assert again.comparison is not None
    assert again.comparison.base == first.run.run_id
    assert (again.comparison.broken, again.comparison.mended) == ([], [])


async def test_a_run_that_was_killed_goes_on_where_it_stopped(
    settings: Settings, sample_data: Path, tmp_path: Path
) -> None:
    asked = [EXAM | {"id": f"exam-{n}"} for n in range(24)]
    cases, out = write(tmp_path, *asked), tmp_path / "runs"
    command = [sys.executable, "-m", "evals", "--cases", str(cases), "--out", str(out)]
    killed = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(sample_data), stderr=subprocess.DEVNULL
    )
    while not (kept := [*out.glob("*/outcomes.jsonl")]) or kept[0].stat().st_size < 20_000:
        assert killed.returncode is None
        await asyncio.sleep(0.01)  # until a few have been asked
    killed.kill()
    await killed.wait()
    before = len(RunFolder(kept[0].parent).outcomes())

    screen = io.StringIO()
    plan = Plan([a_set(*asked)], out)
    ran = await run(plan, settings, Arm(), Console(file=screen, width=200))

    assert 0 < before < 24
    assert f"{before} of 24 questions are done" in screen.getvalue()
    assert ran.run.run_id == kept[0].parent.name
    assert [case["id"] for case in ran.report["cases"]] == [f"exam-{n}" for n in range(24)]
    lines = [line for line in kept[0].read_text().split("\n") if line.endswith("}")]
    assert len(lines) in (24, 25)  # 25 where the last one before the end was cut off


async def test_a_bar_that_is_missed_fails_the_run_and_is_named(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bars = tmp_path / "bars.toml"
    bars.write_text(
        '[[bars]]\nname = "whales refused"\nfigure = "false answers"\nbar = 0\nsplit = "all"\n'
        '[[bars]]\nname = "always first"\nfigure = "hit@1"\nbar = 1.1\nsplit = "all"\n'
    )
    cases, out = write(tmp_path, EXAM, WHALES), tmp_path / "runs"
    options = parser().parse_args(["--cases", str(cases), "--bars", str(bars), "--out", str(out)])

    assert await __main__.evaluate(settings, options) == 1

    errors = capsys.readouterr().err
    assert "FAILED:\n  always first: " in errors
    assert "whales refused" not in errors


COFFEE = EXAM | {
    "id": "coffee",
    "course": "kitchen",
    "turns": ["How long does coffee brew?"],
    "expected": [{"source": "kitchen/coffee.md", "section": "Brewing"}],
    "facts": [["four minutes"]],
}


@pytest.mark.slow
async def test_questions_over_other_materials_have_an_index_of_their_own(
    settings: Settings, tmp_path: Path
) -> None:
    own = settings.model_copy(update={"data_dir": tmp_path / "data"})
    shutil.copytree(settings.data_dir, own.data_dir)
    note = tmp_path / "materials" / "kitchen" / "coffee.md"
    note.parent.mkdir(parents=True)
    note.write_text("# Coffee\n\n## Brewing\n\nCoffee brews for four minutes in hot water.\n")
    kitchen = replace(a_set(COFFEE, name="kitchen"), materials=tmp_path / "materials")
    plan = Plan([a_set(EXAM), kitchen], tmp_path / "runs")

    first = await run(plan, own, Arm(), Console(quiet=True))
    note.write_text(note.read_text().replace("four", "five"))
    again = await run(plan, own, Arm(), Console(quiet=True))

    assert [(o.set, verdict(o)) for o in first.outcomes] == [
        ("cases", "right"),
        ("kitchen", "right"),
    ]
    assert verdict(again.outcomes[1]) == "wrong", "the index follows its materials"
    assert (own.data_dir / "evals" / tmp_path.name / "mentor.sqlite").is_file()


def test_real_courses_are_asked_where_their_materials_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTOR_BENCH_DIR", str(tmp_path))
    assert [each.name for each in standard_sets("train")] == ["sample", "natural"]
    assert str(tmp_path / "materials") in no_materials()
    with pytest.raises(InvalidRequest, match="natural-real"):
        set_of(NATURAL_REAL, "all")

    (tmp_path / "materials").mkdir()

    assert standard_sets("train")[-1].materials == tmp_path / "materials"
    assert {case.split for case in standard_sets("train")[1].cases} == {"train"}


def test_bars_are_those_of_the_sets_and_of_the_half_that_are_asked(tmp_path: Path) -> None:
    def asked(*options: str) -> set[str]:
        return {bar.name for bar in __main__.plan_of(SETTINGS, parser().parse_args(options)).bars}

    natural = asked("--cases", str(NATURAL))
    assert "natural: right and complete" in natural
    assert "citations that resolve" in natural
    assert not {"evidence hit@5", "real courses: wrong"} & natural
    assert asked("--cases", str(NATURAL), "--split", "train") == set()
    assert asked("--cases", str(write(tmp_path, EXAM))) == set()


def test_answers_are_written_to_be_read(sample_data: Path, tmp_path: Path) -> None:
    hidden = EXAM | {"id": "hidden", "split": "held-out", "turns": ["Who teaches the course?"]}
    cases = write(tmp_path, EXAM, WHALES, hidden)
    options = ["--cases", str(cases), "--out", str(tmp_path / "runs"), "--n", "2"]

    done = warm.run("evals.read_answers", *options, env=environment(sample_data))

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 answers to read are in ")
    [file] = (tmp_path / "runs" / "read").glob("*/answers-train.md")
    text = file.read_text()
    assert "> When is the midterm exam?" in text
    assert "- has 4 November" in text
    assert "*computed*: right" in text
    assert "Who teaches" not in text


async def test_arms_are_asked_the_same_and_stand_in_one_table(
    settings: Settings, tmp_path: Path
) -> None:
    plan = Plan([a_set(EXAM, WHALES)], tmp_path)

    arms = read_arms("bm25, hybrid+PASSAGES=3")
    ran = [await run(plan, settings, arm, Console(quiet=True)) for arm in arms]
    headings, rows = written_table(tmp_path, [each.report for each in ran])

    assert headings == ["bm25", "hybrid+PASSAGES=3"]
    hit = next(row for row in rows if row.name == "hit@5")
    assert [figure.value for figure in hit.figures] == [1, 1]
    assert hit.cells()[2] == "100.0%  +0.0 [+0.0, +0.0]"
    all_of_them, three = [len(each.outcomes[1].found) for each in ran]
    assert 3 <= three < all_of_them  # the rest of a list or table may follow the three
    assert not (tmp_path / "latest.html").exists(), "an arm is no report of the product"
    folder = tmp_path / ran[-1].run.run_id
    assert "# bm25 vs hybrid+PASSAGES=3" in (folder / "arms.md").read_text()
    assert json.loads((folder / "arms.json").read_text())["arms"] == headings


async def test_langchains_bm25_is_an_arm_that_finds_by_words(
    settings: Settings, tmp_path: Path
) -> None:
    plan = Plan([a_set(EXAM, WHALES)], tmp_path)
    arms = read_arms("bm25-community, hybrid")
    ran = [await run(plan, settings, arm, Console(quiet=True)) for arm in arms]
    assert [each.outcomes[0].answered for each in ran] == [True, True]
    found = ran[0].outcomes[0].found
    assert found
    scores = [passage["bm25"] or 0 for passage in found]
    assert scores == sorted(scores, reverse=True)
    assert all(-1 <= (passage["dense"] or 0) <= 1.001 for passage in found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dense", "two or more different arms"),
        ("dense,dense", "two or more different arms"),
        ("dense,sparse", "there is no arm 'sparse'"),
        ("dense,PASAGES=4", "there is no arm 'PASAGES=4'"),
    ],
)
def test_an_arm_that_does_not_exist_is_named(text: str, message: str) -> None:
    with pytest.raises(InvalidRequest, match=message):
        read_arms(text)


def test_a_bad_value_of_an_arm_is_named() -> None:
    bad = read_arms("TOP_K=4,TOP_K=many")[1]

    with pytest.raises(InvalidRequest, match="TOP_K=many: must be a whole number"):
        bad.applied(Settings(_env_file=None))


def test_an_unknown_base_run_is_named_with_the_existing_ones(
    sample_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "20261122T120005Z").mkdir()
    for name in ("conditions", "report"):
        (tmp_path / "20261122T120005Z" / f"{name}.json").write_text("{}")

    with pytest.raises(InvalidRequest, match="no finished run") as caught:
        finished(tmp_path, "../other")
    assert caught.value.fix == "The latest are: 20261122T120005Z."


async def test_a_case_leaves_no_conversation_behind(settings: Settings) -> None:
    async with open_mentor(settings) as mentor:
        assert isinstance(mentor.graph.checkpointer, BaseCheckpointSaver)
        before = [point async for point in mentor.graph.checkpointer.alist(None)]
        outcome = await asking.outcome(mentor, Case.model_validate(THEN))
        after = [point async for point in mentor.graph.checkpointer.alist(None)]

    assert outcome.status in ("answered", "refused")
    assert len(after) == len(before)


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (EXAM | {"course": "chemistry"}, "in the course 'chemistry', which is not in the index"),
        (
            EXAM | {"expected": [{"source": "a/gone.pdf", "page": 1}]},
            "a/gone.pdf, which is not in the index",
        ),
    ],
)
def test_questions_that_the_index_cannot_answer_are_named(
    catalog: Catalog, case: object, message: str
) -> None:
    with pytest.raises(InvalidRequest, match=message):
        asking.check(catalog, [Case.model_validate(case)])


def test_the_sample_questions_can_be_asked_of_the_sample_courses(catalog: Catalog) -> None:
    asking.check(catalog, read_cases(SAMPLE))


def test_an_empty_index_says_what_to_run(tmp_path: Path) -> None:
    done = evaluate(tmp_path / "data", SAMPLE)

    assert done.returncode == 2
    assert "make ingest" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_file_ends_with_2(tmp_path: Path) -> None:
    done = evaluate(tmp_path, tmp_path / "none.jsonl")

    assert done.returncode == 2
    assert "none.jsonl cannot be read" in done.stderr
