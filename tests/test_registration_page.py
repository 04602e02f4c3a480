"""A village head registers a household on a phone, in a real browser, with three photos."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection, select

from bot.demo_pictures import demo_picture
from storage.tables import answers, evidence, records
from tests.browser import sees, tap, write
from tests.live_server import LiveServer

pytest_plugins = ["tests.browser_fixtures"]
pytestmark = pytest.mark.browser

# Where screenshots for people are kept; the tests write them only when asked to.
SCREENSHOTS = Path(__file__).parent.parent / "docs" / "screenshots"
KEEP = os.environ.get("KEEP_SCREENSHOTS") == "1"


def picture(page: Page, name: str) -> None:
    if KEEP:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")


def open_as(browser: Browser, url: str, persona: str, width: int = 360) -> Page:
    page = browser.new_context(
        viewport={"width": width, "height": 740}, reduced_motion="reduce"
    ).new_page()
    page.goto(url)
    page.locator(f"a[data-persona={persona}]").click()
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    return page


def written(c: Connection) -> tuple[object, ...]:
    record = c.execute(select(records)).one()
    given = {r.key: r.value for r in c.execute(select(answers.c.key, answers.c.value))}
    kept = c.execute(select(evidence.c.state, evidence.c.key)).all()
    return record.status, record.name, given["R5"], [tuple(row) for row in kept]


def test_a_household_with_three_photos_at_360_px(
    browser: Browser, stage_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    photos = []
    for n in range(3):
        photos.append(tmp_path / f"anh{n}.jpg")
        photos[-1].write_bytes(demo_picture(n))
    with LiveServer(stage_sqlite(), tmp_path / "data") as server:
        page = open_as(browser, server.url, "hoa")
        write(page, "đăng ký")
        tap(page, "Một hộ gia đình")
        sees(page, "Họ và tên chủ hộ?")
        write(page, "Giàng A Tủa")
        sees(page, "Gia đình đã làm và sẽ làm")
        write(page, "Trồng 2 ha chè Shan tuyết, giúp 5 hộ trong bản cùng làm, bán chung một giá.")
        sees(page, "ảnh minh chứng")
        page.locator("input[type=file]").set_input_files(photos)
        sees(page, "Đã nhận đủ 3 ảnh")
        picture(page, "photos")
        tap(page, "Xong")
        tap(page, "Ghi tên")
        sees(page, "Đã chọn: Ghi tên")
        tap(page, "Gửi ảnh")
        sees(page, "Đã chọn: Ghi tên, Gửi ảnh")
        tap(page, "Xong")
        sees(page, "Đồng chí xem lại trước khi gửi")
        picture(page, "review")
        tap(page, "Gửi – nội dung đúng sự thật")
        sees(page, "Đã gửi hồ sơ YB-0001")
        picture(page, "registration")
        found = server.run(server.services.database.transact(written))
        assert found == (
            "submitted",
            "Giàng A Tủa",
            {"text": "Trồng 2 ha chè Shan tuyết, giúp 5 hộ trong bản cùng làm, bán chung một giá."},
            [("stored", "R5/photos")] * 3,
        )
        commune = open_as(browser, server.url, "minh")
        write(commune, "mở 0001")
        sees(commune, "Giàng A Tủa")
        expect(commune.locator("article img").first).to_be_visible()
        tap(commune, "Xác nhận")
        sees(commune, "Đã xác nhận YB-0001")
        picture(commune, "commune")
        district = open_as(browser, server.url, "lan", width=320)
        write(district, "tổng hợp")
        sees(district, "Huyện Mù Căng Chải")
        picture(district, "summary")
