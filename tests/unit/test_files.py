"""Results appear whole or not at all, whatever the disk, the path or the person does."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from needlepoint.errors import InputError, MachineError
from needlepoint.files import explain, write_file, write_folder


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file below, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def full_disk(path: Path) -> None:
    path.write_bytes(b"half of it")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def key_press(path: Path) -> None:
    path.write_bytes(b"half of it")
    raise KeyboardInterrupt


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    assert write_file(tmp_path / "a" / "b.txt", "déjà vu\n") == tmp_path / "a" / "b.txt"
    assert everything_in(tmp_path) == {"a/b.txt": "déjà vu\n".encode()}


def test_a_new_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    written = write_folder(
        tmp_path / "out" / "plan", {"a.txt": "1", "b.bin": b"2", "c": lambda path: path.write_text("3")}
    )
    assert [path.name for path in written] == ["a.txt", "b.bin", "c"]
    assert everything_in(tmp_path) == {"out/plan/a.txt": b"1", "out/plan/b.bin": b"2", "out/plan/c": b"3"}


def test_an_existing_folder_keeps_foreign_files_and_loses_stale_ones(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_folder(tmp_path, {"plan.json": "old", "course.yaml": "old"})
    write_folder(tmp_path, {"plan.json": "new"}, owned=("plan.json", "course.yaml"))
    assert everything_in(tmp_path) == {"notes.txt": b"mine", "plan.json": b"new"}


@pytest.mark.parametrize("fault", [full_disk, key_press])
def test_a_fault_leaves_what_stood_there(tmp_path: Path, fault: object) -> None:
    write_folder(tmp_path / "plan", {"a": "old", "b": "old"})
    write_file(tmp_path / "c", "old")
    before = everything_in(tmp_path)
    for attempt in (
        lambda: write_folder(tmp_path / "plan", {"a": "new", "b": fault}),
        lambda: write_folder(tmp_path / "fresh" / "deep", {"a": "new", "b": fault}),
        lambda: write_file(tmp_path / "c", fault),
        lambda: write_file(tmp_path / "d" / "e", fault),
    ):
        with pytest.raises((MachineError, KeyboardInterrupt)):
            attempt()
    assert everything_in(tmp_path) == before
    assert not (tmp_path / "fresh").exists()
    assert not (tmp_path / "d").exists()


def test_a_failed_rename_puts_the_old_files_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path, {"a": "old", "stale": "old"})
    plain = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name == "c" and ".needlepoint" in str(self):
            raise OSError(errno.EIO, "I/O error")
        return plain(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(MachineError):
        write_folder(tmp_path, {"a": "new", "b": "new", "c": "new"}, owned=("stale",))
    assert everything_in(tmp_path) == {"a": b"old", "stale": b"old"}


def test_a_full_disk_of_the_real_kind_is_a_machine_error(tmp_path: Path) -> None:
    """The system's own limit on a file's size stands in for a full disk."""
    script = (
        "import resource, sys; from pathlib import Path; from needlepoint.files import write_folder\n"
        "from needlepoint.errors import MachineError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_folder(Path(sys.argv[1]) / 'plan', {'a': 'x', 'b': 'x' * 5000})\n"
        "except MachineError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=30)
    assert "disk is full" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_symlink_loop_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for attempt in (
        lambda: write_folder(tmp_path / "loop", {"a": "1"}),
        lambda: write_folder(tmp_path / "loop" / "x", {"a": "1"}),
        lambda: write_file(tmp_path / "loop", "1"),
    ):
        with pytest.raises(InputError, match="symlink that leads back to itself"):
            attempt()


def test_a_symlink_to_a_folder_or_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_folder(tmp_path / "link", {"a": "1"})
    (tmp_path / "file").symlink_to("real/a")
    write_file(tmp_path / "file", "2")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").is_symlink()
    assert (tmp_path / "real" / "a").read_text() == "2"


def test_a_file_where_a_folder_belongs_and_the_reverse(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "plan.json").mkdir()
    for attempt in (
        lambda: write_folder(tmp_path / "file", {"a": "1"}),
        lambda: write_folder(tmp_path / "file" / "x", {"a": "1"}),
        lambda: write_folder(tmp_path, {"plan.json": "1"}),
        lambda: write_file(tmp_path, "1"),
    ):
        with pytest.raises(InputError, match=r"a (file|folder) where a (folder|file) belongs"):
            attempt()
    assert (tmp_path / "file").read_text() == "mine"


def test_names_that_no_path_can_have(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too long"):
        write_file(tmp_path / ("x" * 300), "1")
    with pytest.raises(InputError, match="no path can hold"):
        write_folder(tmp_path / "a\0b", {"a": "1"})


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_place_that_may_not_be_written_to_names_the_remedy(code: int) -> None:
    error = explain(Path("out"), OSError(code, os.strerror(code)))
    assert isinstance(error, MachineError)
    assert "may not write to out" in str(error)
    assert "Choose" in error.remedy


def test_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    if not Path("/dev/null").is_char_device():
        pytest.skip("no /dev/null here")
    write_file(Path("/dev/null"), "gone")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(InputError, match="a device or a pipe"):
        write_file(Path("/dev/null"), lambda path: path.write_text("x"))


def test_the_mode_of_a_replaced_file_stays(tmp_path: Path) -> None:
    target = write_file(tmp_path / "a", "1")
    target.chmod(0o640)
    write_file(target, "2")
    assert target.stat().st_mode & 0o777 == 0o640
