"""A trial's folder: blocks written whole as they finish, a manifest that says whose they are, tables at the end.

    trial.yaml       the trial, readable again         manifest.json   trial, patients, model; whether it is finished
    blocks/          people-A-B, scores-A-B.parquet of groups A to B, until the trial is finished
    people.parquet   scores.parquet                    all people, in row groups of ``ROWS``, whatever the blocks were

A folder of another trial, size or model is refused. What was killed, or stopped by a full disk, goes on from its
finished blocks, under any size of block. One run at a time holds a folder.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputError, MachineError, Problem
from ..files import explain, write_file
from .results import PEOPLE, SCORES
from .tables import groups_of
from .trial import Trial
from .working import Done, fingerprint, table_of
from .writing import trial_to_yaml

SCHEMA = "needlepoint.trial-folder/1"
ROWS = 65_536
TABLES = {"people": PEOPLE, "scores": SCORES}
_BLOCK = re.compile(r"scores-(\d+)-(\d+)\.parquet")


@dataclass(frozen=True)
class Folder:
    """The folder of one trial of one size."""

    path: Path
    trial: Trial
    patients: int

    @property
    def manifest(self) -> dict[str, Any]:
        """What must agree before anything is added."""
        return {
            "schema": SCHEMA,
            "trial": self.trial.key,
            "patients": self.patients,
            "model": fingerprint(),
        }

    def open(self) -> None:
        """Make the folder, or check that it is this trial's. Raises InputError for another's, MachineError."""
        file = self.path / "manifest.json"
        if file.is_file():
            self._check(_read(file))
            return
        mine = [name for name in ("blocks", "people.parquet", "scores.parquet") if (self.path / name).exists()]
        if mine:
            raise InputError(Problem(str(self.path), f"{mine[0]} without a manifest.json", *EMPTY))
        write_file(file, _json(self.manifest | {"finished": False}))
        write_file(self.path / "trial.yaml", trial_to_yaml(self.trial))

    def _check(self, found: dict[str, Any]) -> None:
        words = {
            "schema": "a folder of another kind",
            "trial": "the results of another trial",
            "patients": f"a trial of {found.get('patients')} patients",
            "model": "results of another version of the model",
        }
        for name, value in self.manifest.items():
            if found.get(name) != value:
                raise InputError(Problem(str(self.path), words[name], *EMPTY))

    @property
    def finished(self) -> bool:
        """Whether both tables are there and whole."""
        return bool(_read(self.path / "manifest.json").get("finished"))

    def held(self) -> dict[int, tuple[int, str]]:
        """Finished blocks: first group to (count, name)."""
        folder = self.path / "blocks"
        found: dict[int, tuple[int, str]] = {}
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            match = _BLOCK.fullmatch(file.name)
            name = file.name.removeprefix("scores-")
            if match and (folder / f"people-{name}").is_file():
                first, last = int(match[1]), int(match[2])
                found[first] = last - first + 1, name
        return found

    def missing(self) -> list[int]:
        """Groups that are not in any finished block."""
        done = {group for first, (count, _) in self.held().items() for group in range(first, first + count)}
        return [group for group in range(groups_of(self.patients)) if group not in done]

    def add(self, done: Done) -> None:
        """Write a block whole; the scores, which count it as finished, last. Raises MachineError (disk full)."""
        name = f"{done.task.first:07d}-{done.task.first + done.task.count - 1:07d}.parquet"
        write_file(self.path / "blocks" / f"people-{name}", _parquet(table_of(done.people)))
        write_file(self.path / "blocks" / f"scores-{name}", _parquet(table_of(done.scores)))

    def finish(self) -> None:
        """Both tables from the blocks, a block at a time; then the blocks go. Raises MachineError (disk full)."""
        if self.missing():
            raise MachineError(f"Blocks have vanished from {self.path}.", "Start the same command again.")
        for table in TABLES:
            write_file(self.path / f"{table}.parquet", functools.partial(self._gather, table))
        write_file(self.path / "manifest.json", _json(self.manifest | {"finished": True}))
        shutil.rmtree(self.path / "blocks", ignore_errors=True)

    def _gather(self, table: str, path: Path) -> None:
        with path.open("wb") as file, pq.ParquetWriter(file, TABLES[table], compression="zstd") as writer:
            for rows in _even(self._blocks(table)):
                writer.write_table(rows, row_group_size=ROWS)

    def _blocks(self, table: str) -> Iterator[pa.Table]:
        for _, (_, name) in sorted(self.held().items()):
            yield pq.read_table(self.path / "blocks" / f"{table}-{name}")

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """People and scores of a finished trial. Raises InputError when a file is damaged."""
        try:
            return pq.read_table(self.path / "people.parquet"), pq.read_table(self.path / "scores.parquet")
        except (OSError, pa.ArrowException) as cause:
            raise InputError(Problem(str(self.path), f"tables that cannot be read ({cause})", *EMPTY)) from cause


EMPTY = ("an empty folder, or the folder of the same trial", "Choose another folder, or remove this one.")


def _even(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in tables of ``ROWS``, so that a file does not show how the work was cut."""
    held: list[pa.Table] = []
    count = 0
    for table in tables:
        held.append(table)
        count += table.num_rows
        while count >= ROWS:
            joined = pa.concat_tables(held).unify_dictionaries().combine_chunks()
            yield joined.slice(0, ROWS)
            held, count = [joined.slice(ROWS)], count - ROWS
    if count:
        yield pa.concat_tables(held).unify_dictionaries().combine_chunks()


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as cause:
        raise InputError(Problem(str(file), "a manifest that cannot be read", *EMPTY)) from cause
    if not isinstance(found, dict):
        raise InputError(Problem(str(file), "a manifest that is none", *EMPTY))
    return found


@contextlib.contextmanager
def held_folder(path: Path) -> Iterator[None]:
    """The folder for this run alone. Raises MachineError while another run holds it, InputError where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with (path / ".lock").open("a") as file:
            _lock(file, path)
            yield
    except OSError as cause:
        raise explain(path, cause) from cause


def _lock(file: Any, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # a system without such locks: nothing to hold
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as cause:
        remedy = "Wait for it, or choose another folder."
        raise MachineError(f"Another run is writing to {path}.", remedy) from cause
