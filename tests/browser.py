"""Hands and eyes for the tests of the chat page: what a person does there, and what they see."""

import base64
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.fake_chat_server import FakeChatServer

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Start = Callable[..., Page]


def write(page: Page, text: str) -> None:
    page.locator("textarea[name=text]").fill(text)
    page.keyboard.press("Enter")


def until(page: Page, condition: str) -> None:
    """Wait inside the page, whose policy forbids Playwright's own way."""
    page.evaluate(
        """() => new Promise((done, fail) => {
            const look = () => (CONDITION ? done() : requestAnimationFrame(look));
            setTimeout(() => fail(new Error('never true: CONDITION')), 120000);
            look();
        })""".replace("'never true: CONDITION'", repr(condition)).replace("CONDITION", condition)
    )


def mine(page: Page, state: str = "") -> Locator:
    return page.locator(
        "article[data-id][data-from=me]" + (f"[data-state={state}]" if state else "")
    )


def choices(page: Page) -> Locator:
    return page.locator("article[data-from=bot] button")


def photo(folder: Path, name: str, size: int = 0) -> Path:
    path = folder / name
    path.write_bytes(PIXEL)
    with path.open("r+b") as file:
        file.truncate(max(size, len(PIXEL)))
    return path


def said(server: FakeChatServer) -> list[str]:
    return [str(kept.get("text") or kept.get("label") or kept["Name"]) for kept in server.kept]
