"""A model with two providers, and servers that stand for them where they are real."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

from drctl.gateway.drill import speech

TWO = """\
drctl: 1
name: harbour
include: [drills/*.yaml]
policy: {{tiers: {{critical: {{rto: 5m}}}}}}
providers:
  alpha: {{endpoint: {{api: openai, base_url: "http://127.0.0.1:{}/v1", model: a, key: ALPHA_KEY}}}}
  delta: {{endpoint: {{api: anthropic, base_url: "http://127.0.0.1:{}", model: d, key: DELTA_KEY}}}}
services:
  router:
    tier: critical
    needs:
      talk: {{use: alpha, timeout: 3s, fallbacks: [{{use: delta, switch: automatic, after: 20s, timeout: 3s}}]}}
"""  # noqa: E501


@contextmanager
def provider(name: str, key: str) -> Iterator[int]:
    """A provider with a key: the port of a server that answers only whoever has it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            given = self.headers.get("x-api-key") or self.headers.get("authorization") or ""
            ok = given.removeprefix("Bearer ") == key
            path = self.path.partition("?")[0]
            body = (
                speech.reply(path, name)
                if ok
                else speech.refusal(path, 401, "invalid_api_key", "Incorrect API key provided")
            )
            self.send_response(200 if ok else 401)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
