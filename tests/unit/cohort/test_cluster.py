"""A Dask cluster by its address: the same bytes, and plain words where there is none."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from needlepoint.cohort import Results, Trial, run_trial
from needlepoint.cohort.cluster import connected
from needlepoint.errors import InputError, MachineError

distributed = pytest.importorskip("distributed")


def test_no_scheduler_is_said_in_seconds(trial: Trial) -> None:
    start = time.perf_counter()
    with pytest.raises(MachineError, match="No scheduler answers"), connected("tcp://127.0.0.1:9"):
        pass
    assert time.perf_counter() - start < 15.0
    with pytest.raises((InputError, MachineError)), connected("not an address"):
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with one worker in threads of this process."""
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp", host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_gives_the_same_bytes(trial: Trial, plain: Results, address: str) -> None:
    found = run_trial(trial, patients=plain.patients, scheduler=address, block=16)
    for name in ("score", "true", "person"):
        assert found.column("scores", name).tobytes() == plain.column("scores", name).tobytes()


def test_a_worker_of_another_version_is_refused(trial: Trial, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from needlepoint.cohort import cluster

    monkeypatch.setattr(cluster, "fingerprint", lambda: "another")
    with pytest.raises(MachineError, match="another version"):
        run_trial(trial, patients=16, scheduler=address)


def test_a_scheduler_without_workers_says_so() -> None:
    with (
        distributed.LocalCluster(
            n_workers=0, processes=False, dashboard_address=":0", protocol="tcp", host="127.0.0.1"
        ) as cluster,
        pytest.raises(MachineError, match="has no workers"),
        connected(cluster.scheduler_address),
    ):
        pass
