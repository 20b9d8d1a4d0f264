"""python -m deploy.serve_model: become the server of the chosen model, as supervisor runs it.

Context, slots and layers are chosen at each start, by the memory that is free then.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from agent.errors import MentorError
from agent.settings import read_settings
from deploy.model_server import plan_model

NOTHING_TO_DO, NOT_SET_UP = 0, 2


def main() -> NoReturn:
    """Ends only where there is nothing to become."""
    try:
        settings = read_settings()
        plan = None if settings.llm_base_url else plan_model(settings)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        sys.exit(NOT_SET_UP)
    if plan is None:
        print("No model is served here: make model chooses one.")
        sys.exit(NOTHING_TO_DO)
    print(plan.description, flush=True)
    command = plan.command(settings.model_port)
    os.execve(command[0], command, plan.environment(os.environ))


if __name__ == "__main__":
    main()
