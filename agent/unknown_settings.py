"""Variables that look like settings but are not: typos, or settings of earlier releases."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values

from agent.settings import PREFIX, Settings

OF_COMMANDS = {
    "UP_SECONDS", "CACHE_DIR", "KEY", "BENCH_DIR", "BENCH_STREAMS", "BENCH_MINUTES", "JUDGE_PYTHON",
}  # fmt: skip
"""Variables read by single commands."""
OF_TESTS = "REQUIRE_"
"""The prefix of the tests' variables."""
REPLACED = {
    "DATABASE_POOL": 'use MENTOR_LIMITS="database_pool=..."',
    "PROCESS_SECONDS": 'use MENTOR_LIMITS="process_seconds=..."',
    "LLM_TIMEOUT": 'use MENTOR_LIMITS="llm_seconds=..."',
    "QUEUE_SECONDS": 'use MENTOR_LIMITS="queue_seconds=..."',
    "RUN_SECONDS": 'use MENTOR_LIMITS="run_seconds=..."',
    "GRACE_SECONDS": 'use MENTOR_LIMITS="grace_seconds=..."',
    "PARSE_SECONDS": 'use MENTOR_LIMITS="parse_seconds=..."',
    "PARSE_MEGABYTES": 'use MENTOR_LIMITS="parse_megabytes=..."',
    "CALLS_PER_MINUTE": 'use MENTOR_LIMITS="calls_per_minute=..."',
    "MAX_BODY_KB": 'use MENTOR_LIMITS="body_kb=..."',
    "QUEUE": 'use MENTOR_LIMITS="queue=..."',
    "DRAIN_SECONDS": 'use MENTOR_LIMITS="drain_seconds=..."',
    "MAX_UPLOAD_MB": 'use MENTOR_LIMITS="upload_mb=..."',
    "MAX_ANSWER_TOKENS": 'use MENTOR_LLM_OPTIONS="answer_tokens=..."',
    "LLM_CONTEXT": 'use MENTOR_LLM_OPTIONS="context=..."',
    "LLM_SLOTS": 'use MENTOR_LLM_OPTIONS="slots=..."',
    "LLM_GRADE": 'use MENTOR_LLM_OPTIONS="grade=..."',
    "LLM_REWRITE": 'use MENTOR_LLM_OPTIONS="rewrite=..."',
    "LLM_WRITE": 'use MENTOR_LLM_OPTIONS="write=..."',
    "LLM_RELEASE": 'use MENTOR_LLM_OPTIONS="release=..."',
    "SECOND_OPINION": 'use MENTOR_LLM_OPTIONS="verify=model"',
    "MILVUS_DATABASE": "put it after the server: MENTOR_MILVUS_URI=http://host:19530/database",
    "RAY_ADDRESS": "use Ray's own variable, RAY_ADDRESS, in the environment",
    "EMBEDDING_THREADS": "each process uses its share of the cores",
    "EXTRACTIVE_SLOTS": "four questions are answered at once without a language model",
    "MODEL_SERVER": "llama-server is used if it is built, else llama-cpp-python",
    "LLM_GPU_LAYERS": "as many layers as fit go to the GPU, more with a smaller context "
    "(MENTOR_LLM_OPTIONS)",
    "LOG_LEVEL": "the log has what an operator needs",
}
"""Settings of earlier releases and their replacements."""


def warn_of_unknown_settings() -> None:
    """Print a warning for each on standard error; called once at start."""
    for line in unknown_settings(os.environ, Path(".env")):
        print(f"Warning: {line}", file=sys.stderr, flush=True)


def unknown_settings(environment: Mapping[str, str], file: Path) -> list[str]:
    """A sentence for each variable that is not a setting, with the closest name if there is one."""
    in_file = dotenv_values(file) if file.is_file() else {}
    given = {name.upper(): value for name, value in (*in_file.items(), *environment.items())}
    names = [name.removeprefix(PREFIX) for name in given if name.startswith(PREFIX) and given[name]]
    return [_sentence(name) for name in sorted(names) if not _is_known(name)]


def _is_known(name: str) -> bool:
    known = name.lower() in Settings.model_fields or name in OF_COMMANDS
    return known or name.startswith(OF_TESTS)


def _sentence(name: str) -> str:
    if name in REPLACED:
        return f"{PREFIX}{name} is no longer a setting and has no effect: {REPLACED[name]}."
    names = [*(field.upper() for field in Settings.model_fields), *OF_COMMANDS]
    near = get_close_matches(name, names, 1)
    hint = f"Did you mean {PREFIX}{near[0]}?" if near else "deploy/env.example lists all settings."
    return f"{PREFIX}{name} is not a setting and has no effect. {hint}"
