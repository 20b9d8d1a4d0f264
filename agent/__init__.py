"""The core: how a question becomes an answer."""

import os

# onnxruntime 1.32 reports its use to its maker from the first import on unless this is set
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
