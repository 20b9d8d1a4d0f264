"""Run by the judge's own Python (`make judge`): answers on standard input, scores on output.

One JSON object per line. It imports nothing of ours, since ragas needs other versions of our
packages. OPENAI_BASE_URL and OPENAI_API_KEY name the server, the only argument the model.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import warnings
from typing import Any

os.environ["RAGAS_DO_NOT_TRACK"] = "true"  # before the import: nothing leaves the machine
warnings.simplefilter("ignore")


async def _scores(metrics: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Scores from 0 to 1 by name, and the reasons for missing ones, e.g. malformed replies."""
    wanted = {
        "faithfulness": {
            "user_input": asked["question"],
            "response": asked["answer"],
            "retrieved_contexts": asked["contexts"],
        },
        "factual correctness": {"response": asked["answer"], "reference": asked["reference"]},
    }
    scores: dict[str, float] = {}
    problems: list[str] = []
    for name, inputs in wanted.items():
        if not all(inputs.values()):
            continue
        try:
            scores[name] = float((await metrics[name].ascore(**inputs)).value)
        except Exception as error:  # noqa: BLE001  ragas raises what its clients raise; go on with the others
            problems.append(f"{name}: {type(error).__name__}: {error}"[:300])
    return {"scores": {n: s for n, s in scores.items() if s == s}, "problems": problems}


async def _serve() -> None:
    from openai import AsyncOpenAI
    from ragas.llms import llm_factory
    from ragas.metrics.collections import FactualCorrectness, Faithfulness

    llm = llm_factory(sys.argv[1], client=AsyncOpenAI(max_retries=1), temperature=0)
    metrics = {
        "faithfulness": Faithfulness(llm=llm),
        "factual correctness": FactualCorrectness(llm=llm),
    }
    print(json.dumps({"ready": True}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await _scores(metrics, json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve())
