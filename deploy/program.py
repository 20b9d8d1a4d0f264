"""python -m deploy.program api|model|ingest: one program as supervisor and systemd start it.

It replaces itself by the real one, which then ends when its parent does.
"""

from __future__ import annotations

import os
import sys

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from deploy.model_server import LOOPBACK, ModelPlan, become, plan_model

NOTHING_TO_DO, NOT_SET_UP = 0, 2


def main() -> int:
    """Become the program; returns only where there is none to become."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        settings = read_settings()
        if name == "model":
            return _model(settings)
        if name == "ingest":
            become([sys.executable, "-m", "ingestion", "--wait"], os.environ)
        elif name == "api":
            become([sys.executable, "-m", "api"], {**os.environ, **_known(settings)})
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return NOT_SET_UP
    print(__doc__, file=sys.stderr)
    return NOT_SET_UP


def _model(settings: Settings) -> int:
    plan = None if settings.llm_base_url else plan_model(settings)
    if plan is None:
        print("No model is served here: make model chooses one.")
        return NOTHING_TO_DO
    print(plan.description, flush=True)
    become(plan.command(settings.model_port), plan.environment(os.environ))
    return NOT_SET_UP


def _known(settings: Settings) -> dict[str, str]:
    """What the service has to know of the model that is served beside it."""
    if settings.llm_base_url:
        return {}
    try:
        plan = plan_model(settings)
    except MentorError as error:  # it answers in quotes meanwhile
        print(error.explain(), file=sys.stderr, flush=True)
        return {}
    return _of(plan, settings) if plan else {}


def _of(plan: ModelPlan, settings: Settings) -> dict[str, str]:
    told = {
        "MENTOR_LLM_BASE_URL": f"http://{LOOPBACK}:{settings.model_port}/v1",
        "MENTOR_LLM_MODEL": settings.llm_model or plan.model.stem,
    }
    if plan.server is None:  # llama-cpp-python does not tell these
        told["MENTOR_LLM_SLOTS"] = str(plan.fit.slots)
        told["MENTOR_LLM_CONTEXT"] = str(plan.fit.context)
    return told


if __name__ == "__main__":
    sys.exit(main())
