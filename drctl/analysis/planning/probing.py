"""The command that tells their failure from ours: it asks from outside our own network."""

import shlex

from drctl.model.language.component import Probe


def probe_command(probe: Probe) -> str:
    """The command that asks a probe's address once; the address is quoted for the shell.

    A status code is printed when one is expected, else the answer's text.
    """
    seconds = f"{probe.timeout if probe.timeout is not None else 10:g}"
    url = shlex.quote(probe.url)
    if probe.expect is None or isinstance(probe.expect, int):
        told = r"-o /dev/null -w '%{http_code} after %{time_total} s\n'"
        return f"curl -sS {told} --max-time {seconds} --url {url}"
    text = shlex.quote(probe.expect)
    return f"curl -sS --max-time {seconds} --url {url} | grep -F -e {text}"
