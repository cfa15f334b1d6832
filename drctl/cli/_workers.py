"""Who does the work of a command: the options, and the crew that they name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._workspace import stop

if TYPE_CHECKING:
    from drctl.workers import Crew

ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Let a Dask cluster do the work: its scheduler, such as tcp://10.0.0.5:8786.",
    ),
]


@contextmanager
def crew(cluster: str | None, cores: int | None = None) -> "Iterator[Crew]":
    """The crew that a command's options ask for.

    Args:
        cluster: the address of a Dask scheduler, or None.
        cores: how many cores of this machine; by default all.

    Raises:
        typer.Exit: 2 when the work cannot be done there, with a sentence on standard error.
    """
    from drctl import workers

    try:
        if cluster is None:
            yield workers.on_cores(workers.cores() if cores is None else cores)
        else:
            with workers.on_cluster(cluster) as found:
                yield found
    except workers.Unusable as reason:
        stop(2, str(reason))
