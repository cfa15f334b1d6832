"""What stand-ins say, as OpenAI, Anthropic or Ollama would; each answer names who gave it."""

import json
from collections.abc import Iterator
from typing import Any

MARK = "drctl drill"
"""Stands in every request of a drill, so that health checks are not counted with them."""

WORDS = 6
"""How many parts a stream has."""

SPOKEN = frozenset(
    {
        *("openai", "azure-openai", "deepseek", "fireworks", "groq", "huggingface", "mistral"),
        *("openrouter", "perplexity", "together", "vllm", "xai", "anthropic", "ollama"),
    }
)
"""The interfaces that stand-ins have, in the words of the model."""


def request(model: str, *, stream: bool = False) -> dict[str, Any]:
    """A request for an answer."""
    return {
        "model": model,
        "messages": [{"role": "user", "content": MARK}],
        "stream": stream,
        "max_tokens": 16,
    }


def embedding(model: str) -> dict[str, Any]:
    """A request for vectors."""
    return {"model": model, "input": MARK}


def reply(path: str, name: str) -> bytes:
    """The whole answer to a request for a path."""
    if path.endswith("/embeddings"):
        vector = [{"object": "embedding", "index": 0, "embedding": [0.25, 0.5]}]
        content: dict[str, Any] = {"object": "list", "data": vector, "model": name}
        content["usage"] = {"prompt_tokens": 2, "total_tokens": 2}
    elif path.endswith("/api/chat"):
        content = _ollama(name, done=True)
    elif path.endswith("/messages"):
        content = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": name,
            "content": [{"type": "text", "text": name}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 2, "output_tokens": 2},
        }
    else:
        message = {"role": "assistant", "content": name}
        content = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": name,
            "service_tier": "default",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 2, "completion_tokens": 2, "total_tokens": 4},
        }
    return json.dumps(content).encode()


def _ollama(text: str, *, done: bool) -> dict[str, Any]:
    content: dict[str, Any] = {"model": "m", "created_at": "2026-01-01T00:00:00Z"}
    content |= {"message": {"role": "assistant", "content": text}, "done": done}
    if done:
        content |= {"done_reason": "stop", "prompt_eval_count": 2, "eval_count": WORDS}
    return content


def refusal(path: str, status: int, code: str, message: str) -> bytes:
    """The body of an answer that says no."""
    if path.endswith("/messages"):
        kind = "invalid_request_error" if status == 400 else "api_error"
        content: dict[str, Any] = {"type": "error", "error": {"type": kind, "message": message}}
    else:
        kind = "invalid_request_error" if status < 500 else "server_error"
        content = {"error": {"message": message, "type": kind, "param": None, "code": code}}
    return json.dumps(content).encode()


def stream(path: str, name: str) -> Iterator[bytes]:
    """The events of a streamed answer, one after another."""
    if path.endswith("/messages"):
        yield from _anthropic(name)
        return
    if path.endswith("/api/chat"):
        for number in range(WORDS):
            text = name if number == 0 else f" {number}"
            yield json.dumps(_ollama(text, done=False)).encode() + b"\n"
        yield json.dumps(_ollama("", done=True)).encode() + b"\n"
        return
    for number in range(WORDS):
        text = name if number == 0 else f" {number}"
        yield _event({**_CHUNK, "choices": [_choice({"role": "assistant", "content": text})]})
    yield _event({**_CHUNK, "choices": [{**_choice({}), "finish_reason": "stop"}]})
    yield b"data: [DONE]\n\n"


_CHUNK = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def _choice(delta: dict[str, str]) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": None}


def _anthropic(name: str) -> Iterator[bytes]:
    usage = {"input_tokens": 2, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": name}
    message |= {"content": [], "stop_reason": None, "usage": usage}  # type: ignore[dict-item]
    yield _named("message_start", {"message": message})
    yield _named(
        "content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}
    )
    for number in range(WORDS):
        text = name if number == 0 else f" {number}"
        yield _named(
            "content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": text}}
        )
    yield _named("content_block_stop", {"index": 0})
    stop = {"stop_reason": "end_turn", "stop_sequence": None}
    yield _named("message_delta", {"delta": stop, "usage": {"output_tokens": WORDS}})
    yield _named("message_stop", {})


def _named(kind: str, content: dict[str, Any]) -> bytes:
    return f"event: {kind}\n".encode() + _event({"type": kind, **content})


def _event(content: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(content).encode() + b"\n\n"


def whole(body: bytes) -> bool:
    """Whether a streamed answer came to its end: OpenAI's sign, all parts, and no error in it."""
    parts = [line for line in body.split(b"\n") if line.startswith(b"data: {")]
    said = b"".join(parts)
    return b"data: [DONE]" in body and b'"error"' not in said and f" {WORDS - 1}".encode() in said
