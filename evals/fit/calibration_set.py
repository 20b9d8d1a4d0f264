"""`python -m evals.fit.calibration_set`: write the questions by which a model's grading is judged.

Some 30 questions of the training halves of the golden sets, each with the passages that are found
for it, which of them hold the evidence, and the computed verdicts. A language model is asked about
the same passages on the machine that it runs on (`deploy/model/calibration.py`). The computed
grader was fitted on these questions among others, so a model that beats it here is better.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.compose import open_embeddings
from agent.errors import MentorError
from agent.reasoner import Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.settings import read_settings
from agent.types import Passage
from deploy.model.judging import QUESTIONS
from evals.fit.labelled import Labelled, LabelledQuestion, opened_sample

ANSWERABLE, OTHER = 20, 10
PASSAGES = 4  # per question
WORDS = 70  # of a passage


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if the file was written, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit.calibration_set")
    parser.add_argument("--out", type=Path, default=QUESTIONS, metavar="FILE")
    parser.add_argument("--seed", type=int, default=0, help="of the drawing")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
        with opened_sample(settings, open_embeddings(settings)) as labelled:
            rows = asyncio.run(_rows(labelled, options.seed))
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    options.out.write_text(text, encoding="utf-8")
    print(f"{len(rows)} questions are in {options.out}")
    return 0


async def _rows(labelled: Labelled, seed: int) -> list[dict[str, Any]]:
    drawn = random.Random(seed).sample(labelled.questions, len(labelled.questions))
    grader = ExtractiveReasoner(lambda: labelled.vocabulary)
    wanted = {True: ANSWERABLE, False: OTHER}
    rows = []
    for asked in drawn:
        if not wanted[asked.answerable]:
            continue
        found = await labelled.retriever.search(asked.text, asked.courses, PASSAGES)
        holds = [any(is_it(passage) for is_it in asked.evidence) for passage in found]
        if asked.answerable != any(holds):
            continue  # nothing to find among these
        wanted[asked.answerable] -= 1
        rows.append(await _row(asked, found, holds, grader))
    return rows


async def _row(
    asked: LabelledQuestion,
    found: Sequence[Passage],
    holds: Sequence[bool],
    grader: ExtractiveReasoner,
) -> dict[str, Any]:
    grades = await grader.grade(Turn(asked.text, asked.text, passages=found, asked=asked.text))
    return {
        "question": asked.text,
        "passages": [
            {
                "title": passage["title"],
                "section": passage["section"],
                "text": " ".join(passage["text"].split()[:WORDS]),
                "helps": helps,
                "computed": bool(computed),
            }
            for passage, helps, computed in zip(found, holds, grades.relevant, strict=True)
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
