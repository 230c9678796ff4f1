"""Tasks on a real Dask cluster: the same limits as at home, workers and schedulers that die, addresses that are none."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path
from typing import Any

import pytest
from archives import PAPER, assert_whole, holdings, shelf
from pdfs import write_text_pdf

from pipeline.archive.adding import cluster
from pipeline.archive.adding.account import Taken
from pipeline.archive.adding.cluster import DaskExecutor, _About, _look_at, executor_of
from pipeline.archive.adding.ingest import Event
from pipeline.archive.archive import Archive
from pipeline.archive.files.manifest import made_by
from pipeline.errors import ClusterUnfit, KehoachError, PageTimeout, WorkerLost
from pipeline.workers.child import Task
from pipeline.workers.executors import Done, perform
from pipeline.workers.shelf import PageDone

pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parents[2]

WHOSE_PARENT = "__import__('os').getppid()"


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Whoever shall be reached is waited for as long as a busy machine takes; where nobody answers the tests set a short limit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "CONNECT_SECONDS", 15.0)
        patch.setattr(cluster, "JOIN_SECONDS", 300.0)
        yield


@pytest.fixture(scope="module")
def dask(patience: None) -> Iterator[DaskExecutor]:
    with executor_of(cluster="local", jobs=2) as executor:
        assert isinstance(executor, DaskExecutor)
        yield executor


def until(happened: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait for something that has to happen, however busy the machine is."""
    since = time.monotonic()
    while not happened():
        assert time.monotonic() - since < seconds
        time.sleep(0.05)


CASES = {
    "results come in order": (Task(iter, ([1, 2, 3],), 20), (1, 2, 3), None),
    # The limit is of each result, and of the first one the start of a process is a part.
    "too slow": (Task(map, (os.system, ["true", "sleep 61.7"]), 5.0, "kh.pdf", (7, 8)), (0,), PageTimeout),
    "its process dies": (Task(map, (os._exit, [3]), 20, "kh.pdf", (2,)), (), WorkerLost),
    "too much memory": (Task(map, (bytearray, [3 * 1024**3]), 20, "kh.pdf", (2,)), (), WorkerLost),
    "a fault of ours": (Task(map, (int, ["1", "mười"]), 20, "kh.txt"), (1,), KehoachError),
}


@pytest.mark.parametrize("case", CASES)
def test_limits_are_those_of_ones_own_processes(dask: DaskExecutor, case: str) -> None:
    task, results, error = CASES[case]
    with executor_of(jobs=1) as ours:
        answers: list[Done] = [executor.submit(perform, task).result(60) for executor in (ours, dask)]
    for done in answers:
        assert done.results == results
        assert type(done.error) is (error or type(None))
    assert [str(done.error) for done in answers[:1]] == [str(done.error) for done in answers[1:]]


def test_any_function_can_be_given(dask: DaskExecutor) -> None:
    assert dask.submit(pow, 2, 10).result(60) == 1024
    with pytest.raises(KehoachError, match="ZeroDivisionError"):
        dask.submit(divmod, 1, 0).result(60)
    until(lambda: dask.jobs == 2)  # another test kills a worker; it comes back


def test_the_child_is_kept_from_task_to_task(dask: DaskExecutor) -> None:
    task = Task(map, (eval, ["__import__('os').getpid()"]), 20)
    assert len({dask.submit(perform, task).result(60).results for _ in range(8)}) <= 2


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(dask: DaskExecutor, tmp_path: Path) -> None:
    # Functions of the standard library: what a test module holds cannot be imported on a worker.
    script = "__import__('time').sleep(0.2) or __import__('pathlib').Path({!r}).write_text('{}') and {}"
    tasks = [Task(map, (eval, [script.format(str(tmp_path / str(n)), n, n)]), 20, str(n)) for n in range(20)]
    whose = dask.submit(perform, Task(map, (eval, [WHOSE_PARENT]), 20)).result(60).results[0]
    futures = [dask.submit(perform, task) for task in tasks]
    wait(futures[:3])
    os.kill(whose, signal.SIGKILL)
    assert [future.result(60) for future in futures] == [Done((n,), None) for n in range(20)]
    assert sorted(int(path.name) for path in tmp_path.iterdir()) == list(range(20))


def test_given_up_tasks_are_not_begun(dask: DaskExecutor, tmp_path: Path) -> None:
    until(lambda: dask.jobs == 2)
    go = tmp_path / "go"
    wait = f"touch '{tmp_path}'/busy.$$; while [ ! -e '{go}' ]; do sleep 0.05; done"
    busy = [dask.submit(perform, Task(map, (os.system, [wait]), 300)) for _ in range(2)]
    until(lambda: len(list(tmp_path.glob("busy.*"))) == 2)  # one on each worker: no other task can begin
    script = f"__import__('pathlib').Path({str(tmp_path / 'begun')!r}).write_text('')"
    last = [dask.submit(perform, Task(map, (eval, [script]), 20)) for _ in range(4)]
    assert all(future.cancel() for future in last)
    # What a client says comes in the order in which it was said: when the scheduler knows this, it knows that they were given up.
    dask._client.set_metadata("given up", True)
    until(lambda: bool(dask._client.get_metadata("given up", False)))
    # A worker is handed one task beforehand: it has to hear of it too.
    until(lambda: not any(dask._client.run(lambda dask_worker: [t for t in dask_worker.state.ready if t.state == "ready"]).values()))
    go.touch()
    assert [future.result(60) for future in busy] == [Done((0,), None)] * 2
    assert dask.submit(pow, 2, 2).result(60) == 4
    assert not (tmp_path / "begun").exists()


ADDRESSES = {
    "tcp://127.0.0.1:1": "no Dask scheduler answers there",
    "tcp://kehoach.invalid:8786": "no Dask scheduler answers there",
    "tcp://127.0.0.1:99999": "no Dask scheduler answers there",
    "nowhere": "an address looks like tcp://192.168.1.5:8786",
    "tcp://": "an address looks like tcp://192.168.1.5:8786",
    "": "an address looks like tcp://192.168.1.5:8786",
    "tls://127.0.0.1:1": "no keys for TLS",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_wrong_address_is_an_error_for_people(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    with pytest.raises(ClusterUnfit, match=ADDRESSES[address]) as caught, executor_of(address):
        pass
    assert "\n" not in caught.value.message()


def test_somebody_else_listens_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(ClusterUnfit, match="no Dask scheduler answers there"), executor_of(address):
            pass


def test_a_scheduler_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "JOIN_SECONDS", 0.3)
    empty = LocalCluster(n_workers=0, processes=False, protocol="tcp://", scheduler_kwargs={"dashboard_address": "127.0.0.1:0"})
    with empty, pytest.raises(ClusterUnfit, match="no worker joined"), executor_of(empty.scheduler_address):
        pass


CARD = b'{"layout": 1}\n'

WORKERS: dict[str, tuple[Any, str | None]] = {
    "as it should be": (_About(made_by(), CARD), None),
    "another version": (_About("kehoach 0.0.1 words:12345678", CARD), "another version"),
    "does not see the archive": (_About(made_by(), None), "does not see the archive"),
    "sees another archive": (_About(made_by(), b'{"layout": 0}\n'), "does not see the archive"),
    "kehoach is not installed": (ModuleNotFoundError("No module named 'pipeline'"), "No module named 'pipeline'"),
}


@pytest.mark.parametrize("case", WORKERS)
def test_each_worker_is_looked_at(case: str, tmp_path: Path) -> None:
    (tmp_path / "kehoach-archive.json").write_bytes(CARD)
    about, complaint = WORKERS[case]
    abouts = {"tcp://a:1": _About(made_by(), CARD), "tcp://b:2": about}
    if complaint is None:
        _look_at(abouts, tmp_path)
    else:
        with pytest.raises(ClusterUnfit, match=complaint) as caught:
            _look_at(abouts, tmp_path)
        assert caught.value.where == "tcp://b:2"


def test_a_worker_that_joins_later_with_other_models_reads_nothing(dask: DaskExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "made_by", lambda: "kehoach 9.9")
    with pytest.raises(ClusterUnfit, match="another version"):
        dask.submit(perform, Task(iter, ([1],), 20)).result(60)


def test_the_local_cluster_is_closed_to_others(dask: DaskExecutor) -> None:
    from distributed import Client

    address = dask._client.scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    with pytest.raises(OSError):
        Client(address.replace("tls://", "tcp://"), timeout=0.5, set_as_default=False)


def programs(*arguments: str) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "dask", *arguments], start_new_session=True, stdout=quiet, stderr=quiet, cwd=ROOT)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], subprocess.Popen[bytes]]]:
    """`dask scheduler` and `dask worker` as a person starts them."""
    card = tmp_path / "scheduler.json"
    scheduler = programs("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(card))
    workers = programs(
        "worker", "--scheduler-file", str(card), "--nworkers", "2", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard"
    )
    try:
        until(lambda: scheduler.poll() is not None or (card.exists() and card.read_text().rstrip().endswith("}")))
        assert scheduler.poll() is None
        yield json.loads(card.read_text())["address"], scheduler, workers
    finally:
        for process in (workers, scheduler):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_an_add_on_a_cluster_of_which_a_worker_is_killed_equals_one_at_home(
    machines: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _, _ = machines
    folder = shelf(tmp_path / "shelf", 16)
    for number in range(4):
        write_text_pdf(folder / f"kh {number}.pdf", [PAPER.format(number=f"{number}{page}").splitlines() for page in range(3)])
    with executor_of(jobs=2) as ours:
        Archive(tmp_path / "home").add([folder], executor=ours, searchable=False)
    killed: list[int] = []

    def kill_one(event: Event) -> None:
        if isinstance(event, Taken) and not killed:
            killed.append(worker)
            os.kill(worker, signal.SIGKILL)

    monkeypatch.chdir(tmp_path)  # the workers stand elsewhere
    with executor_of(address, archive=Path("kho")) as dask:
        worker = dask.submit(os.getppid).result(60)
        account = Archive("kho").add([folder], executor=dask, searchable=False, events=kill_one)
    assert killed and len(account.added) == 20 and not account.failed and not account.partly
    assert_whole(tmp_path / "kho", holdings(tmp_path / "home"), folder.iterdir())
    assert Archive(tmp_path / "kho").check(jobs=1).findings == []


def test_a_scheduler_that_dies_in_the_middle_of_an_add(machines: Any, tmp_path: Path) -> None:
    address, scheduler, _ = machines
    folder = shelf(tmp_path / "shelf", 40)

    def end(event: Event) -> None:
        # The first page, not the first document: documents are told of some at a time, on a quick machine all of them at the end.
        if isinstance(event, PageDone):
            os.killpg(scheduler.pid, signal.SIGKILL)

    with pytest.raises(ClusterUnfit), executor_of(address, archive=tmp_path / "kho") as dask:
        Archive(tmp_path / "kho").add([folder], executor=dask, events=end)
    with executor_of(jobs=1) as ours:
        for name in ("kho", "home"):
            Archive(tmp_path / name).add([folder], executor=ours)
    assert_whole(tmp_path / "kho", holdings(tmp_path / "home"), folder.iterdir())


def test_a_scheduler_that_dies_ends_the_run_with_a_word_for_people(machines: Any) -> None:
    address, scheduler, _ = machines
    with executor_of(address) as executor:
        assert executor.submit(pow, 2, 3).result(60) == 8
        futures = [executor.submit(perform, Task(map, (time.sleep, [30]), 40)) for _ in range(4)]
        os.killpg(scheduler.pid, signal.SIGKILL)
        for future in futures:
            with pytest.raises(ClusterUnfit):
                future.result(120)
        with pytest.raises(ClusterUnfit):
            executor.submit(pow, 2, 3).result(60)


def test_a_script_without_a_main_guard_may_use_the_local_cluster_and_its_workers_die_with_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os\nfrom pipeline.archive.adding.cluster import executor_of\n"
        "with executor_of(cluster='local', jobs=1) as executor:\n"
        "    print(executor.submit(os.getppid).result(60), flush=True)\n    os.kill(os.getpid(), 9)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, env=environment)
    worker = int(done.stdout)
    until(lambda: not Path(f"/proc/{worker}").exists(), cluster.ORPHAN_SECONDS + 120)
