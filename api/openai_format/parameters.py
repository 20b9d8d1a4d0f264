"""A request in OpenAI's format, and the check of its parameters.

`temperature`, `top_p`, `seed` and other sampling parameters are accepted and ignored: answers come
from the materials. An unsupported parameter that would change the answer's form is an error that
names it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.http_errors import InvalidParameter


class CompletionMessage(BaseModel):
    """A message in OpenAI's format."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        """Its text; pictures and other parts are left out."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part["text"] for part in self.content or [] if _is_text(part))


class StreamOptions(BaseModel):
    """The parts of a stream besides the answer."""

    include_usage: bool | None = False


class CompletionRequest(BaseModel):
    """A chat in OpenAI's format. Sampling parameters are accepted and ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": "mentor", "messages": [{"role": "user", "content": "What is a tuple?"}]}
            ]
        }
    )

    model: str = "mentor"
    messages: Annotated[list[CompletionMessage], Field(min_length=1, max_length=10_000)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    max_tokens: Annotated[int | None, Field(ge=1, description="the answer is cut off there")] = None
    max_completion_tokens: Annotated[int | None, Field(ge=1)] = None
    stop: str | list[str] | None = None
    n: Annotated[int | None, Field(description="1")] = None
    tools: Annotated[list[Any] | None, Field(description="accepted; none is called")] = None
    tool_choice: Annotated[Any, Field(description="none or auto")] = None
    functions: list[Any] | None = None
    function_call: Any = None
    response_format: Annotated[
        dict[str, Any] | None,
        Field(description="text; JSON for tasks about a conversation, such as its title"),
    ] = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    modalities: list[str] | None = None
    audio: dict[str, Any] | None = None
    web_search_options: dict[str, Any] | None = None

    @property
    def most_tokens(self) -> int | None:
        """The maximum number of tokens of the answer."""
        given = [n for n in (self.max_tokens, self.max_completion_tokens) if n is not None]
        return min(given, default=None)

    @property
    def stops(self) -> list[str]:
        """The texts that end the answer."""
        return [self.stop] if isinstance(self.stop, str) else self.stop or []

    @property
    def wants_usage(self) -> bool:
        """Whether the stream ends with a chunk that has the tokens used."""
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def prompt(self) -> str:
        """The whole text of the request, for counting tokens."""
        return "\n".join(message.text for message in self.messages)


def check_parameters(body: CompletionRequest, task: bool) -> None:
    """Raises `InvalidParameter` for unsupported values; a task may ask for JSON."""
    if body.n is not None and body.n != 1:
        raise InvalidParameter(f"n={body.n} is not supported.", "Send n=1.", "n")
    _check_tools(body)
    kind = (body.response_format or {}).get("type", "text")
    if kind != "text" and not task:
        raise InvalidParameter(
            f"Answers are text with citations, not {kind!r}.",
            "Omit response_format, or call POST /api/chat, which answers in JSON.",
            "response_format",
        )
    for name in ("logprobs", "top_logprobs", "audio", "web_search_options"):
        if getattr(body, name):
            raise InvalidParameter(f"{name} is not available.", f"Omit {name}.", name)
    if other := [kind for kind in body.modalities or [] if kind != "text"]:
        raise InvalidParameter(f"Answers are text, not {other[0]}.", 'Send ["text"].', "modalities")


def _check_tools(body: CompletionRequest) -> None:
    for name in ("tool_choice", "function_call"):
        if getattr(body, name) not in (None, "none", "auto"):
            raise InvalidParameter(
                "The mentor calls no tools: it answers from the course materials.",
                f'Omit {name}, or send "none" or "auto".',
                name,
            )


def _is_text(part: dict[str, Any]) -> bool:
    return part.get("type", "text") in ("text", "input_text") and isinstance(part.get("text"), str)
