"""python -m deploy.try_out: ask the running service one of its example questions."""

from __future__ import annotations

import os
import sys
import time

import httpx

from agent.settings import read_settings

PATIENCE = 300.0  # seconds for an answer; a language model on a CPU is slow


def main() -> int:
    """Print question and answer; returns 1 without an answer."""
    settings = read_settings()
    key = os.environ.get("MENTOR_KEY", "")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    began = time.monotonic()
    try:
        with httpx.Client(
            base_url=settings.url, headers=headers, timeout=PATIENCE,
            trust_env=False,
        ) as client:  # fmt: skip
            courses = client.get("/api/courses").raise_for_status().json()["courses"]
            examples = [question for course in courses for question in course["examples"]]
            question = examples[0] if examples else "What are these courses about?"
            done = client.post("/api/chat", json={"message": question}).raise_for_status().json()
    except httpx.HTTPError as error:
        print(f"The test question failed: {error}", file=sys.stderr)
        if not key and settings.api_keys_file:
            print("Set an access key: MENTOR_KEY=mk_...", file=sys.stderr)
        return 1
    seconds = time.monotonic() - began
    print(f"Q: {question}\nA ({done['status']}, {done['mode']}, {seconds:.1f} s): {done['answer']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
