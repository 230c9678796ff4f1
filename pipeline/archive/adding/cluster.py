"""More than one machine (cụm máy): tasks of the archive on a Dask cluster, through the same door as on one's own processes.

    dask scheduler                                          # on one machine
    dask worker tcp://scheduler:8786 --nworkers 8 --nthreads 1    # on every machine
    kehoach archive add /srv/scans --archive /srv/archive --scheduler tcp://scheduler:8786

All machines see the archive's folder under the same path; tasks and results that travel are small. Inside a Dask worker each
task runs in a child process of its own (`workers.pool`), so that the limits of time and memory are the same everywhere: a page
that eats all memory costs that page, not the Dask worker. A worker that dies loses its tasks to the others; what they had
written already is written once more with the same bytes. Dask moves tasks as pickles: whoever reaches the scheduler's port can
run programs on its workers, so a cluster belongs into a network of its own or behind TLS (docs/cluster.md).

>>> with executor_of(jobs=1) as executor:
...     executor.submit(perform, Task(iter, ([1, 2],), 20.0)).result().results
(1, 2)
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.archive.files.manifest import made_by
from pipeline.archive.files.store import NAME, Store
from pipeline.errors import ClusterUnfit, ExtraMissing, KehoachError, WorkerLost
from pipeline.workers.child import THREADS, Task
from pipeline.workers.executors import Done, LimitedExecutor, page_of, perform

CONNECT_SECONDS = 5.0
"""A scheduler that has not answered by then is not there: a wrong address must not cost a person minutes."""

JOIN_SECONDS = 30.0
"""How long the first worker may take to join; it loads Python and Dask from a disk that may be shared."""

ASK_SECONDS = 2.0
"""How often the scheduler is asked for the number of its workers."""

RETRIES = 2
"""Times that a task is given to another worker when the first one could not even begin it (no process, no disk). A worker that dies
is another matter: Dask hands its tasks on, three times (`distributed.scheduler.allowed-failures`)."""

ORPHAN_SECONDS = 30
"""A local worker whose scheduler is gone ends itself after this."""

TLS = "DASK_DISTRIBUTED__COMM__TLS__"


class _About(NamedTuple):
    """What a worker says of itself: its version and models, and the archive's card as it sees it."""

    made_by: str
    card: bytes | None


@contextmanager
def executor_of(
    scheduler: str | None = None, cluster: str | None = None, jobs: int = 1, archive: Path | None = None
) -> Iterator[LimitedExecutor | DaskExecutor]:
    """The executor that was asked for: a Dask `scheduler` (its address), `cluster="local"` (Dask on this machine), else `jobs` processes.

    `archive` is the folder that every worker must see; it is made where there is none. Raises `ClusterUnfit`, `ExtraMissing`.
    """
    if archive is not None:
        Store.open(archive, create=True)
    if scheduler is None and cluster is None:
        with LimitedExecutor(jobs) as limited:
            yield limited
    elif scheduler is None:
        with _local_cluster(jobs) as address, _connected(address, jobs, archive) as dask:
            yield dask
    else:
        with _connected(scheduler, 1, archive) as dask:
            yield dask


class DaskExecutor(Executor):
    """An executor that gives tasks to the workers of a Dask cluster. Its futures give a `Done`, or raise `ClusterUnfit`."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._jobs, self._asked = 1, float("-inf")

    @property
    def jobs(self) -> int:
        """How many tasks the cluster can do at once, now: workers may join and leave. Raises `ClusterUnfit`."""
        if time.monotonic() - self._asked > ASK_SECONDS:
            try:
                self._jobs = max(1, sum(self._client.nthreads().values()))
            except Exception as error:
                raise ClusterUnfit(self._address, detail=_one_line(error)) from error
            self._asked = time.monotonic()
        return self._jobs

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """What `LimitedExecutor.submit` does, in a child process of some worker. Raises `ClusterUnfit`."""
        try:
            # Not `pure`: a task that is tried again must be done again, not answered from what Dask remembers.
            theirs = self._client.submit(_in_a_child, made_by(), function, arguments, named, pure=False, retries=RETRIES)
        except Exception as error:
            raise ClusterUnfit(self._address, detail=_one_line(error)) from error
        ours: Future[Any] = Future()
        ours.add_done_callback(lambda future: theirs.cancel() if future.cancelled() else None)
        theirs.add_done_callback(lambda future: self._answer(ours, future, arguments[0] if function is perform else None))
        return ours

    def _answer(self, ours: Future[Any], theirs: Any, task: Task | None) -> None:
        """Pass on what became of a task. Workers that died with it again and again are the task's fault, all else the cluster's."""
        try:
            answer, error = theirs.result(), None
        except KehoachError as known:
            answer, error = None, known
        except (Exception, CancelledError) as unknown:
            answer, error = None, ClusterUnfit(self._address, detail=_one_line(unknown))
            if task is not None and type(unknown).__name__ == "KilledWorker":
                answer, error = Done((), WorkerLost(task.where, page=page_of(task, 0), detail="its Dask workers died")), None
        with suppress(InvalidStateError):  # given up meanwhile
            if error is None:
                ours.set_result(answer)
            else:
                ours.set_exception(error)


def _in_a_child(expected: str, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """On a worker: call the function in a child process. Raises `ClusterUnfit` where the worker would read with other models."""
    if made_by() != expected:
        raise ClusterUnfit(_worker().address, detail=_other_version(made_by(), expected))
    return _room().submit(function, *arguments, **named).result()


@cache
def _room() -> LimitedExecutor:
    """The child processes of this Dask worker, kept from task to task: a new one opens the models again. They end with the worker."""
    return LimitedExecutor(_worker().state.nthreads)


def _worker() -> Any:
    return _door().get_worker()


def _door() -> Any:
    """The door to Dask. Raises `ExtraMissing`."""
    try:
        return import_module("distributed")
    except ImportError:
        raise ExtraMissing(detail="pip install 'kehoach[cluster]'") from None


def _about(card: str | None) -> _About:
    """On a worker: what it is."""
    seen = None
    if card is not None:
        with suppress(OSError):
            seen = Path(card).read_bytes()
    return _About(made_by(), seen)


@contextmanager
def _connected(address: Any, jobs: int, archive: Path | None) -> Iterator[DaskExecutor]:
    """An executor on the scheduler at `address` once `jobs` workers have joined, or the first one has, and all were looked at."""
    door = _door()
    if isinstance(address, str):
        _knock(address, door)
    client = None
    logger = logging.getLogger("distributed")
    level = logger.level
    try:
        if not os.environ.get("KEHOACH_DEBUG"):  # what matters of its pages of complaints comes as an error
            logger.setLevel(logging.CRITICAL + 1)
        try:
            client = door.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
            client.wait_for_workers(jobs, timeout=JOIN_SECONDS)
            abouts = client.run(_about, None if archive is None else str(archive.absolute() / NAME), on_error="return")
        except Exception as error:
            nobody = "no Dask scheduler answers there" if client is None else f"no worker joined within {JOIN_SECONDS:.0f} s"
            raise ClusterUnfit(address, detail=f"{nobody}: {_one_line(error)}") from error
        _look_at(abouts, archive)
        yield DaskExecutor(client, address)
    finally:
        if client is not None:
            client.close(timeout=CONNECT_SECONDS)
        logger.setLevel(level)


def _knock(address: str, door: Any) -> None:
    """See that a Dask scheduler answers at the address. Raises `ClusterUnfit`."""
    protocol, _, place = address.rpartition("://")
    host, _, port = place.rpartition(":")
    if protocol == "tls" and door.Security().get_connection_args("client")["ssl_context"] is None:
        raise ClusterUnfit(address, detail=f"no keys for TLS: set {TLS}CA_FILE, {TLS}CLIENT__KEY and {TLS}CLIENT__CERT")
    if not (host and port.isdecimal()):
        raise ClusterUnfit(address, detail="an address looks like tcp://192.168.1.5:8786")
    try:
        with ThreadPoolExecutor(1) as aside:  # a notebook's own loop is busy with the cell that called this
            aside.submit(asyncio.run, _greet(address, door)).result()
    except (Exception, CancelledError) as error:
        raise ClusterUnfit(address, detail=f"no Dask scheduler answers there: {_one_line(error)}") from error


async def _greet(address: str, door: Any) -> None:
    # The limit inside is not kept where somebody listens and says nothing; the client would wait there for ever.
    keys = door.Security().get_connection_args("client")
    comm = await asyncio.wait_for(door.comm.connect(address, timeout=CONNECT_SECONDS, **keys), CONNECT_SECONDS + 1)
    await comm.close()


def _look_at(abouts: dict[str, _About | BaseException], archive: Path | None) -> None:
    """See that each worker is like this process. Raises `ClusterUnfit` with the worker's address."""
    card = None if archive is None else (archive / NAME).read_bytes()
    for address, about in sorted(abouts.items()):
        if isinstance(about, BaseException):
            raise ClusterUnfit(address, detail=f"kehoach cannot run on this worker: {_one_line(about)}")
        if about.made_by != made_by():
            raise ClusterUnfit(address, detail=_other_version(about.made_by, made_by()))
        if about.card != card:
            raise ClusterUnfit(address, detail=f"this worker does not see the archive under the same path, {archive}")


def _other_version(theirs: str, ours: str) -> str:
    return f"another version or other models on this worker: {theirs}; here: {ours}"


@contextmanager
def _local_cluster(jobs: int) -> Iterator[Any]:
    """A scheduler in this process and `jobs` workers as programs, on the loopback alone and with keys made for this run.

    The workers are not left to `LocalCluster`: multiprocessing would run the caller's script or notebook again in each of them. Without
    keys every user of this machine could run programs as the one who started it.
    """
    door = _door()
    keys = door.Security.temporary()
    # Dask opens a port for its figures also without a dashboard: 8787, if not told otherwise.
    figures = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
    with door.LocalCluster(
        n_workers=0, processes=True, host="127.0.0.1", scheduler_kwargs=figures, security=keys, silence_logs=50
    ) as cluster:
        process = _start_workers(cluster.scheduler_address, jobs, keys.get_tls_config_for_role("worker"))
        try:
            yield cluster
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(CONNECT_SECONDS)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start_workers(address: str, jobs: int, keys: dict[str, str]) -> subprocess.Popen[bytes]:
    """`dask worker` with `jobs` processes in a session of its own (Ctrl-C is the parent's); keys go by the environment, not by files."""
    package = str(Path(__file__).resolve().parents[3])
    environment = THREADS | {
        "PYTHONPATH": os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])]),
        "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True",
        f"{TLS}CA_FILE": keys["ca_file"],
        f"{TLS}WORKER__KEY": keys["key"],
        f"{TLS}WORKER__CERT": keys["cert"],
    }
    options = ["--nworkers", str(jobs), "--nthreads", "1", "--host", "127.0.0.1", "--memory-limit", "0", "--no-dashboard"]
    quiet = None if os.environ.get("KEHOACH_DEBUG") else subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-m", "dask", "worker", address, *options, "--death-timeout", str(ORPHAN_SECONDS)],
        env=os.environ | environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=quiet,
        stderr=quiet,
    )


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
