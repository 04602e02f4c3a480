"""Hands and eyes for the tests of the chat page: what a person does there, and what they see."""

import base64
import json
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
    """Wait inside the page, whose policy forbids Playwright's own way.

    It looks at every frame, where Playwright's expectations look again after up to a second.
    """
    page.evaluate(
        """() => new Promise((done, fail) => {
            const look = () => (CONDITION ? done() : requestAnimationFrame(look));
            setTimeout(() => fail(new Error('never true: CONDITION')), 120000);
            look();
        })""".replace("'never true: CONDITION'", repr(condition)).replace("CONDITION", condition)
    )


def sees(page: Page, text: str) -> None:
    """Wait until it stands in the talk."""
    until(page, f"document.querySelector('[role=log]').textContent.includes({json.dumps(text)})")


def tap(page: Page, label: str) -> None:
    """Wait for a button that says so, and click the last one."""
    labels = "[...document.querySelectorAll('button')].map(button => button.textContent.trim())"
    until(page, f"{labels}.includes({json.dumps(label)})")
    page.get_by_role("button", name=label, exact=True).last.click()


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
