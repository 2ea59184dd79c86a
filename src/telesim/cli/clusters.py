"""``--cluster``: the workers of an existing Dask cluster instead of local processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer


@contextmanager
def computing(cluster: str | None, out: Path, workers: int | None) -> Iterator[None]:
    """Inside, studies are computed where ``--cluster`` says, or in local processes."""
    if cluster is None:
        yield
        return
    if workers is not None:
        raise typer.BadParameter(
            "--workers is about local processes, need either it or --cluster, whose workers are "
            "started by hand"
        )
    from telesim.experiment.cluster import on_cluster

    with on_cluster(cluster, out):
        yield
