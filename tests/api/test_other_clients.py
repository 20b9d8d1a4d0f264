"""Clients that are installed for the occasion: litellm, and Vercel's AI SDK.

MENTOR_REQUIRE_CLIENTS=1 installs them into a folder of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("MENTOR_REQUIRE_CLIENTS") != "1",
        reason="installs litellm and Vercel's AI SDK: set MENTOR_REQUIRE_CLIENTS=1",
    ),
]
UV = Path(sys.executable).with_name("uv")
LITELLM = """
import sys, litellm
asked = {"model": "openai/mentor/intro-python", "api_base": sys.argv[1], "api_key": "none",
         "messages": [{"role": "user", "content": "What is a tuple?"}]}
print(litellm.completion(**asked).choices[0].message.content)
for chunk in litellm.completion(**asked, stream=True):
    print(chunk.choices[0].delta.content or "", end="")
"""
VERCEL = """
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, streamText } from "ai";
const options = { name: "mentor", baseURL: process.argv[2], includeUsage: true };
const mentor = createOpenAICompatible(options);
const asked = { model: mentor("mentor/intro-python"), prompt: "What is a tuple?" };
console.log((await generateText(asked)).text);
const streamed = streamText(asked);
for await (const text of streamed.textStream) process.stdout.write(text);
console.log((await streamed.usage).totalTokens > 20 ? "counted" : "not counted");
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(300)
def test_litellm(service: httpx.Client, tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    run(UV, "-q", "venv", "--python", sys.executable, "venv", cwd=tmp_path)
    run(UV, "-q", "pip", "install", "--python", python, "litellm", cwd=tmp_path)
    base = f"{str(service.base_url).rstrip('/')}/v1"
    output = run(python, "-c", LITELLM, base, cwd=tmp_path)
    assert output.count("immutable") >= 2


@pytest.mark.timeout(300)
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_vercels_ai_sdk(service: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "ask.mjs").write_text(VERCEL)
    run("npm", "install", "--silent", "ai", "@ai-sdk/openai-compatible", cwd=tmp_path)
    base = f"{str(service.base_url).rstrip('/')}/v1"
    output = run("node", "ask.mjs", base, cwd=tmp_path)
    assert output.count("immutable") >= 2
    assert "counted" in output
    assert "not counted" not in output
