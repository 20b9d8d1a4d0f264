"""`python -m` for tests: fetch a model (JSON of a `Choice`) into a folder; the hub is down."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from agent.errors import MentorError
from deploy.model.choices import Choice, Wheels
from deploy.model.fetch import fetch

about = json.loads(sys.argv[1])
choice = Choice(**about | {"wheels": Wheels(**about["wheels"])})
try:
    print(fetch(choice, Path(sys.argv[2]), "http://127.0.0.1:9"))
except MentorError as error:
    sys.exit(error.explain())
