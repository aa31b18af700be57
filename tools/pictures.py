"""Pictures for the documentation: every screen of the clinic from the demonstration, and the report of a plan.

    python tools/pictures.py [--at http://127.0.0.1:8000] [--folder docs/clinic] [--only NAME ...]

Starts the demonstration in a folder of its own (or uses one that runs), signs in as its owner, walks to each screen by
the links that a person would follow, and writes one PNG a screen, made small without loss that an eye would see.
docs/report.png is the head of the report of examples/acne-scars.yaml. Needs Chromium and playwright.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PORT = 8078
LARGEST = 150_000
CHROME = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-quic"],
}
WIDE, TABLET, PHONE, REPORT = (1280, 900), (820, 1180), (390, 844), (1200, 1500)


@dataclass(frozen=True)
class Shot:
    """One picture. road: from Today to the screen; size: of the window; dark: in the dark scheme."""

    name: str
    road: Callable[[Page], object]
    size: tuple[int, int] = WIDE
    dark: bool = False


def follow(*steps: str) -> Callable[[Page], object]:
    """A road of links, each the first that fits the selector."""

    def walk(page: Page) -> None:
        for step in steps:
            page.locator(step).first.click()
            page.wait_for_load_state()

    return walk


def plan(page: Page) -> None:
    """The plan of the patient whose chart is open today."""
    follow(CHART, "header.chart-head a", "a.button:has-text('Plan')")(page)
    page.wait_for_selector("#proposals-h")


def moved(page: Page) -> None:
    """The same with a slider moved and a zone left out."""
    plan(page)
    page.locator("#settings .pick input").last.uncheck()
    page.fill("#id_sessions", "5")
    page.wait_for_selector("#panel-h:has-text('With these settings')")
    page.locator(".where").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.where').scrollIntoView()")


CHART = "section[aria-labelledby=visits] li:has-text('chart open') a:has-text('Chart')"
SIGNED = "section[aria-labelledby=visits] li:has-text('signed') a:has-text('Chart')"
RUNNING = "section[aria-labelledby=reviews] a.name"
SHOTS = (
    Shot("today", lambda page: None),
    Shot("today-phone", lambda page: None, PHONE),
    Shot("today-dark", lambda page: None, WIDE, dark=True),
    Shot("patients", follow("nav a:has-text('Patients')")),
    Shot("patient", follow(RUNNING)),
    Shot("questions", follow(CHART, "header.chart-head a", "a.button:has-text('Questions')")),
    Shot("screening", follow("section[aria-labelledby=waits] a:has-text('Screen')")),
    Shot("plan", plan),
    Shot("plan-moved", moved),
    Shot("plan-phone", plan, PHONE),
    Shot("course", follow(CHART, "header.chart-head a", "a:has-text('The course')")),
    Shot("treat", follow(CHART, "nav[aria-label='Steps of the visit'] a:has-text('Treat')"), TABLET),
    Shot("session-sheet", follow(SIGNED)),
    Shot("check-in", follow("section.first a[href^='/check-ins/']:not([href$='check-ins/'])")),
    Shot("safety", follow("nav a:has-text('Safety')")),
    Shot("adverse-event", follow("nav a:has-text('Safety')", "section[aria-labelledby=events] tbody th a")),
    Shot("recall", follow("nav a:has-text('Safety')", "a[href*='recall/?lot=']")),
)


@contextmanager
def demonstration(at: str | None) -> Iterator[str]:
    """The address of a demonstration: the one that runs, or one started for this."""
    if at:
        yield at.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="needlepoint-pictures-") as folder:
        command = [sys.executable, "-m", "needlepoint", "serve", "--demo", "--port", str(PORT), "--data", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{PORT}")
            yield f"http://127.0.0.1:{PORT}"
        finally:
            server.terminate()
            server.wait()


def _wait(base: str, seconds: float = 300.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{base}/health/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{base} does not answer")


def small(png: bytes) -> bytes:
    """The picture with as many colours of its own as keep it under the size, 256 at most."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < LARGEST:
            break
    return out.getvalue()


def main() -> int:
    """Write the pictures; 1 when one of them cannot be made or stays too large."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--at", help="a demonstration that runs already")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "clinic")
    parser.add_argument("--only", nargs="*", help="names of pictures")
    told, failed = parser.parse_args(), 0
    told.folder.mkdir(parents=True, exist_ok=True)
    with demonstration(told.at) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROME)  # type: ignore[arg-type]
        page = browser.new_page(reduced_motion="reduce")
        page.set_default_timeout(30_000)
        sign_in(page, base)
        for shot in SHOTS:
            if told.only and shot.name not in told.only:
                continue
            page.set_viewport_size({"width": shot.size[0], "height": shot.size[1]})
            page.emulate_media(color_scheme="dark" if shot.dark else "light")
            try:
                page.goto(f"{base}/")
                shot.road(page)
            except Exception as fault:
                sys.stderr.write(f"{shot.name}: {str(fault).splitlines()[0]}\n")
                failed = 1
                continue
            written = small(page.screenshot())
            (told.folder / f"{shot.name}.png").write_bytes(written)
            failed |= len(written) >= LARGEST
            sys.stdout.write(f"{shot.name:16} {len(written) / 1000:6.0f} kB\n")
        if not told.only or "report" in told.only:
            with tempfile.TemporaryDirectory(prefix="needlepoint-report-") as made:
                (told.folder.parent / "report.png").write_bytes(report(browser, Path(made)))
        browser.close()
    return int(failed)


def report(browser: Browser, folder: Path) -> bytes:
    """The head of the report that the command line writes for the first example."""
    case = ROOT / "examples" / "acne-scars.yaml"
    subprocess.run(
        [sys.executable, "-m", "needlepoint", "plan", str(case), "--out", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    page = browser.new_page(viewport={"width": REPORT[0], "height": REPORT[1]})
    page.goto((folder / "report.html").as_uri())
    return small(page.screenshot())


def sign_in(page: Page, base: str) -> None:
    """As the owner of the invented practice; a demonstration asks for no second factor."""
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", "owner@example.org")
    page.fill("[name=password]", "invented-people")
    page.locator("main form button.main").first.click()
    page.wait_for_url(f"{base}/")


if __name__ == "__main__":
    sys.exit(main())
