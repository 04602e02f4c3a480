"""The spool: what it took is on the disk, whole and in order, whatever happens to the process."""

import os
import time
from pathlib import Path

import pytest

from bot.spool import FORGOTTEN_SECONDS, Spool, SpoolUnwritable


def message(text: str, sender: str = "telegram:7") -> dict[str, object]:
    return {"sender": sender, "text": text}


def texts(spool: Spool) -> list[str]:
    return [message["text"] for _, message in spool.waiting()]


def test_messages_wait_in_the_order_of_arrival(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "deep" / "spool")
    names = [spool.put(message(f"câu {n}")) for n in range(5)]
    assert names == sorted(names)
    assert texts(spool) == [f"câu {n}" for n in range(5)]
    assert spool.count() == 5


def test_next_process_finds_them_and_goes_on_counting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Spool(tmp_path).put(message("trước"))
    monkeypatch.setattr(time, "time_ns", lambda: 1)  # the clock was put back
    later = Spool(tmp_path)
    assert later.has("telegram:7")
    later.put(message("sau"))
    assert texts(later) == ["trước", "sau"]


def test_sender_waits_until_all_their_messages_are_done(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    first, second = spool.put(message("một")), spool.put(message("hai"))
    spool.put(message("ba", "zalo_oa:7"))
    spool.done(first)
    spool.done(first)
    assert spool.has("telegram:7")
    spool.done(second)
    assert not spool.has("telegram:7")
    assert spool.has("zalo_oa:7")
    assert spool.count() == 1
    assert texts(spool) == ["ba"]


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_crash_before_the_rename_leaves_nothing_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    spool = Spool(tmp_path)
    spool.put(message("trọn vẹn"))

    class Killed(BaseException):
        """Nothing of the process runs after this."""

    def kill(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(os if step == "fsync" else Path, step, kill)
    with pytest.raises(Killed):
        spool.put(message("dở dang"))
    monkeypatch.undo()
    assert list(tmp_path.glob("*.tmp"))
    assert texts(Spool(tmp_path)) == ["trọn vẹn"]


def test_crash_after_the_rename_keeps_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)

    def fail() -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(spool, "_sync", fail)
    with pytest.raises(OSError, match="Input"):
        spool.put(message("có thể đã giữ"))
    assert texts(Spool(tmp_path)) == ["có thể đã giữ"]


def test_full_disk_is_reported_and_leaves_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert not spool.writable()
    with pytest.raises(OSError, match="No space"):
        spool.put(message("không còn chỗ"))
    assert spool.count() == 0
    assert list(tmp_path.iterdir()) == []


def test_process_refuses_to_start_without_a_place_to_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(SpoolUnwritable, match=r"^The spool .*file is not writable: .+\.$"):
        Spool(tmp_path / "file")


def test_spool_that_vanished_is_not_writable(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    assert spool.writable()
    (tmp_path / "spool").rmdir()
    assert not spool.writable()


def test_data_lives_as_long_as_its_message(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    ref = spool.put_bytes(b"\xff\xd8\xff photo")
    name = spool.put(message("ảnh") | {"attachments": [ref]})
    assert Spool(tmp_path).read_bytes(ref) == b"\xff\xd8\xff photo"
    spool.done(name)
    assert list(tmp_path.iterdir()) == []


def test_files_nobody_will_ask_for_go_after_a_day(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    used, orphan, young = (spool.put_bytes(b"x") for _ in range(3))
    spool.put(message("ảnh") | {"attachments": [used]})
    (tmp_path / "7.new.tmp").touch()
    for name in (used, orphan, "7.new.tmp"):
        os.utime(tmp_path / name, times=(0, time.time() - FORGOTTEN_SECONDS - 60))
    Spool(tmp_path)
    left = {path.name for path in tmp_path.iterdir() if path.suffix != ".json"}
    assert left == {used, young}


def test_spoilt_file_is_set_aside_and_the_others_go_on(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spoilt = spool.put(message("hỏng"))
    spool.put(message("còn tốt"))
    (tmp_path / spoilt).write_bytes(b"{half")
    assert texts(Spool(tmp_path)) == ["còn tốt"]
    assert [path.suffix for path in tmp_path.glob("*.damaged")] == [".damaged"]
