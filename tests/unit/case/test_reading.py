"""Reading YAML safely: what is read, on which line it stands, and what is refused."""

from __future__ import annotations

import datetime as dt
import math
import time
from pathlib import Path

import pytest
import yaml

from needlepoint.case import parse_document, place_of, read_document, reading
from needlepoint.errors import InputError


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_document(text, "case.yaml")
    return str(caught.value)


def unreadable(path: object) -> str:
    with pytest.raises(InputError) as caught:
        read_document(str(path))
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", True),
        ("No", False),
        ("OFF", False),
        ("true", True),
        ("", None),
        ("~", None),
        ("Null", None),
        ("32", 32),
        ("-4", -4),
        ("1.5", 1.5),
        (".25", 0.25),
        ("1e3", 1000.0),
        ("2026-05-01", dt.date(2026, 5, 1)),
        ("'2026-05-01'", "2026-05-01"),
        ("'yes'", "yes"),
        ("2026-13-45", "2026-13-45"),
        ("2026-05-01 10:00:00", "2026-05-01 10:00:00"),
        ("010", "010"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("9" * 400, "9" * 400),
        ("cheek left", "cheek left"),
    ],
)
def test_plain_words_become_the_values_a_person_means(written: str, value: object) -> None:
    found = parse_document(f"key: {written}\n").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_infinities_and_no_number_are_read_so_that_the_schema_can_name_them() -> None:
    data = parse_document("a: .nan\nb: -.inf\n").data
    assert math.isnan(data["a"])
    assert data["b"] == -math.inf


def test_json_is_yaml_too() -> None:
    text = '{"patient": {"age": 32, "phototype": "IV"},\n "goals": [{"zones": ["cheek"]}], "x": null, "y": false}'
    assert parse_document(text).data == {
        "patient": {"age": 32, "phototype": "IV"},
        "goals": [{"zones": ["cheek"]}],
        "x": None,
        "y": False,
    }


def test_every_path_has_its_line_and_a_missing_one_that_of_its_surroundings() -> None:
    document = parse_document("# a comment\npatient:\n  age: 3\ngoals:\n- zones:\n  - chin\n  - [nose,\n     cheek]\n")
    assert document.line(("patient", "age")) == 3
    assert document.line(("goals", 0, "zones", 0)) == 6
    assert document.line(("goals", 0, "zones", 1, 1)) == 8
    assert document.line(("patient", "sex")) == 2
    assert document.line(("nothing",)) is None


def test_places_read_like_the_file() -> None:
    assert place_of(("goals", 0, "zones", 1)) == "goals[0].zones[1]"
    assert place_of(()) == "the file"
    assert place_of(("a", "odd \x1b[31m key")) == "a['odd \\x1b[31m key']"
    assert len(place_of(("x" * 5000,))) < 60


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfsetting: clinic\n")
    assert read_document(path).data == {"setting": "clinic"}


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_text_that_is_not_yaml_is_refused_with_line_and_column(loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LOADER", loader)
    message = refusal("patient: {age: 3}\ngoals: [1, 2\nsetting: clinic\n")
    assert "not YAML" in message
    assert "line 3" in message
    assert "column" in message
    assert parse_document("a: [1, {b: yes}]\n").data == {"a": [1, {"b": True}]}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "found nothing"),
        ("# only a comment\n", "found nothing"),
        ("- 1\n- 2\n", "a list of 2"),
        ("just words\n", "'just words'"),
        ("a: 1\n---\nb: 2\n", "(line 2): found a second document"),
        ("a: !!python/object/apply:os.system [ls]\n", "a YAML tag"),
        ("a: !!int 5\n", "a YAML tag"),
        ("a: \x00\n", "not YAML"),
        ("a: &x [1, *x]\n", "an alias (*x)"),
        ("a: *nowhere\n", "an alias (*nowhere)"),
        ("? [a, b]\n: 1\n", "a key that is a list"),
        ("a: \ud800\n", "half a character"),
    ],
)
def test_what_is_no_plain_object_is_refused(text: str, part: str) -> None:
    message = refusal(text)
    assert part in message
    assert message.startswith("case.yaml: ")


def test_a_key_given_twice_names_both_lines_and_every_pair() -> None:
    message = refusal("patient:\n  age: 3\n  sex: male\n  age: 4\nsetting: home\nsetting: clinic\n")
    assert "patient.age (line 4): found the same key twice, on lines 2 and 4" in message
    assert "setting (line 6): found the same key twice, on lines 5 and 6" in message


def test_deep_nesting_is_refused_quickly() -> None:
    started = time.perf_counter()
    assert f"more than {reading.MAX_DEPTH} levels" in refusal("a: " + "[" * 200_000)
    assert "more than" in refusal("a: " + '{"b": ' * 100_000)
    assert time.perf_counter() - started < 5


def test_a_yaml_bomb_is_refused_quickly() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.perf_counter()
    assert "aliases that unfold into too much" in refusal("\n".join(lines))
    assert time.perf_counter() - started < 2


def test_an_honest_alias_is_read() -> None:
    assert parse_document("a: &z [cheek, chin]\nb: *z\n").data == {"a": ["cheek", "chin"], "b": ["cheek", "chin"]}


def test_too_many_values_are_refused() -> None:
    assert "too many values" in refusal("a: [" + "1," * (reading.MAX_NODES + 1) + "]")


def test_a_20_mb_file_is_refused_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(20_000_000)
    monkeypatch.setattr(type(path), "open", lambda *_: pytest.fail("opened"))
    assert "more than 1,000,000 bytes" in unreadable(path)


def test_endless_input_is_refused() -> None:
    assert "more than 1,000,000 bytes" in unreadable("/dev/zero")


def test_text_in_hand_has_the_same_limit() -> None:
    assert "more than 1,000,000 bytes" in refusal("a: " + "x" * 1_000_001)


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    folder = tmp_path
    loop = folder / "loop.yaml"
    loop.symlink_to(loop)
    file = folder / "file.yaml"
    file.write_text("a: 1")
    assert "no such file" in unreadable(folder / "absent.yaml")
    assert "no such file" in unreadable(file / "below.yaml")
    assert "a folder" in unreadable(folder)
    assert "leads back to itself" in unreadable(loop)
    assert "too long" in unreadable(folder / ("x" * 5000))
    assert unreadable("a\0b\x1b[31m").startswith("'a\\x00b\\x1b[31m': found no valid file name")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("a: 1")

    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", forbidden)
    assert "may not be read" in unreadable(path)


def test_bytes_that_are_not_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: crème\n".encode("latin-1"))
    message = unreadable(path)
    assert "(line 2): found bytes that are not UTF-8 text" in message
