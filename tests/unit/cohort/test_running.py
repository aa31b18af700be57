"""The same bytes whatever the blocks and workers; folders that go on where they were stopped, or refuse."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from needlepoint.cohort import Results, Trial, local, run_trial, running, storing
from needlepoint.cohort.working import Done, Task, block_groups, run_task, tasks_of
from needlepoint.errors import InputError, MachineError

PATIENTS = 40
TABLES = ("people.parquet", "scores.parquet")


def digest(folder: Path) -> list[str]:
    """Both tables of a folder as hashes of their bytes."""
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES]


@pytest.fixture(scope="session")
def kept(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The tables' hashes of the trial run in one process and one block."""
    folder = tmp_path_factory.mktemp("kept") / "trial"
    run_trial(trial, patients=PATIENTS, block=1024, out=folder)
    assert not (folder / "blocks").exists()
    assert {"trial.yaml", "manifest.json", *TABLES} <= {item.name for item in folder.iterdir()}
    return digest(folder)


def test_any_block_gives_the_same_bytes(trial: Trial, plain: Results, kept: list[str], tmp_path: Path) -> None:
    small = run_trial(trial, patients=PATIENTS, block=16, out=tmp_path / "small")
    assert digest(tmp_path / "small") == kept
    assert small.scores.to_pydict().keys() == plain.scores.to_pydict().keys()
    for name in ("score", "true", "downtime_days"):
        assert small.column("scores", name).tobytes() == plain.column("scores", name).tobytes()


def test_a_smaller_trial_is_the_beginning_of_a_larger_one(trial: Trial, plain: Results) -> None:
    few = run_trial(trial, patients=21)
    for name in ("score", "person", "world"):
        whole = plain.column("scores", name)
        assert few.column("scores", name).tobytes() == whole[: few.scores.num_rows].tobytes()


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_give_the_same_bytes(trial: Trial, kept: list[str], tmp_path: Path, workers: int) -> None:
    told: list[float] = []
    run_trial(
        trial,
        patients=PATIENTS,
        workers=workers,
        block=16,
        out=tmp_path / "many",
        tell=lambda what, share: told.append(share),
    )
    assert digest(tmp_path / "many") == kept
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_killed_run_goes_on_and_does_nothing_twice(
    trial: Trial, kept: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Task] = []

    def counted(setup: bytes, tasks: list[Task], tell: object = None) -> Iterator[Done]:
        for task in tasks:
            done.append(task)
            yield run_task(setup, task)

    def killed(setup: bytes, tasks: list[Task], tell: object = None) -> Iterator[Done]:
        yield from (run_task(setup, task) for task in tasks[:2])
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "in_process", killed)
    with pytest.raises(KeyboardInterrupt):
        run_trial(trial, patients=PATIENTS, block=16, out=tmp_path)
    monkeypatch.undo()
    assert len(list((tmp_path / "blocks").iterdir())) == 4
    (tmp_path / "blocks" / "scores-0000000-0000000.parquet").unlink()  # a block without its scores is not finished
    monkeypatch.setattr(running, "in_process", counted)
    done.clear()
    run_trial(trial, patients=PATIENTS, block=32, out=tmp_path)  # another size of block
    assert [(task.first, task.count) for task in done] == [(0, 1), (2, 1)]
    assert digest(tmp_path) == kept
    done.clear()
    again = run_trial(trial, patients=PATIENTS, out=tmp_path)
    assert done == []
    assert again.people.num_rows == 2 * PATIENTS


def test_a_full_disk_stops_clean_and_goes_on(
    trial: Trial, kept: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = storing.write_file
    calls: list[Path] = []

    def full(path: Path, content: object) -> Path:
        calls.append(path)
        if len(calls) == 6:  # manifest, trial, first block, people of the second
            raise OSError(28, "No space left on device")
        return written(path, content)  # type: ignore[arg-type]

    monkeypatch.setattr(storing, "write_file", full)
    with pytest.raises(MachineError, match="disk is full"):
        run_trial(trial, patients=PATIENTS, block=16, out=tmp_path)
    monkeypatch.undo()
    run_trial(trial, patients=PATIENTS, block=16, out=tmp_path)
    assert digest(tmp_path) == kept


def test_a_folder_of_another_trial_size_or_model_is_refused(
    trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_trial(trial, patients=16, out=tmp_path)
    before = digest(tmp_path)
    with pytest.raises(InputError, match="another trial"):
        run_trial(trial.replace(seed=99), patients=16, out=tmp_path)
    with pytest.raises(InputError, match="a trial of 16 patients"):
        run_trial(trial, patients=17, out=tmp_path)
    monkeypatch.setattr(storing, "fingerprint", lambda: "another")
    with pytest.raises(InputError, match="another version"):
        run_trial(trial, patients=16, out=tmp_path)
    assert digest(tmp_path) == before
    strange = tmp_path / "strange"
    (strange / "blocks").mkdir(parents=True)
    with pytest.raises(InputError, match=r"without a manifest\.json"):
        run_trial(trial, patients=16, out=strange)


def test_one_run_at_a_time_holds_a_folder(trial: Trial, tmp_path: Path) -> None:
    with storing.held_folder(tmp_path), pytest.raises(MachineError, match="Another run"):
        run_trial(trial, patients=16, out=tmp_path)


@pytest.mark.parametrize("wrong", [{"patients": 0}, {"workers": 0}, {"block": 0}, {"patients": 10**9}])
def test_sizes_that_cannot_be_are_refused(trial: Trial, wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match="a whole number"):
        run_trial(trial, **wrong)  # type: ignore[arg-type]


def test_blocks_are_whole_groups_in_order() -> None:
    assert tasks_of([0, 1, 2, 5, 6], 2, 99) == [Task(0, 2, 99), Task(2, 1, 99), Task(5, 2, 99)]
    assert block_groups(100_000, 2, None) == 64
    assert block_groups(40, 2, None) == 1
    assert block_groups(40, 2, 17) == 2


@pytest.mark.slow
def test_killing_a_worker_changes_nothing(
    trial: Trial, kept: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = local._pool
    pids: list[int] = []

    def watched(workers: int) -> object:
        pool = made(workers)
        pids.extend(pool._processes)
        return pool

    def kill(what: str, share: float) -> None:
        if len(pids) == 2 and share > 0.0:  # once, while the second block is under way
            for pid in pids:
                os.kill(pid, signal.SIGKILL)

    monkeypatch.setattr(local, "_pool", watched)
    run_trial(trial, patients=PATIENTS, workers=2, block=16, out=tmp_path, tell=kill)
    assert len(pids) == 4, "no second pool: nobody was killed in time"
    assert digest(tmp_path) == kept


def test_workers_that_die_again_and_again_are_given_up(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def submit(self, *args: object) -> None:
            raise BrokenProcessPool

        def shutdown(self, **how: object) -> None:
            pass

    monkeypatch.setattr(local, "_pool", lambda workers: Broken())
    with pytest.raises(MachineError, match="killed again and again"):
        run_trial(trial, patients=16, workers=2)
