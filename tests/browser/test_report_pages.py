"""The report in a real Chromium: quiet, still, readable at three widths, accessible, printable on A4."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from needlepoint.report import render_html

pytestmark = pytest.mark.browser
NAMES = ("acne", "stop", "wait", "body", "scalp")
A4_POINTS = (595, 842)


@pytest.fixture(scope="module")
def chrome(browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = Path(__file__).parents[1] / "unit" / "report" / "sample_plan.py"
    spec = importlib.util.spec_from_file_location("sample_plan_for_browser", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("report")
    for name in NAMES:
        (folder / f"{name}.html").write_text(render_html(module.SAMPLES[name]()), "utf-8")
    return {name: folder / f"{name}.html" for name in NAMES}


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    one = chrome.new_page()
    yield one
    one.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_quiet_and_asks_the_network_for_nothing(page: Page, pages: dict[str, Path], name: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name].as_uri(), wait_until="load")
    assert said == []
    assert asked == [pages[name].as_uri()]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_the_screen(page: Page, pages: dict[str, Path], name: str) -> None:
    page.goto(pages[name].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width in (320, 390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", NAMES)
def test_no_serious_accessibility_fault(page: Page, pages: dict[str, Path], name: str) -> None:
    page.goto(pages[name].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


@pytest.mark.parametrize(("width", "smallest"), [(390, 8.0), (1440, 11.0)])
def test_the_words_in_the_charts_can_be_read(page: Page, pages: dict[str, Path], width: int, smallest: float) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(pages["acne"].as_uri())
    sizes = page.evaluate(
        """[...document.querySelectorAll('.charts svg text, .section-figure svg text')].filter(t => t.checkVisibility())
        .map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"""
    )
    assert min(sizes) >= smallest


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_a_picture_is_cut(page: Page, pages: dict[str, Path], name: str) -> None:
    page.goto(pages[name].as_uri())
    cut = page.evaluate(
        """[...document.querySelectorAll('svg[role=img]')].filter(s => s.checkVisibility()).flatMap(s => {
        const box = s.getBoundingClientRect();
        return [...s.querySelectorAll('text')].filter(t => {
            const b = t.getBoundingClientRect();
            return b.left < box.left - 1 || b.right > box.right + 1 || b.top < box.top - 2 || b.bottom > box.bottom + 2;
        }).map(t => t.textContent)})"""
    )
    assert cut == []


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_a_caption_and_headers_and_every_picture_a_title(
    page: Page, pages: dict[str, Path], name: str
) -> None:
    page.goto(pages[name].as_uri())
    bare = page.evaluate(
        """[...document.querySelectorAll('table')].filter(t => !t.caption?.textContent.trim()
        || !t.querySelector('thead th[scope=col]')).map(t => t.outerHTML.slice(0, 120))"""
    )
    mute = page.evaluate(
        """[...document.querySelectorAll('svg[role=img]')].filter(s => !s.querySelector('title')?.textContent.trim()
        || !s.querySelector('desc')?.textContent.trim()).map(s => s.outerHTML.slice(0, 120))"""
    )
    assert (bare, mute) == ([], [])


@pytest.mark.parametrize("width", [390, 1280])
def test_the_words_of_a_forecast_come_before_its_figures_on_every_screen(
    page: Page, pages: dict[str, Path], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(pages["acne"].as_uri())
    tops = page.evaluate(
        """['#expect .headline', '#expect table', '#expect .chart svg'].map(
        s => document.querySelector(s).getBoundingClientRect().top)"""
    )
    assert tops == sorted(tops)


def test_a_phone_shows_each_figure_of_a_table_with_its_name(page: Page, pages: dict[str, Path]) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(pages["acne"].as_uri())
    named = page.evaluate(
        """[...document.querySelectorAll('.stack td')].filter(c => c.checkVisibility()).every(
        c => getComputedStyle(c, '::before').content.length > 4)"""
    )
    assert named


def test_it_reads_the_same_without_script(chrome: Browser, pages: dict[str, Path]) -> None:
    context = chrome.new_context(java_script_enabled=False)
    one = context.new_page()
    one.goto(pages["acne"].as_uri())
    seen = one.locator("#expect").inner_text()
    assert "About 6 in 10 people like you" in seen
    one.locator("#expect summary").first.click()
    assert "Intensive" in one.locator("#expect details").first.inner_text()
    context.close()


def test_the_first_stop_of_the_keyboard_leads_to_the_verdict(page: Page, pages: dict[str, Path]) -> None:
    page.goto(pages["wait"].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#verdict"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


@pytest.mark.parametrize("name", NAMES)
def test_it_prints_on_a4_with_the_disagreements_open(page: Page, pages: dict[str, Path], name: str) -> None:
    page.goto(pages[name].as_uri())
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    sizes = {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in printed.pages}
    assert sizes == {A4_POINTS}
    assert 1 <= len(printed.pages) <= 12
    words = " ".join(" ".join((one.extract_text() or "").split()) for one in printed.pages)
    assert "Intended use" in words
    if name == "acne":
        assert "no risk of pigment change" in words
        assert "One session on the left cheek, hole by hole" in words
        assert "What one more pass would add" in words
        assert "About 6 in 10 people like you gain at least half a grade" in words
        assert "400 % more collagen" in words
        assert "What can go wrong" in words
        assert "Visit 5 would add" in words
        assert "Needling: the standard course" in words
    assert all((one.extract_text() or "").strip() for one in printed.pages)
