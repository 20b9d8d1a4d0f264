"""The cost of grading with a language model: an agentic turn against a plain RAG call.

Both ask the same llama-server with random weights at the size of a real 0.5B model, which are as
slow as real ones. Its vocabulary is learnt from the materials, so that a token is about a word.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

from agent import prompts
from agent.compose import open_embeddings, open_mentor
from agent.errors import InternalError, InvalidRequest
from agent.mentor import Mentor
from agent.reasoner import Turn
from agent.settings import Settings
from agent.types import Passage
from deploy.llama.build_cache import find_llama_server
from deploy.llama.llama_server import start_llama_server
from evals import asking
from evals.bench import corpus
from evals.bench.child_programs import free_port
from evals.bench.measured import Measured
from evals.golden.cases import SAMPLE, Case, read_cases

QUESTIONS = 4
SEED = 1  # of the weights: one whose grader keeps some passages
AVOIDED = (",",)  # so that the grader names few passages, and writes no query
WORDS = 8_000  # size of the vocabulary
OFTEN = 50  # repetitions of the instructions in the training text of the vocabulary
CONTEXT = 4_096
ANSWER = 16  # tokens; only the first one is timed
_EVAL = re.compile(r"(?<!prompt) eval time =\s*([\d.]+) ms /\s*([1-9]\d*) tokens")
STRAIGHT = ("retrieve", "grade_documents", "generate")
BAR = 1.2


@dataclass(frozen=True, slots=True)
class _Cost:
    first: float  # seconds to the first word of the answer
    read: int  # prompt tokens that were not in the server's cache


def agentic(scratch: Path, settings: Settings) -> list[Measured]:
    """Time to the first word and prompt tokens read: the turn divided by the plain call."""
    with _model(scratch, settings) as url:
        pairs = asyncio.run(_asked(settings, url))
    if not pairs:
        raise InternalError("The random model kept no passage of any question.", "Change SEED.")
    turns, plain = zip(*pairs, strict=True)
    firsts = [statistics.median(cost.first for cost in some) for some in (turns, plain)]
    ratio = statistics.median(turn.first / call.first for turn, call in pairs)
    reads = [statistics.mean(cost.read for cost in some) for some in (turns, plain)]
    count = f"{len(pairs)} questions; {_writing((scratch / 'llama.log').read_text())}"
    return [
        Measured(
            "agentic turn / plain RAG call, time to the first word", ratio, "", BAR,
            about=f"{firsts[0]:.1f} s vs {firsts[1]:.1f} s, {count}",
        ),
        Measured(
            "agentic turn / plain RAG call, prompt tokens read", reads[0] / reads[1], "", BAR,
            about=f"{reads[0]:.0f} vs {reads[1]:.0f}, {count}",
        ),
    ]  # fmt: skip


async def _asked(settings: Settings, url: str) -> list[tuple[_Cost, _Cost]]:
    """For each question the costs of the turn and of the plain call."""
    with_model = {
        "llm_base_url": f"{url}/v1",
        "llm_model": None,
        "llm_options": f"release=streamed answer_tokens={ANSWER}",
    }
    first, *cases = [case for case in read_cases(SAMPLE) if case.kind == "single-fact"]
    async with (
        open_mentor(settings.model_copy(update=with_model)) as mentor,
        httpx.AsyncClient(base_url=url, timeout=300, trust_env=False) as client,
    ):
        await _turn(mentor, first)  # warm-up
        await _plain(client, first.question, [])
        found = []
        for case in cases[:QUESTIONS]:
            if (turn := await _turn(mentor, case)) is not None:
                cost, passages = turn
                found.append((cost, await _plain(client, case.question, passages)))
        return found


async def _turn(mentor: Mentor, case: Case) -> tuple[_Cost, Sequence[Passage]] | None:
    """None if the random grader kept nothing and the turn took another path."""
    outcome = await asking.outcome(mentor, case)
    if outcome.error:
        raise InternalError(f"The turn failed: {outcome.error}")
    if outcome.path[:3] != STRAIGHT or outcome.first_token is None:
        return None
    read = outcome.usage["prompt_tokens"] - outcome.usage["cached_tokens"]
    return _Cost(outcome.first_token, read), outcome.graded


async def _plain(client: httpx.AsyncClient, question: str, passages: Sequence[Passage]) -> _Cost:
    """One call with all passages. Its prompt starts differently from the mentor's, so that none of
    it is cached."""
    kept = [passage | {"relevant": True} for passage in passages]
    system, asked = prompts.answering(Turn(question, question, passages=kept))
    messages = [
        {"role": "system", "content": f"Answer from the passages. {system.text}"},
        {"role": "user", "content": asked.text},
    ]
    body = {
        "messages": messages, "max_tokens": ANSWER, "temperature": 0, "stream": True,
        "stream_options": {"include_usage": True},
    }  # fmt: skip
    usage: dict[str, Any] = {}
    first, began = 0.0, time.perf_counter()
    async with client.stream("POST", "/v1/chat/completions", json=body) as reply:
        reply.raise_for_status()
        async for line in reply.aiter_lines():
            if not line.startswith("data: {"):
                continue
            chunk = json.loads(line[6:])
            usage = chunk.get("usage") or usage
            if not first and any(c["delta"].get("content") for c in chunk["choices"]):
                first = time.perf_counter() - began
    return _Cost(first, usage["prompt_tokens"] - _cached(usage))


def _writing(log: str) -> str:
    """Milliseconds per written token. A random model spends more of them on the grader's JSON than
    a trained one, because most tokens it would choose are not allowed there."""
    spent = [(float(ms), int(count)) for ms, count in _EVAL.findall(log)]
    if not spent:
        return "no writing speed in the server's log"
    ms, tokens = (sum(values) for values in zip(*spent, strict=True))
    slowest = max(each / count for each, count in spent)
    return f"{ms / tokens:.0f} ms per written token, at most {slowest:.0f}"


def _cached(usage: dict[str, Any]) -> int:
    return int((usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0)


@contextmanager
def _model(scratch: Path, settings: Settings) -> Iterator[str]:
    """The server's address; raises `InvalidRequest` if llama-server or the writer is missing."""
    program = find_llama_server()
    if program is None:
        raise InvalidRequest("agentic: llama-server is not built.", "Run make llama.")
    try:
        from tests.servers.gguf_file import REAL_SIZE, write_random_gguf
    except ImportError as error:
        raise InvalidRequest(
            f"agentic: the random model cannot be written: {error}.",
            "Run make .venv/.installed-dev in a whole checkout.",
        ) from error
    texts = corpus.ingested(settings, open_embeddings(settings).identity)
    file = write_random_gguf(
        scratch / "random.gguf", seed=SEED, shape=REAL_SIZE, merges=_merges(texts), avoided=AVOIDED
    )
    with start_llama_server(
        program, file, port=free_port(), context=CONTEXT, slots=1, log=scratch / "llama.log",
        announce=lambda _: None,
    ) as running:  # fmt: skip
        yield running.base_url


def _merges(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Byte-level byte-pair encoding (Sennrich and others, ACL 2016), learnt from the texts and from
    JSON and the instructions, which real vocabularies hold as whole words, too."""
    instructions = f'{{"relevant": [1, 2, 3]}} {{"relevant":[4]}} {prompts.SYSTEM} {prompts.GRADE}'
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    trainer = BpeTrainer(
        vocab_size=WORDS, initial_alphabet=ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator([*texts, *[instructions] * OFTEN], trainer)
    learnt = json.loads(tokenizer.to_str())["model"]["merges"]
    return [(first, second) for first, second in learnt]
