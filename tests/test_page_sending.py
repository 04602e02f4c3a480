"""The chat page in a real browser: nothing said or photographed is lost, doubled or reordered."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PIXEL, Start, choices, mine, photo, said, until, write
from tests.fake_chat_server import FakeChatServer, button

pytest_plugins = ["tests.browser_fixtures"]
pytestmark = pytest.mark.browser

LOST = "Mất mạng. Tin của đồng chí được giữ lại và sẽ gửi khi có mạng."
HUGE = 24 << 20  # more than the sockets between browser and server hold, so progress can be seen


def test_three_photos_show_progress_and_share_an_album(
    start: Start, server: FakeChatServer, tmp_path: Path
) -> None:
    page = start()
    server.hold_uploads()
    chosen = [photo(tmp_path, "lớn.png", HUGE), photo(tmp_path, "2.png"), photo(tmp_path, "3.png")]
    page.locator("input[type=file]").set_input_files(chosen)
    write(page, "ba ảnh con đường")
    expect(page.locator("article progress")).to_have_count(3)
    expect(page.locator("article .picture img")).to_have_count(3)
    until(page, "((bar) => bar.value > 0 && bar.value < 1)(document.querySelector('progress'))")
    server.release_uploads()
    expect(mine(page, "kept")).to_have_count(4)
    expect(page.locator("progress")).to_have_count(0)
    photos, (text,) = server.kept[:3], server.kept[3:]
    assert {kept["Name"] for kept in photos} == {"lớn.png", "2.png", "3.png"}
    assert {len(kept["body"]) for kept in photos} == {HUGE, len(PIXEL)}
    assert len({kept["Album"] for kept in photos} - {""}) == 1
    assert {kept["Kind"] for kept in photos} == {"photo"}
    assert text["text"] == "ba ảnh con đường"
    assert server.most_uploads == 2


def test_offline_keeps_everything_and_sends_once_in_order(
    start: Start, server: FakeChatServer, tmp_path: Path
) -> None:
    page = start()
    server.say("Câu 1", buttons=[button("Có")])
    page.context.set_offline(True)
    expect(page.get_by_text(LOST)).to_be_visible()
    write(page, "một")
    page.get_by_role("button", name="Có", exact=True).click()
    page.locator("input[type=file]").set_input_files([photo(tmp_path, "ảnh.png")])
    write(page, "bốn")
    expect(mine(page, "waiting")).to_have_count(4)
    assert server.kept == []
    page.context.set_offline(False)
    expect(mine(page, "kept")).to_have_count(4)
    expect(page.get_by_text(LOST)).to_be_hidden()
    assert said(server) == ["một", "Có", "ảnh.png", "bốn"]
    assert len(server.received) == 4


def test_lost_receipt_is_sent_again_and_shown_once(start: Start, server: FakeChatServer) -> None:
    page = start()
    server.lose_next_receipts = 2
    write(page, "một")
    write(page, "hai")
    expect(mine(page, "kept")).to_have_count(2)
    assert said(server) == ["một", "hai"]
    assert len(server.received) == 4
    assert server.hellos[0] == 0


def test_server_comes_back_and_tells_what_was_missed(start: Start, server: FakeChatServer) -> None:
    page = start()
    server.say("một")
    server.silent = True
    write(page, "ba")
    server.until(lambda: len(server.received) == 1)
    server.leave()
    expect(page.get_by_text(LOST)).to_be_visible()
    server.remember("bot", "hai")
    server.silent = False
    server.come_back()
    expect(page.locator("article .text")).to_have_text(["một", "hai", "ba", "Đã ghi: ba"])
    assert server.hellos == [0, 1]


def stored(page: Page, count: int) -> None:
    """Wait until this device has what is on its way: only then a reload may lose nothing."""
    expect(page.locator("article[data-state=waiting][data-stored]")).to_have_count(count)


def test_message_seen_in_the_history_is_kept(start: Start, server: FakeChatServer) -> None:
    page = start()
    server.silent = True
    write(page, "một")
    server.until(lambda: len(server.received) == 1)
    server.remember("me", "một", client_id=server.received[0])
    page.reload()
    expect(mine(page, "kept")).to_have_count(1)
    server.silent = False
    write(page, "hai")  # it would queue behind a repetition
    expect(mine(page, "kept")).to_have_count(2)
    assert said(server) == ["hai"]


def test_reload_keeps_what_was_not_sent(
    start: Start, server: FakeChatServer, tmp_path: Path
) -> None:
    page = start()
    server.say("Câu 1", buttons=[button("Có")])
    server.silent = True
    page.get_by_role("button", name="Có", exact=True).click()
    write(page, "hai")
    page.locator("input[type=file]").set_input_files([photo(tmp_path, "ảnh.png")])
    page.locator("textarea").fill("đang gõ dở")
    stored(page, 3)
    page.reload()
    expect(mine(page, "waiting")).to_have_count(3)
    expect(page.locator("article[data-from=bot]")).to_have_count(1)
    expect(choices(page)).to_have_count(0)
    expect(page.locator("textarea")).to_have_value("đang gõ dở")
    server.silent = False
    page.reload()
    expect(mine(page, "kept")).to_have_count(3)
    assert said(server) == ["Có", "hai", "ảnh.png"]
    assert server.kept[2]["body"] == PIXEL


def test_unsent_words_of_another_person_stay_theirs(start: Start, server: FakeChatServer) -> None:
    page = start()
    server.silent = True
    write(page, "của Hòa")
    stored(page, 1)
    server.until(lambda: len(server.received) == 1)
    server.silent = False
    server.greeting["name"] = "Trần Thị Lan"
    page.reload()
    expect(page.locator("#person")).to_contain_text("Trần Thị Lan")
    write(page, "của Lan")
    expect(mine(page)).to_have_count(1)
    expect(mine(page, "kept")).to_contain_text("của Lan")
    server.greeting["name"] = "Giàng A Hòa"
    page.reload()
    server.until(lambda: said(server) == ["của Lan", "của Hòa"])


def test_refusals_are_told_and_do_not_block(
    start: Start, server: FakeChatServer, tmp_path: Path
) -> None:
    page = start()
    reason = "Gương Sáng chỉ nhận ảnh, ghi âm và tệp Word, Excel, PDF."
    server.upload_answers = [(415, {"reason": reason}), (503, {}), (200, {"portal": "login"})]
    server.refuse_texts["dở"] = "Tin này chưa nhận được."
    page.locator("input[type=file]").set_input_files([photo(tmp_path, "hỏng.png")])
    page.locator("input[type=file]").set_input_files([photo(tmp_path, "tốt.png")])
    write(page, "dở")
    write(page, "hay")
    expect(mine(page, "refused")).to_contain_text([reason, "Tin này chưa nhận được."])
    expect(mine(page, "kept")).to_have_count(2)
    assert said(server) == ["tốt.png", "hay"]
    page.reload()
    expect(mine(page, "waiting")).to_have_count(0)


def test_file_may_be_taken_back_before_it_is_sent(
    start: Start, server: FakeChatServer, tmp_path: Path
) -> None:
    page = start()
    server.hold_uploads()
    page.locator("input[type=file]").set_input_files([photo(tmp_path, "nhầm.png")])
    write(page, "sau")
    server.until(lambda: len(server.received) == 1)
    page.get_by_role("button", name="Bỏ, không gửi").click()
    expect(mine(page, "kept")).to_have_count(1)
    expect(mine(page)).to_have_count(1)
    assert said(server) == ["sau"]


def test_dropped_and_pasted_pictures_are_sent(start: Start, server: FakeChatServer) -> None:
    page = start()
    give = """(node, [type, field]) => {
        const data = new DataTransfer();
        data.items.add(new File(['x'], `${type}.png`, { type: 'image/png' }));
        node.dispatchEvent(type === 'paste'
            ? new ClipboardEvent(type, { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.locator("textarea").evaluate(give, ["paste", "clipboardData"])
    page.locator("#log").evaluate(give, ["dragover", "dataTransfer"])
    expect(page.get_by_text("Thả ảnh hoặc tệp vào đây để gửi")).to_be_visible()
    page.locator("#log").evaluate(give, ["drop", "dataTransfer"])
    expect(page.locator("#drop")).to_be_hidden()
    server.until(lambda: said(server) == ["paste.png", "drop.png"])


def test_voice_note_is_recorded_heard_and_sent(start: Start, server: FakeChatServer) -> None:
    page = start()
    page.get_by_role("button", name="Ghi âm").click()
    expect(page.locator("#timer")).not_to_have_text("0:00")
    page.get_by_role("button", name="Dừng ghi âm").click()
    expect(page.get_by_label("Nghe lại")).to_be_visible()
    page.get_by_role("button", name="Gửi bản ghi âm").click()
    expect(mine(page, "kept")).to_have_count(1)
    assert [(kept["Kind"], kept["Album"]) for kept in server.kept] == [("voice", "")]
    assert server.kept[0]["body"]
    expect(page.get_by_role("button", name="Ghi âm")).to_be_focused()
