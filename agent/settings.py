"""Settings: one frozen object, read once from the environment and passed on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from agent.errors import InvalidSettings
from agent.limits import Limits, read_limits
from agent.llm_options import LlmOptions, read_llm_options
from agent.validation import in_plain_words

PREFIX = "MENTOR_"


def _of_this_user(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"{path} is in the home folder of an unknown user") from error


LocalPath = Annotated[Path, AfterValidator(_of_this_user)]
"""A path on this machine; "~" is the user's home folder, as in a shell."""


class Settings(BaseSettings):
    """Each is `MENTOR_<NAME>` in the environment or in `.env`; see deploy/env.example."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    data_dir: LocalPath = Path("data")
    materials_dir: LocalPath = Path("course_materials")
    models_dir: LocalPath | None = None
    """Embedding model and GGUF files; DATA_DIR/models by default."""
    index: str = "milvus"
    """The kind of index: a name of the registry in agent/compose/indexes.py."""
    milvus_uri: str | None = None
    """`http://host:19530` for a Milvus server, with `/name` for a database other than the default
    one; by default the file DATA_DIR/index/mentor.db."""
    milvus_token: SecretStr | None = None
    analyzer: Literal["english", "standard", "chinese"] = "english"
    """Milvus's analyzer for BM25; a change takes effect when the index is rebuilt."""
    database_url: str | None = None
    """Catalogue and conversations; by default SQLite under DATA_DIR."""
    redis_url: SecretStr | None = None
    """Redis for several processes, e.g. redis://127.0.0.1:6379/0; without it there is one."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes on one port; more than one needs `redis_url`."""
    embedding_model: str = "all-MiniLM-L6-v2-int8"
    """A folder under the models folder, or a path to one."""
    reranker: str | None = None
    """A cross-encoder that orders passages: a folder under the models folder, or a path to one."""
    reader: str = "on"
    """The model that reads question and passage together: `on`, `off`, or a path to one."""
    reasoner: str | None = None
    """The reasoner: a name of the registry in agent/compose/reasoners.py; by default `llm` if a
    language model is configured, else `extractive`."""
    llm_base_url: str | None = None
    """An OpenAI-compatible server, e.g. http://127.0.0.1:8080/v1; without one, quotes only.
    Several, separated by commas or spaces, form a pool."""
    llm_model: str | None = None
    """The model's name on the server; by default the first one listed."""
    llm_api_key: SecretStr | None = None
    llm_options: Annotated[LlmOptions, NoDecode, BeforeValidator(read_llm_options)] = LlmOptions()
    """Changed options as `name=value`."""
    passages: Annotated[int, Field(ge=1, le=50)] = 8
    """Passages graded per question."""
    model_file: LocalPath | None = None
    """The GGUF file to serve; by default the one chosen by `make model`."""
    model_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    """The loopback port of its server under `make up`."""
    quiz_answers: bool = False
    """Index the answers and the feedback of quizzes, too; students can then find them."""
    loaders: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    """Document loaders of LangChain by suffix, `.xml=UnstructuredXMLLoader,.bib=BibtexLoader`: a
    class of langchain_community.document_loaders, or the path of another one."""
    ingest_engine: Literal["processes", "ray"] = "processes"
    """The engine of ingests: processes of this machine, or a Ray cluster."""
    api_keys_file: LocalPath | None = None
    """Hashed access keys; without it there is one local user, on loopback only."""
    lti_file: LocalPath | None = None
    """The learning platforms (Moodle, Canvas) that may open the page, as JSON; needs keys."""
    allowed_hosts: str = ""
    """Names besides loopback under which a service without keys is reached through a proxy."""
    cors_origins: str = ""
    """Other sites whose pages may call, separated by spaces; none by default."""
    otlp_endpoint: str | None = None
    """An OpenTelemetry collector for a span per node, e.g. http://127.0.0.1:4318."""
    log_format: Literal["plain", "json"] = "plain"
    limits: Annotated[Limits, NoDecode, BeforeValidator(read_limits)] = Limits()
    """Changed limits as `name=value`."""

    @field_validator("loaders", mode="before")
    @classmethod
    def _loaders(cls, named: str | dict[str, str]) -> dict[str, str]:
        return _by_suffix(named) if isinstance(named, str) else named

    @field_validator("llm_base_url")
    @classmethod
    def _https(cls, urls: str | None) -> str | None:
        return ",".join(dict.fromkeys(map(_http, _listed(urls or "")))) or None

    @field_validator("otlp_endpoint")
    @classmethod
    def _endpoint(cls, url: str | None) -> str | None:
        return _http(url) if url else None

    @property
    def llm_key(self) -> str:
        """The key for the model servers; "" without one."""
        return self.llm_api_key.get_secret_value() if self.llm_api_key else ""

    @property
    def llm_base_urls(self) -> list[str]:
        """The model servers; empty: quotes only."""
        return _listed(self.llm_base_url or "")

    @model_validator(mode="after")
    def _meet(self) -> Settings:
        if self.workers > 1 and not self.redis_url:
            raise ValueError(
                f"{self.workers} processes need Redis: set MENTOR_REDIS_URL, "
                "e.g. redis://127.0.0.1:6379/0 (apt install redis-server), or MENTOR_WORKERS=1"
            )
        return self

    @property
    def url(self) -> str:
        """The service's address on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def models(self) -> Path:
        """The folder of the embedding model and of GGUF files."""
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


def _by_suffix(named: str) -> dict[str, str]:
    found = {}
    for part in _listed(named):
        suffix, equals, name = part.partition("=")
        if not (equals and re.fullmatch(r"\.\w+", suffix) and re.fullmatch(r"\w+(\.\w+)*", name)):
            raise ValueError(f"{part!r} must be a suffix and a class: .xml=UnstructuredXMLLoader")
        found[suffix.lower()] = name
    return found


def _http(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        hint = "must start with http:// or https://, e.g. http://127.0.0.1:8080/v1"
        raise ValueError(f"{url!r} {hint}")
    return url.rstrip("/")


def read_settings() -> Settings:
    """The current settings; raises `InvalidSettings` naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [_problem(problem["loc"], in_plain_words(problem)) for problem in error.errors()]
        raise InvalidSettings(
            "; ".join(problems), "Correct it in the environment or .env."
        ) from error


def _problem(place: Sequence[int | str], message: str) -> str:
    name, *below = place or ("workers",)  # checks across fields concern processes
    return ": ".join([f"{PREFIX}{str(name).upper()}", *map(str, below), message])
