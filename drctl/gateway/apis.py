"""The interfaces of language models, in the words of the model and of each gateway."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Api:
    """What a gateway calls an interface; "" where it does not speak it."""

    litellm: str
    portkey: str


APIS: dict[str, Api] = {
    "anthropic": Api("anthropic", "anthropic"),
    "azure-openai": Api("azure", "azure-openai"),
    "bedrock": Api("bedrock", "bedrock"),
    "cohere": Api("cohere", "cohere"),
    "deepseek": Api("deepseek", "deepseek"),
    "fireworks": Api("fireworks_ai", "fireworks-ai"),
    "gemini": Api("gemini", "google"),
    "groq": Api("groq", "groq"),
    "huggingface": Api("huggingface", "huggingface"),
    "mistral": Api("mistral", "mistral-ai"),
    "ollama": Api("ollama_chat", "ollama"),
    "openai": Api("openai", "openai"),
    "openrouter": Api("openrouter", "openrouter"),
    "perplexity": Api("perplexity", "perplexity-ai"),
    "together": Api("together_ai", "together-ai"),
    "vertex": Api("vertex_ai", "vertex-ai"),
    "vllm": Api("hosted_vllm", ""),
    "xai": Api("xai", "x-ai"),
}
"""By what `endpoint.api` says; `openai` stands for everything that speaks as OpenAI does."""
