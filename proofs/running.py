"""Make the blocks that are missing, some at a time, each filed as soon as it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from proofs.claims import Finding
from proofs.filing import Folder

#: Called with blocks done, blocks wanted and the name of the proof.
Progress = Callable[[int, int, str], None]


def make(folder: Folder, block: int) -> str:
    """Make a block and file it; the name of its proof."""
    began = time.perf_counter()
    size = folder.proof.sizes(folder.quick)[block]
    hits = folder.proof.block(block, size, quick=folder.quick)
    folder.file(block, size, hits, time.perf_counter() - began)
    return folder.proof.name


def make_missing(folders: Sequence[Folder], workers: int, progress: Progress) -> None:
    """All blocks that are not filed yet, in local processes where there are several workers."""
    import joblib

    tasks = [(folder, block) for folder in folders for block in folder.missing()]
    if not tasks:
        return
    progress(0, len(tasks), tasks[0][0].proof.name)
    parallel = joblib.Parallel(
        n_jobs=min(workers, len(tasks)),
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch="n_jobs",
    )
    for done, name in enumerate(parallel(joblib.delayed(make)(*task) for task in tasks), start=1):
        progress(done, len(tasks), name)


def findings(folder: Folder) -> list[Finding]:
    """What a proof found, from the files of its blocks."""
    return folder.proof.findings(folder.counted(), sum(folder.proof.sizes(folder.quick)))
