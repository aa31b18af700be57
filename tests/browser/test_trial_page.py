"""The report of a virtual trial in a real Chromium: quiet, readable at four widths, accessible in light and dark."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "cohort"))
from invented import invented_results, invented_trial

from needlepoint.cohort.analysis import analyse
from needlepoint.report.trial_report import render_trial

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chrome(browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    trial = invented_trial(patients=36, worlds=6)
    results = invented_results(trial, lambda twin, world, arm, visit: (arm == "deep") * 0.8 + 0.03 * (twin % 7))
    file = tmp_path_factory.mktemp("trial") / "report.html"
    file.write_text(render_trial(analyse(trial, results).to_json()), "utf-8")
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_quiet_fits_and_can_be_read_by_all(chrome: Browser, place: str, scheme: Any) -> None:
    page, said, asked = chrome.new_page(color_scheme=scheme), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(place, wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert Axe().run(page).response["violations"] == []
    for width in (320, 390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (said, asked) == ([], [place])
    page.close()
