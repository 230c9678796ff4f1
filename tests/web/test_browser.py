"""The pages in a real browser: nothing hostile runs, nothing is fetched from outside, mouse and keyboard do the same, it fits a phone."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websites import Site, served

from pipeline.archive.amending.amendments import load
from pipeline.web.serve import application

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
compute_driver_executable = pytest.importorskip("playwright._impl._driver").compute_driver_executable
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = compute_driver_executable()[0]


def driver_runs() -> bool:
    """Whether Playwright's own program starts: a small Debian lacks libatomic, which it needs."""
    try:
        return subprocess.run([DRIVER, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not driver_runs(), reason="Playwright's driver does not start here (Debian: apt-get install libatomic1)"),
]

CITED = "/vien-dan/CT%2034-CT/TW%20/%202014"
PAGES = (
    "/",
    "/?q=giam+ngheo",
    "/van-ban/{pdf}/1",
    "/van-ban/{text}/1",
    "/van-ban/{evil}/1",
    "/vien-dan",
    CITED,
    "/chi-tieu?q=giam+ngheo",
    "/xem-lai",
    "/van-ban/{pdf}/1/sua?bang=citations&dong=0",
    "/kho-luu-tru",
    "/kho/citations",
    "/kho/documents?_facet=title",
    "/nothing",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(site.pages) as here:
        yield here


class Watched:
    """A tab, and what it should not do: dialogs, errors, requests to other places."""

    def __init__(self, browser: Any, home: str, width: int = 1280, **more: Any) -> None:
        self.home = home
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        self.tab = self.context.new_page()
        self.bad: list[str] = []
        self.tab.on("dialog", lambda dialog: (self.bad.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.tab.on("console", lambda message: self._said(message))
        self.tab.on("pageerror", lambda error: self.bad.append(f"error {error}"))
        self.tab.on(
            "request", lambda request: None if request.url.startswith((home, "data:")) else self.bad.append(f"outside {request.url}")
        )

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and "404 (Not Found)" not in message.text:
            self.bad.append(f"{message.type} {message.text}")

    def open(self, path: str) -> Any:
        self.tab.goto(self.home + path)
        self.tab.wait_for_load_state("networkidle")
        return self.tab

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Watched]:
    watched = Watched(browser, address)
    yield watched
    watched.close()
    assert watched.bad == []


def paths(site: Site) -> list[str]:
    return [path.format(pdf=site.pdf, text=site.named("<img"), evil=site.evil) for path in PAGES]


def test_nothing_hostile_runs_and_nothing_is_fetched_from_outside(tab: Watched, site: Site) -> None:
    for path in paths(site):
        page = tab.open(path)
        assert page.locator("img[src='x']").count() == 0, path
        assert tab.bad == [], path
    assert "<script>alert" in tab.open(f"/van-ban/{site.evil}/1").inner_text("body")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(browser: Any, address: str, site: Site, width: int) -> None:
    watched = Watched(browser, address, width)
    for path in paths(site):
        page = watched.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    watched.close()


def in_view(page: Any, selector: str) -> bool:
    """Whether an element comes into view; scrolling is smooth and takes its time, on a busy machine more of it."""
    try:
        page.wait_for_function(
            "s => { const b = document.querySelector(s).getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight }",
            arg=selector,
        )
    except sync_api.TimeoutError:
        return False
    return True


def test_a_row_shows_its_box_and_a_box_its_row(tab: Watched, site: Site) -> None:
    page = tab.open(f"/van-ban/{site.pdf}/1")
    last = page.locator("#bang-citations tbody tr").last.get_attribute("data-row")
    page.locator(f"tr[data-row={last}] td").nth(1).click()
    assert "here" in page.locator(f".mark[data-row={last}]").first.get_attribute("class")
    assert in_view(page, f".mark[data-row={last}] rect")
    page.locator("#o-dates-0").click(force=True)
    assert page.locator("#bang-dates").get_attribute("open") is not None
    assert "here" in page.locator("#d-dates-0").get_attribute("class") and in_view(page, "#d-dates-0")
    assert page.evaluate("document.activeElement.closest('tr').id") == "d-dates-0"


def test_the_keyboard_does_the_same(tab: Watched, site: Site) -> None:
    page = tab.open(f"/van-ban/{site.pdf}/1")
    for key in ("Enter", "Space"):
        page.locator("#o-citations-0").focus()
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.closest('tr').id") == "d-citations-0"
        page.keyboard.press("Enter")  # the row's link leads back to the box
        assert page.evaluate("document.activeElement.id") == "o-citations-0"


def test_kinds_are_switched_on_and_off(tab: Watched, site: Site) -> None:
    page = tab.open(f"/van-ban/{site.pdf}/1")
    assert page.locator("#o-citations-0").is_visible() and not page.locator("[id^=o-entities]").first.is_visible()
    page.locator("[data-kind=citations]").press("Space")
    page.locator("[data-kind=entities]").press("Space")
    assert not page.locator("#o-citations-0").is_visible() and page.locator("[id^=o-entities]").first.is_visible()


def test_rows_and_boxes_are_linked_without_javascript_too(browser: Any, address: str, site: Site) -> None:
    watched = Watched(browser, address, java_script_enabled=False)
    page = watched.open(f"/van-ban/{site.pdf}/1")
    page.locator("#d-citations-0 .to-page").click()
    assert page.url.endswith("#o-citations-0")
    page.locator("#o-citations-0").press("Enter")
    assert page.url.endswith("#d-citations-0")
    watched.close()


def test_skip_link_language_and_map(tab: Watched) -> None:
    page = tab.open(CITED)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.locator(".era.now svg").first.is_visible() and not page.locator(".era.then svg").first.is_visible()
    page.locator("#era-then").check(force=True)
    assert page.locator(".era.then svg").first.is_visible() and not page.locator(".era.now svg").first.is_visible()
    page.locator(".era.then a.tile", has_text="Cà").first.click()
    assert "Cà Mau" in page.locator(".chips").inner_text() and page.locator(".hit").count() == 1
    page.locator(".language").click()
    assert page.locator("html").get_attribute("lang") == "en" and "Who cites it" in page.inner_text("main")
    assert "Search" in tab.open("/").inner_text("nav")


def test_a_person_corrects_in_the_browser(browser: Any, own_site: Site) -> None:
    with served(own_site.pages) as home:
        watched = Watched(browser, home)
        page = watched.open(f"/van-ban/{own_site.pdf}/1")
        page.locator("#d-targets-0 .tools a").click()
        page.get_by_label("Giá trị", exact=True).fill("97.5")
        page.get_by_label("Tên người sửa").fill("Lan")
        page.get_by_role("button", name="Lưu").click()
        assert page.url.endswith("#d-targets-0") and "97,5" in page.locator("#d-targets-0").inner_text()
        assert [(line.column, line.new, line.who) for line in load(own_site.store, own_site.pdf)] == [("value", 97.5, "Lan")]
        assert page.locator("[role=status]").count() == 1 and watched.bad == []
        page.locator("#d-targets-0 .tools a").click()
        assert page.get_by_label("Tên người sửa").input_value() == "Lan"
        watched.close()


AUDIT, CONTRAST = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("audit.js", "contrast.js"))


def test_everything_has_a_name_and_a_place(tab: Watched, site: Site) -> None:
    for path in paths(site):
        if not path.startswith("/kho/"):
            assert tab.open(path).evaluate(AUDIT) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_told_from_what_they_stand_on(browser: Any, address: str, site: Site, scheme: str) -> None:
    watched = Watched(browser, address, color_scheme=scheme)
    for path in paths(site):
        if not path.startswith("/kho/"):
            assert watched.open(path).evaluate(CONTRAST) == [], path
    watched.close()


def test_an_own_application_is_closed_to_other_origins(browser: Any, site: Site) -> None:
    """A page of another origin cannot read these pages, frame them, or send a form to them."""
    other = application(site.store.root)
    with served(site.pages) as here, served(other) as there:
        watched = Watched(browser, there)
        page = watched.open("/")
        page.evaluate(
            """async home => { window.seen = 'nothing'; try { window.seen = await (await fetch(home + '/')).text() } catch (e) {} }""", here
        )
        assert page.evaluate("window.seen") == "nothing"
        watched.close()
    other.close()
