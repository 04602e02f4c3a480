"""The chat page in a real browser: how it looks, answers, and is used."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Start, choices, mine, said, write
from tests.fake_chat_server import FakeChatServer, button

pytest_plugins = ["tests.browser_fixtures"]
pytestmark = pytest.mark.browser

CONTROLS = [button("Quay lại"), button("Để sau"), button("Không rõ")]


@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 560), (1280, 800)])
def test_everything_fits(start: Start, server: FakeChatServer, width: int, height: int) -> None:
    long_label = "Hợp tác xã, tổ hợp tác, doanh nghiệp và các loại hình khác"
    server.remember("bot", "x" * 300, buttons=[button(long_label)], controls=CONTROLS)
    server.remember("me", "https://example.org/" + "a" * 200)
    page = start(width, height)
    expect(page.locator("article")).to_have_count(2)
    overflow = """() => [document.documentElement, document.querySelector('#scroller')]
        .map((node) => node.scrollWidth - node.clientWidth)"""
    assert page.evaluate(overflow) == [0, 0]
    expect(page.locator("#composer")).to_be_in_viewport(ratio=1)
    size = "selector => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize)"
    parts = (".text", ".choices button", ".controls button", "textarea", "#person")
    assert min(page.evaluate(size, part) for part in parts) >= 17


def test_tap_becomes_my_message_and_old_buttons_go(start: Start, server: FakeChatServer) -> None:
    page = start()
    first = server.say("Câu 1/8. Ai?", buttons=[button("Một người", "d1.q1.a")], controls=CONTROLS)
    expect(choices(page)).to_have_count(4)
    page.get_by_role("button", name="Một người").click()
    expect(choices(page)).to_have_count(0)
    expect(mine(page, "kept")).to_contain_text("Một người")
    expect(page.get_by_role("log")).to_contain_text("Đã ghi: Một người")
    assert [(tap["type"], tap["payload"]) for tap in server.kept] == [("tap", "d1.q1.a")]
    edit = {"type": "edit", "id": first, "text": "Câu 1/8. Ai?\n✓ Một người", "buttons": []}
    server.push({**edit, "controls": []})
    expect(page.locator(f"article[data-id='{first}']")).to_contain_text("✓ Một người")


def test_edit_takes_buttons_away_and_keeps_the_focus(start: Start, server: FakeChatServer) -> None:
    page = start()
    asked = server.say("Câu 2/8", buttons=[button("Có"), button("Chưa")])
    page.get_by_role("button", name="Có", exact=True).focus()
    server.push({"type": "edit", "id": asked, "text": None, "buttons": [], "controls": []})
    expect(choices(page)).to_have_count(0)
    expect(page.locator(f"article[data-id='{asked}']")).to_be_focused()
    expect(page.locator(f"article[data-id='{asked}'] .text")).to_have_text("Câu 2/8")


def test_keyboard_alone_is_enough(start: Start, server: FakeChatServer) -> None:
    page = start()
    field = page.get_by_label("Nhập tin")
    expect(field).to_be_focused()
    page.keyboard.type("dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    page.keyboard.press("Enter")
    expect(mine(page, "kept")).to_contain_text("dòng một\ndòng hai")
    expect(field).to_be_focused()
    server.say("Câu 1", buttons=[button("Có")])
    page.get_by_role("button", name="Có", exact=True).focus()
    page.keyboard.press("Enter")
    server.say("Câu 2", buttons=[button("Chưa")])
    expect(page.get_by_role("button", name="Chưa")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Chưa")).to_be_focused()
    page.keyboard.press("Space")
    server.until(lambda: said(server) == ["dòng một\ndòng hai", "Có", "Chưa"])
    page.get_by_label("Danh mục").focus()
    page.keyboard.press("Enter")
    server.until(lambda: said(server)[-1] == "menu")


def test_echo_of_my_own_message_is_not_shown_twice(start: Start, server: FakeChatServer) -> None:
    server.echo = True
    page = start()
    write(page, "một")
    expect(page.get_by_text("Đã ghi: một")).to_be_visible()
    expect(mine(page)).to_have_count(1)
    expect(mine(page)).to_have_attribute("data-id", "1")


def test_same_id_twice_is_one_message(start: Start, server: FakeChatServer) -> None:
    page = start()
    server.say("đầu")
    server.push(server.messages[0])
    server.push({**server.messages[0], "text": "đầu, đã sửa"})
    late = server.remember("bot", "hai")
    server.say("ba")
    server.push(late)
    expect(page.locator("article .text")).to_have_text(["đầu, đã sửa", "hai", "ba"])


def test_text_is_never_markup(start: Start, server: FakeChatServer) -> None:
    evil = "<img src=x onerror=\"document.title='bad'\"><script>document.title='bad'</script>"
    server.remember("bot", evil, buttons=[button(evil, "p")])
    server.remember("bot", "javascript:alert(1) https://example.org/a?b=1). Gọi 0912 345 678!")
    server.remember(
        "bot",
        "",
        pictures=[{"src": "https://example.org/x.png", "alt": evil}],
        files=[{"href": "javascript:alert(1)", "name": evil}],
    )
    server.greeting["name"] = evil
    page = start()
    write(page, evil)
    expect(mine(page, "kept")).to_contain_text(evil)
    expect(page.locator("article .text").first).to_have_text(evil)
    assert page.locator("article img, article script").count() == 0
    links = "nodes => nodes.map((node) => node.getAttribute('href'))"
    assert page.locator("article a").evaluate_all(links) == [
        "https://example.org/a?b=1",
        "tel:0912345678",
    ]
    expect(page).to_have_title("Gương Sáng")


def test_lost_session_shows_the_way_back(start: Start, server: FakeChatServer) -> None:
    page = start()
    server.gone = True
    server.leave()
    server.come_back()
    expect(page.get_by_role("link", name="Vào lại")).to_have_attribute("href", "/")


def test_days_and_hours_are_vietnamese(start: Start, server: FakeChatServer) -> None:
    server.remember("bot", "cũ", at="2022-05-03T16:59:00+00:00")
    server.remember("bot", "mới", at="2022-05-03T17:01:00+00:00")
    server.greeting["now"] = "2022-05-04T01:00:00+00:00"
    page = start()
    expect(page.locator("article time")).to_have_text(["23:59", "00:01"])
    days = "nodes => nodes.map((node) => node.dataset.day)"
    assert page.locator("article").evaluate_all(days) == ["Hôm qua, 3/5/2022", "Hôm nay, 4/5/2022"]


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(page: Page, text: str, ground: str) -> float:
    colour = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"
    pair = [(text, "color"), (ground, "backgroundColor")]
    dark, light = sorted(luminance(page.evaluate(colour, list(one))) for one in pair)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(start: Start, server: FakeChatServer, scheme: str) -> None:
    server.remember("bot", "Câu 1", buttons=[button("Có")], controls=CONTROLS)
    server.remember("me", "có")
    page = start(scheme=scheme)
    pairs = {
        "[data-from=bot] .text": "[data-from=bot] .bubble",
        "[data-from=bot] time": "[data-from=bot] .bubble",
        "[data-from=me] .text": "[data-from=me] .bubble",
        ".choices button": ".choices button",
        ".controls button": "body",
        "textarea": "textarea",
        "#person": ".bar",
        ".banner": ".banner",
    }
    found = {text: contrast(page, text, ground) for text, ground in pairs.items()}
    assert {text: ratio for text, ratio in found.items() if ratio < 4.5} == {}
    assert (luminance(page.evaluate("getComputedStyle(document.body).backgroundColor")) < 0.1) == (
        scheme == "dark"
    )


def test_long_history_opens_at_its_end(start: Start, server: FakeChatServer) -> None:
    for number in range(1000):
        server.remember("bot" if number % 2 else "me", f"Tin số {number}")
    page = start()
    expect(page.locator("article")).to_have_count(1000)
    expect(page.get_by_text("Tin số 999")).to_be_in_viewport()
    write(page, "vẫn nhanh")
    expect(page.get_by_text("Đã ghi: vẫn nhanh")).to_be_in_viewport()
    page.locator("#scroller").evaluate("node => { node.scrollTop = 0; }")
    page.get_by_role("button", name="Xuống tin mới nhất").click()
    expect(page.get_by_text("Đã ghi: vẫn nhanh")).to_be_in_viewport()


def test_welcome_page_takes_code_or_link(start: Start, server: FakeChatServer) -> None:
    page = start()
    page.route(
        "**/i/*", lambda route: route.fulfill(body="vào", content_type="text/html; charset=utf-8")
    )
    for typed in ("12 34 5678", f"{server.url}i/12345678"):
        page.goto(f"{server.url}welcome")
        page.get_by_label("Mã mời").fill("abc")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Mã mời").fill(typed)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{server.url}i/12345678")
        expect(page.get_by_text("vào", exact=True)).to_be_visible()
