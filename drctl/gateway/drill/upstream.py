"""The real provider behind a stand-in: requests are passed on as they came, but for the host."""

import asyncio
import ssl
from urllib.parse import urlsplit

from drctl.gateway.drill.http import Message, answer, read_answer
from drctl.gateway.drill.stand_in import Upstream

_PATIENCE = 120.0
_ENDS_HERE = frozenset(("host", "connection", "content-length", "transfer-encoding"))


def upstream(base_url: str) -> Upstream:
    """What passes requests on to the host of an address.

    Args:
        base_url: the provider's; of it only scheme, host and port count, for the gateway sends
            the path.
    """
    found = urlsplit(base_url)
    secure = found.scheme == "https"
    port = found.port or (443 if secure else 80)
    context = ssl.create_default_context() if secure else None

    async def send(request: Message) -> bytes:
        try:
            async with asyncio.timeout(_PATIENCE):
                reader, writer = await asyncio.open_connection(
                    found.hostname, port, ssl=context, limit=1 << 20
                )
                try:
                    writer.write(_request(request, found.netloc))
                    got, whole = await read_answer(reader)
                finally:
                    writer.transport.abort()
        except (OSError, TimeoutError) as problem:
            told = f'{{"error": {{"message": "{type(problem).__name__}"}}}}'
            return answer(502, told.encode())
        kind = got.headers.get("content-type", "application/json")
        return answer(got.status if whole and got.status else 502, got.body, kind)

    return send


def _request(request: Message, host: str) -> bytes:
    kept = {n: v for n, v in request.headers.items() if n not in _ENDS_HERE}
    kept |= {"host": host, "connection": "close", "content-length": str(len(request.body))}
    kept["accept-encoding"] = "identity"
    head = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
    return f"{request.first}\r\n{head}\r\n".encode("latin-1") + request.body
