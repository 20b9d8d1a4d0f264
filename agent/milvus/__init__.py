"""Milvus as the index."""

import os

os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # its errors come as exceptions; its log is noise
