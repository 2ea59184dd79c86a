"""An existing Dask cluster instead of local processes: found, looked over, and used by studies.

The workers file what they compute themselves, so they must see the results folder under the same
path, and they must run the same telesim: the key of a result holds its source and the versions of
the libraries that compute. Both are asked of every worker before anything is simulated.
"""

from __future__ import annotations

import asyncio
import logging
import platform
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from telesim.experiment import provenance
from telesim.experiment.errors import RunError, StoreError

if TYPE_CHECKING:
    from distributed import Client

#: How long the scheduler and its first worker may take to answer. Assumed: long on any network.
PATIENCE_S = 6


#: How long a cluster may be without any worker in the middle of a study: a supervisor starts a
#: worker that died again within some seconds. Assumed.
ALONE_S = 60
#: How often it is looked who is there while no replication ends.
LOOK_S = 2.0

KEPT = "whole replications are kept, the same command goes on from them"

T = TypeVar("T")


class ClusterError(RunError):
    """The cluster does not answer, or its workers cannot compute what is asked."""


@contextmanager
def on_cluster(address: str | None, out: Path | str) -> Iterator[None]:
    """Inside, every study is computed by the workers of the cluster at this address.

    Args:
        address: of the scheduler, such as ``tcp://192.168.1.10:8786``; None changes nothing.
        out: root of the results, which all workers must see under the same path.

    Raises:
        ClusterError: nothing answers there, no worker is there, or a worker does not see the
            folder or runs another telesim; or the cluster went away in the middle.
        StoreError: the folder cannot be made or written.
    """
    if address is None:
        yield
        return
    distributed = _library()
    import joblib

    with _quiet(), _connected(distributed, address) as client:
        _look_over(client, address, Path(out).resolve())
        try:
            with joblib.parallel_config(backend="dask", client=client, wait_for_workers_timeout=0):
                yield
        except distributed.KilledWorker as problem:
            raise ClusterError(
                f"cluster {address}: several workers died on the same replication, perhaps for "
                f"lack of memory; {KEPT}"
            ) from problem
        except (
            distributed.CancelledError,
            distributed.comm.CommClosedError,
            TimeoutError,
        ) as problem:
            raise ClusterError(f"cluster {address}: it stopped answering; {KEPT}") from problem


def outcomes_of(
    client: Client, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]
) -> Generator[T, None, None]:
    """What a function gives for each call on the workers, in the order in which they end.

    Workers may come and go; a call whose worker died is made again by another. joblib's own way
    to a cluster is not used: it computes here where the cluster has one worker alone, and waits
    for ever where all of them are gone.

    Raises:
        ClusterError: no worker is left and none comes.
    """
    from distributed import wait

    ahead = iter(calls)
    pending: set[Any] = set()
    alone_since: float | None = None
    try:
        while True:
            slots = sum(client.ncores().values())
            # Two for each slot, so that no worker waits for the next one to be sent.
            for call in islice(ahead, max(0, 2 * slots - len(pending))):
                pending.add(client.submit(function, *call, pure=False))
            if not pending and slots:
                return
            if not slots:
                alone_since = alone_since or time.monotonic()
                if time.monotonic() - alone_since > ALONE_S:
                    raise ClusterError(
                        f"cluster {client.scheduler.address}: no worker is left, and none came "
                        f"within {ALONE_S} s; {KEPT}"
                    )
            else:
                alone_since = None
            if not pending:
                time.sleep(LOOK_S)
                continue
            try:
                with client.as_current():
                    done, pending = wait(pending, timeout=LOOK_S, return_when="FIRST_COMPLETED")
            except TimeoutError:
                continue  # look again who is there
            for future in done:
                yield future.result()
    finally:
        if pending and client.status == "running":
            client.cancel(list(pending))


def fingerprint() -> dict[str, str]:
    """What must be the same wherever replications of one result are computed."""
    versions = provenance.versions()
    return {
        "telesim": f"{versions['telesim']}, source {provenance.source_digest()[:12]}",
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: versions[name] for name in ("numpy", "simpy", "pandas", "pyarrow")},
    }


def differences(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """What differs, in words; empty when nothing does."""
    return "; ".join(
        f"{name} {theirs.get(name, 'missing')}, here {said}"
        for name, said in ours.items()
        if theirs.get(name) != said
    )


def _library() -> Any:
    try:
        import distributed
    except ModuleNotFoundError as problem:
        raise ClusterError(
            "a cluster needs the library distributed, which is not installed: "
            "pip install 'telesim[dask]'"
        ) from problem
    return distributed


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's own log off stderr: what matters is said in one line."""
    # The library gives some of its loggers levels of their own.
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _connected(distributed: Any, address: str) -> Iterator[Client]:
    async def knock() -> None:
        comm = await distributed.comm.connect(address, timeout=PATIENCE_S)
        await comm.close()

    try:
        # A client that never connects takes long to give up, and complains when it is thrown away.
        asyncio.run(asyncio.wait_for(knock(), PATIENCE_S))
        client = distributed.Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, TypeError, MemoryError) as problem:
        # TimeoutError is an OSError; a word that is no address is a ValueError; what answers in
        # another language is taken for a length, which no memory holds.
        reason = "what answers is no scheduler"
        if not isinstance(problem, MemoryError) and str(problem):
            reason = str(problem).splitlines()[0]
        raise ClusterError(
            f"cluster {address}: no scheduler answers there ({reason}); start one with "
            "`dask scheduler` and give the address that it prints"
        ) from problem
    try:
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=PATIENCE_S)


def _look_over(client: Client, address: str, out: Path) -> None:
    """Ask every worker whether it sees the folder and runs the same telesim."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except (TimeoutError, OSError) as problem:
        raise ClusterError(
            f"cluster {address}: no worker came within {PATIENCE_S} s; start some with "
            f"`dask worker {address} --nthreads 1`"
        ) from problem
    token = uuid.uuid4().hex
    probe = out / f".{token}.probe"
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe.write_text(token, encoding="utf-8")
    except OSError as problem:
        raise StoreError(f"cannot write to {out}: {problem.strerror or problem}") from problem
    try:
        answers = client.run(_answer, str(probe), on_error="return")
    finally:
        with suppress(OSError):
            probe.unlink()
    ours, wrong = fingerprint(), []
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, ModuleNotFoundError):
            wrong.append(f"worker {worker} lacks {answer.name}; it needs telesim installed")
        elif isinstance(answer, BaseException):
            wrong.append(f"worker {worker} fails: {type(answer).__name__}: {answer}")
        else:
            seen, theirs = answer
            if seen != token:
                wrong.append(
                    f"worker {worker} does not see {out}; it needs the same folder at the same path"
                )
            if differing := differences(theirs, ours):
                wrong.append(f"worker {worker} runs another telesim: {differing}")
    if wrong:
        raise ClusterError(f"cluster {address}: {'; '.join(wrong)}")


def _answer(probe: str) -> tuple[str, dict[str, str]]:
    """On a worker: what it reads there, and what it runs."""
    try:
        seen = Path(probe).read_text(encoding="utf-8")
    except OSError:
        seen = ""
    return seen, fingerprint()
