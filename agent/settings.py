"""Settings: one frozen object, read once from the environment, passed to whoever needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.errors import InvalidSettings


class Settings(BaseSettings):
    """Each is `MENTOR_<NAME>` in the environment or in `.env`; see deploy/env.example."""

    model_config = SettingsConfigDict(
        env_prefix="MENTOR_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    data_dir: Path = Path("data")
    materials_dir: Path = Path("course_materials")
    models_dir: Path | None = None
    """Embedding model and GGUF files; DATA_DIR/models by default."""
    milvus_uri: str | None = None
    """`http://...` for a Milvus server; by default the file DATA_DIR/index/mentor.db."""
    milvus_token: SecretStr | None = None
    milvus_database: str = ""
    """A database of that server; its default one where none is named."""
    analyzer: Literal["english", "standard", "chinese"] = "english"
    """How Milvus parts texts into words for BM25; another takes effect with an index made anew."""
    database_url: str | None = None
    """Catalogue and conversations; by default SQLite under DATA_DIR."""
    database_pool: Annotated[int, Field(ge=1)] = 5
    """Connections of a process to PostgreSQL at most, for catalogue, turns and checkpoints each."""
    redis_url: SecretStr | None = None
    """Where several processes meet, e.g. redis://127.0.0.1:6379/0; without it there is one."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes that answer on one port; more than one needs `redis_url`."""
    process_seconds: Annotated[float, Field(ge=0.5)] = 4.0
    """Seconds without a sign of life after which a process counts as dead, and its turns end."""
    drain_seconds: Annotated[float, Field(ge=0)] = 5.0
    """Seconds that running answers get to end when the service stops."""
    embedding_model: str = "all-MiniLM-L6-v2-int8"
    """A folder under the models folder, or a path to one."""
    embedding_threads: Annotated[int, Field(ge=0)] = 0
    """Threads for embedding; 0: one per core."""
    reranker: str | None = None
    """A cross-encoder that orders passages: a folder under the models folder, or a path to one."""
    llm_base_url: str | None = None
    """An OpenAI-compatible server, e.g. http://127.0.0.1:8080/v1; without one, quotes only.
    Several, with commas or spaces between, are a pool."""
    llm_model: str | None = None
    """The model's name there; by default the first that the server lists."""
    llm_api_key: SecretStr | None = None
    llm_timeout: Annotated[float, Field(gt=0)] = 120.0
    """Seconds without a byte from the model's server before it counts as down."""
    llm_context: Annotated[int, Field(ge=512)] | None = None
    """Tokens that one request may use; by default read from the server."""
    max_answer_tokens: Annotated[int, Field(ge=16)] = 512
    second_opinion: bool = False
    """Ask the language model once more, whether the passages say what it answered."""
    passages: Annotated[int, Field(ge=1, le=50)] = 8
    """How many passages are graded for one question."""
    llm_slots: Annotated[int, Field(ge=1)] | None = None
    """Turns that each of its servers answers at once; by default read from llama-server, else 1."""
    model_file: Path | None = None
    """The GGUF file that is served here; by default what `make model` chose last."""
    model_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    """Where its server listens under `make up`, on loopback."""
    model_server: Literal["llama-server", "llama-cpp-python"] = "llama-server"
    """What serves it; the second answers one request at a time."""
    llm_gpu_layers: Annotated[int, Field(ge=0)] | None = None
    """Layers of a model served here that go to the GPU; by default as many as fit."""
    extractive_slots: Annotated[int, Field(ge=1)] = 4
    """Turns that are answered at once without a model."""
    queue: Annotated[int, Field(ge=1)] = 100
    """Turns that are answered or wait at once; one more gets 429."""
    queue_seconds: Annotated[float, Field(gt=0)] = 120.0
    """Seconds that a turn waits for its place."""
    run_seconds: Annotated[float, Field(gt=0)] = 600.0
    """Seconds that a turn may take once it has its place."""
    grace_seconds: Annotated[float, Field(ge=0)] = 10.0
    """Seconds for which a turn goes on with nobody listening."""
    max_upload_mb: Annotated[int, Field(ge=1)] = 100
    """Megabytes of one uploaded file."""
    parse_seconds: Annotated[float, Field(gt=0)] = 300.0
    """Seconds that reading one file may take."""
    parse_megabytes: Annotated[int, Field(ge=256)] = 2048
    """Megabytes of memory that reading one file may take (Linux)."""
    quiz_answers: bool = False
    """Read the right answers and the feedback of quizzes, too; students then find them."""
    ingest_engine: Literal["processes", "ray"] = "processes"
    """What reads files and embeds: processes of this machine, or a Ray cluster."""
    ray_address: str | None = None
    """A Ray cluster that is there, `host:port`; by default this machine's cores, for one ingest."""
    api_keys_file: Path | None = None
    """Hashed access keys; without it there is one local user, on loopback alone."""
    calls_per_minute: Annotated[int, Field(ge=1)] = 300
    """Calls that each user with a key may make."""
    max_body_kb: Annotated[int, Field(ge=16)] = 1_000
    """Kilobytes of a request that is not an upload."""
    cors_origins: str = ""
    """Other sites whose pages may call, with spaces between; none by default."""
    otlp_endpoint: str | None = None
    """An OpenTelemetry collector, e.g. http://127.0.0.1:4318, which gets a span per node."""
    log_level: str = "info"
    log_format: Literal["plain", "json"] = "plain"

    @field_validator("llm_base_url")
    @classmethod
    def _https(cls, urls: str | None) -> str | None:
        return ",".join(dict.fromkeys(map(_http, _listed(urls or "")))) or None

    @field_validator("otlp_endpoint")
    @classmethod
    def _endpoint(cls, url: str | None) -> str | None:
        return _http(url) if url else None

    @property
    def llm_base_urls(self) -> list[str]:
        """The servers of the language model; none: quotes only."""
        return _listed(self.llm_base_url or "")

    @model_validator(mode="after")
    def _meet(self) -> Settings:
        if self.workers > 1 and not self.redis_url:
            raise ValueError(
                f"{self.workers} processes have to meet in Redis: set MENTOR_REDIS_URL, "
                "e.g. redis://127.0.0.1:6379/0 (apt install redis-server), or MENTOR_WORKERS=1"
            )
        return self

    @property
    def url(self) -> str:
        """Where this machine reaches the service."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def models(self) -> Path:
        """Folder of the embedding model and of GGUF files."""
        return self.models_dir or self.data_dir / "models"

    @property
    def index_file(self) -> Path:
        """The Milvus Lite file, used unless `milvus_uri` names a server."""
        return self.data_dir / "index" / "mentor.db"

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the catalogue."""
        return self.database_url or f"sqlite:///{self.data_dir / 'mentor.sqlite'}"


def _listed(urls: str) -> list[str]:
    return urls.replace(",", " ").split()


def _http(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        hint = "must start with http:// or https://, e.g. http://127.0.0.1:8080/v1"
        raise ValueError(f"{url!r} {hint}")
    return url.rstrip("/")


def read_settings() -> Settings:
    """The settings in force; raises `InvalidSettings`, naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"MENTOR_{str((*problem['loc'], 'workers')[0]).upper()}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise InvalidSettings(
            "; ".join(problems), "Correct it in the environment or .env."
        ) from error
