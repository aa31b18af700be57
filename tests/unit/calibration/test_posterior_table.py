"""The table of draws that ships with the package, and the file that is not one."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest

from needlepoint.errors import InputError
from needlepoint.evidence import load_parameters, recording
from needlepoint.healing import draw_parameters
from needlepoint.healing.posterior import PosteriorTable, read_posterior, tissue_posterior
from needlepoint.randomness import drawn_parameters

KNOWN = ("kD", "kDN", "muN")


def saved(**arrays: np.ndarray) -> io.BytesIO:
    held = io.BytesIO()
    np.savez(held, **({"sources": np.array(["kim2008"])} | arrays))
    held.seek(0)
    return held


def table(rows: int = 5) -> PosteriorTable:
    return PosteriorTable(("kD", "kDN"), np.arange(2.0 * rows).reshape(rows, 2))


def test_what_was_written_is_read() -> None:
    values = np.array([[0.1, 0.2], [0.3, 0.4]])
    found = read_posterior(saved(names=np.array(["kD", "kDN"]), values=values), KNOWN)
    assert found.names == ("kD", "kDN")
    assert (found.values == values).all()
    assert found.sources == ("kim2008",)


def test_a_draw_notes_what_the_table_was_fitted_to() -> None:
    with recording() as used:
        PosteriorTable(("kD",), np.ones((2, 1)), ("kim2008",)).draws(1, seed=1, person=0, process="p")
    assert used.sources == {"kim2008"}


BAD: dict[str, tuple[Callable[[], io.BytesIO], str]] = {
    "an unknown constant": (
        lambda: saved(names=np.array(["kD", "kDM"]), values=np.ones((2, 2))),
        "'kDM'; allowed: a constant of the tissue model. Did you mean kD?",
    ),
    "a missing column": (lambda: saved(names=np.array(["kD", "kDN"]), values=np.ones((2, 1))), "rows of 2 values"),
    "no rows": (lambda: saved(names=np.array(["kD"]), values=np.ones((0, 1))), "rows of 1 values"),
    "not a number": (
        lambda: saved(names=np.array(["kD", "kDN"]), values=np.array([[1.0, np.nan]])),
        "bad values of kDN",
    ),
    "below zero": (lambda: saved(names=np.array(["kD", "kDN"]), values=np.array([[-1.0, 1.0]])), "bad values of kD"),
    "a constant twice": (lambda: saved(names=np.array(["kD", "kD"]), values=np.ones((1, 2))), "a constant twice"),
    "no names": (lambda: saved(values=np.ones((1, 2))), "no table of draws"),
    "objects": (lambda: saved(names=np.array(["kD", {}], object), values=np.ones((1, 2))), "no table of draws"),
    "text": (lambda: io.BytesIO(b"kD,kDN\n1,2\n"), "no table of draws"),
    "nothing": (lambda: io.BytesIO(b""), "no table of draws"),
    "half a file": (
        lambda: io.BytesIO(saved(names=np.array(["kD"]), values=np.ones((9, 1))).getvalue()[:150]),
        "no table of draws",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_does_not_fit_is_named_with_its_remedy(name: str) -> None:
    make, words = BAD[name]
    with pytest.raises(InputError) as raised:
        read_posterior(make(), KNOWN)
    assert words in str(raised.value)
    assert "needlepoint calibrate tissue" in str(raised.value)


def test_no_row_comes_twice_before_all_have_come() -> None:
    rows = [draw["kD"] for draw in table().draws(10, seed=1, person=0, process="p")]
    assert sorted(rows[:5]) == sorted(rows[5:]) == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_rows_come_in_mirrored_pairs() -> None:
    rows = [draw["kD"] / 2.0 for draw in table(8).draws(8, seed=1, person=0, process="p")]
    assert [one + other for one, other in zip(rows[::2], rows[1::2], strict=True)] == [7.0] * 4


def test_values_of_a_row_stay_together() -> None:
    assert all(draw["kDN"] == draw["kD"] + 1.0 for draw in table().draws(7, seed=1, person=0, process="p"))


def test_more_draws_change_none_and_other_people_get_others() -> None:
    wide = table(200)
    few, many = (wide.draws(count, seed=1, person=0, process="p") for count in (6, 30))
    assert list(few) == list(many[:6])
    assert list(few) != list(wide.draws(6, seed=1, person=1, process="p"))
    assert list(few) != list(wide.draws(6, seed=2, person=0, process="p"))


def test_the_shipped_table_fits_the_model() -> None:
    shipped = tissue_posterior()
    assert shipped is not None
    assert len(shipped.values) >= 200
    known = load_parameters("healing")
    for name, column in zip(shipped.names, shipped.values.T, strict=True):
        low, high = known.parameter(name).range
        factor = known.parameter(name).factor
        assert column.min() >= low * factor * (1 - 1e-5)
        assert column.max() <= high * factor * (1 + 1e-5)


def test_fitted_constants_come_from_the_table_and_a_hand_from_its_prior() -> None:
    shipped = tissue_posterior()
    assert shipped is not None
    draws = draw_parameters(4, seed=3, phototype="IV")
    column = shipped.names.index("KTC")
    assert all(draw["KTC"] in shipped.values[:, column] for draw in draws)
    plain = drawn_parameters(load_parameters("healing"), 4, seed=3, process="healing")
    for name in ("hand_density", "hand_depth", "rD"):
        assert [draw[name] for draw in draws] == [values[name] for values in plain]
    assert [draw["phi"] for draw in draws] == [values["pigment_IV"] for values in plain]
    assert set(draws[0]) == set(plain[0]) - {f"pigment_{name}" for name in ("I", "II", "III", "IV", "V", "VI")} | {
        "phi"
    }
