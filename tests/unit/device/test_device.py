"""Devices by name and by number; what no device can be; what a device cannot do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from needlepoint.device import Device, Technique, check_technique, device_library, find_device
from needlepoint.errors import InputError
from needlepoint.evidence import all_sources


def spec(**given: Any) -> SimpleNamespace:
    return SimpleNamespace(**given)


def test_every_figure_of_the_library_has_registered_sources() -> None:
    for key, device in device_library().items():
        assert device.figures, key
        for figure in device.figures:
            assert figure.sources, (key, figure.field)
            assert set(figure.sources) <= set(all_sources()), (key, figure.field)
            assert len(figure.checked) == len(figure.sources)


def test_every_figure_of_a_device_is_accounted_for() -> None:
    told = (
        "needles",
        "needle_diameter_mm",
        "max_depth_mm",
        "rate_hz",
        "drum_diameter_mm",
        "rows",
        "swath_mm",
        "material",
    )
    for key, device in device_library().items():
        given = {field for field in told if getattr(device, field) is not None}
        assert given <= {figure.field for figure in device.figures}, key


@pytest.mark.parametrize("name", ["SkinPen Precision", "skinpen_precision", "skin pen", "SKINPEN"])
def test_a_named_device_is_found_however_it_is_written(name: str) -> None:
    found = find_device(spec(kind="pen", name=name))
    assert found == device_library()["skinpen_precision"]
    assert found.label_depth_mm == 1.5


def test_without_a_name_the_generic_device_serves() -> None:
    assert find_device(spec(kind="pen")) == device_library()["generic_pen"]
    assert find_device(spec(kind="roller")).needles == 192


def test_given_numbers_replace_the_librarys_and_are_marked_as_given() -> None:
    found = find_device(spec(kind="pen", name="Exceed", rate_hz=150))
    assert found.rate_hz == 150
    assert found.needles == 6
    marks = {figure.field: figure.checked for figure in found.figures}
    assert marks["rate_hz"] == ("given",)
    assert marks["needles"] == ("read",)


def test_an_unknown_device_by_its_numbers() -> None:
    found = find_device(spec(kind="pen", name="Workshop pen", needles=36, max_depth_mm=2.0, material="titanium"))
    assert (found.name, found.needles, found.max_depth_mm, found.material) == ("Workshop pen", 36, 2.0, "titanium")
    assert found.rate_hz == device_library()["generic_pen"].rate_hz


def test_a_rollers_depth_is_its_needle_length() -> None:
    assert find_device(spec(kind="roller", needle_length_mm=0.5)).max_depth_mm == 0.5
    assert find_device(spec(kind="pen", needle_length_mm=3.0, max_depth_mm=2.0)).max_depth_mm == 2.0


def test_an_unknown_name_without_numbers_answers_with_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean Rejuvapen NXT"):
        find_device(spec(kind="pen", name="Rejuvapan NXT"))


def test_a_brand_that_several_devices_bear_is_not_guessed() -> None:
    with pytest.raises(InputError, match="Dermapen 2012"):
        find_device(spec(kind="pen", name="dermapen"))


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"kind": "pen", "max_depth_mm": float("nan")}, "max_depth_mm"),
        ({"kind": "pen", "max_depth_mm": -1}, "max_depth_mm"),
        ({"kind": "roller", "needle_length_mm": 60}, "needle_length_mm"),
        ({"kind": "roller", "needles": 0}, "needles"),
        ({"kind": "roller", "needles": 12.5}, "needles"),
        ({"kind": "pen", "needles": True}, "needles"),
        ({"kind": "pen", "rate_hz": float("inf")}, "rate_hz"),
        ({"kind": "pen", "needle_diameter_mm": "thin"}, "needle_diameter_mm"),
        ({"kind": "roller", "rate_hz": 100}, "no motor"),
        ({"kind": "laser"}, "pen, roller, stamp"),
        ({"kind": "pen", "material": "gold"}, "titanium"),
        ({"kind": "roller", "name": "Exceed"}, "Exceed is"),
    ],
)
def test_what_no_needling_device_can_be(given: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError, match=place):
        find_device(spec(**given))


def test_every_bad_number_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        find_device(spec(kind="roller", needles=0, needle_length_mm=600))
    assert len(caught.value.problems) == 2
    assert "um" in str(caught.value)


PEN: Device = device_library()["exceed"]


@pytest.mark.parametrize(
    ("technique", "place"),
    [
        (Technique(1.6, 4), "at most 1.5 mm"),
        (Technique(0.0, 4), "depth"),
        (Technique(-0.5, 4), "depth"),
        (Technique(float("nan"), 4), "depth"),
        (Technique(1.0, 0), "passes"),
        (Technique(1.0, -3), "passes"),
        (Technique(1.0, 2.5), "passes"),  # type: ignore[arg-type]
        (Technique(1.0, 4, speed_mm_s=0.0), "speed"),
        (Technique(1.0, 4, speed_mm_s=float("nan")), "speed"),
        (Technique(1.0, 4, "crosshach"), "Did you mean crosshatch"),  # type: ignore[arg-type]
    ],
)
def test_what_a_device_cannot_do(technique: Technique, place: str) -> None:
    with pytest.raises(InputError, match=place):
        check_technique(PEN, technique)


def test_a_roller_cannot_stamp() -> None:
    check_technique(PEN, Technique(1.0, 2, "stamp"))
    with pytest.raises(InputError, match="stamp"):
        check_technique(device_library()["generic_roller"], Technique(1.0, 2, "stamp"))
