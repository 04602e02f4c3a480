"""A real browser that opens the chat page: fixtures for the tests of the page, as a plugin."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import Start
from tests.conftest import unavailable
from tests.fake_chat_server import FakeChatServer

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        unavailable(f"no browser is installed (looked for {', '.join(BROWSERS)})")
    expect.set_options(timeout=120_000)  # a slow machine is no failure
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def server() -> Iterator[FakeChatServer]:
    with FakeChatServer() as fake:
        yield fake


@pytest.fixture
def start(browser: Browser, server: FakeChatServer) -> Iterator[Start]:
    """Open the page on a phone of this size; the page may raise no error and load nothing else."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(width: int = 360, height: int = 740, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            permissions=["microphone"],
        )
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: _note_violation(said.text, wrong))
        page.on("request", lambda request: _note_stranger(request.url, server.url, wrong))
        page.goto(server.url)
        expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
        return page

    yield open_page
    for context in opened:
        context.close()
    assert wrong == []


def _note_violation(text: str, wrong: list[str]) -> None:
    if "Content Security Policy" in text:
        wrong.append(text)


def _note_stranger(url: str, own: str, wrong: list[str]) -> None:
    if not url.startswith((own, own.replace("http", "ws"), f"blob:{own}", "data:")):
        wrong.append(url)
