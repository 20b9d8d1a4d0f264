"""The imports that warm processes have done, imported by the process that they are forked from.

No garbage is collected meanwhile: that takes a quarter of the time. What is there then is frozen:
else each forked process would go through all of it, and so copy it.
"""

from __future__ import annotations

import gc
from importlib import import_module

IMPORTS = """
    agent.__main__ agent.turns.turn_service agent.store.sqlite_checkpoints
    agent.embedding.vector_cache
    agent.milvus.store agent.milvus.engine agent.llm.server
    agent.store.postgres_checkpoints agent.cluster.redis_peers agent.search.reranker
    agent.store.transcripts agent.compose agent.compose.cluster_parts agent.store.conversations
    agent.drawing agent.search.fresh_vocabulary agent.graph agent.reasoners.extractive
    agent.reasoners.llm agent.llm.client agent.llm.warm_up api.__main__ api.app api.observe.logs
    ingestion.__main__
    ingestion.commands ingestion.move ingestion.terminal ingestion.watch
    agent.languages.similarity agent.lookup.course_lookup agent.mentor
    agent.practice.practice_service
    agent.practice.recalling agent.search.reader.opening agent.search.reader.reading_order

    anyio._backends._asyncio fastembed langchain_milvus onnx onnxruntime rich.logging scipy.sparse
    sqlalchemy.dialects.sqlite uvicorn uvicorn.lifespan.on uvicorn.protocols.http.auto
    uvicorn.protocols.websockets.auto uvloop
""".split()

gc.disable()
for name in IMPORTS:
    import_module(name)
import_module("agent.search.course_terms").entries()  # else each process compiles them
gc.collect()
gc.freeze()
gc.enable()
