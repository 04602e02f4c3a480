"""The spool: what it took is on the disk, whole and in order, whatever happens to the process."""

import os
import time
from pathlib import Path

import pytest

from bot.spool import FORGOTTEN_SECONDS, Spool, SpoolUnwritable
from bot.spool_file import line


def message(text: str, sender: str = "telegram:7") -> dict[str, object]:
    return {"sender": sender, "text": text}


def put(spool: Spool, *messages: dict[str, object]) -> list[str]:
    """One batch."""
    return spool.put([line(m) for m in messages])


def texts(spool: Spool) -> list[str]:
    return [message["text"] for _, message in spool.waiting()]


def test_messages_wait_in_the_order_of_arrival(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "deep" / "spool")
    names = [put(spool, *(message(f"câu {n}") for n in some)) for some in ([0, 1], [2], [3, 4])]
    assert names == sorted(names)
    assert texts(spool) == [f"câu {n}" for n in range(5)]
    assert texts(Spool(tmp_path / "deep" / "spool")) == [f"câu {n}" for n in range(5)]
    assert spool.count() == 5


def test_next_process_finds_them_and_goes_on_counting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(Spool(tmp_path), message("trước"))
    monkeypatch.setattr(time, "time_ns", lambda: 1)  # the clock was put back
    later = Spool(tmp_path)
    assert later.has("telegram:7")
    put(later, message("sau"))
    assert texts(later) == ["trước", "sau"]


def test_sender_waits_until_all_their_messages_are_done(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    first, second, _ = put(spool, message("một"), message("hai"), message("ba", "zalo_oa:7"))
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
    put(spool, message("trọn vẹn"))

    class Killed(BaseException):
        """Nothing of the process runs after this."""

    def kill(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(os if step == "fsync" else Path, step, kill)
    with pytest.raises(Killed):
        put(spool, message("dở dang"), message("cũng dở"))
    monkeypatch.undo()
    assert list(tmp_path.glob("*.tmp"))
    assert texts(Spool(tmp_path)) == ["trọn vẹn"]


def test_directory_that_cannot_be_synced_keeps_nothing_that_was_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)

    def fail() -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(spool, "_sync", fail)
    with pytest.raises(OSError, match="Input"):
        put(spool, message("không giữ được"))
    assert not spool.has("telegram:7")
    assert texts(Spool(tmp_path)) == []


def test_full_disk_is_reported_and_leaves_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert not spool.writable()
    with pytest.raises(OSError, match="No space"):
        put(spool, message("không còn chỗ"))
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


def test_what_was_left_half_written_goes_after_a_day(tmp_path: Path) -> None:
    put(Spool(tmp_path), message("còn"))
    for name in ("7.new.tmp", "8.new.tmp"):
        (tmp_path / name).touch()
    old = time.time() - FORGOTTEN_SECONDS - 60
    for path in tmp_path.iterdir():
        if path.name != "8.new.tmp":
            os.utime(path, times=(0, old))
    assert texts(Spool(tmp_path)) == ["còn"]
    assert [path.name for path in tmp_path.glob("*.tmp")] == ["8.new.tmp"]


def test_spoilt_file_is_set_aside_and_the_others_go_on(tmp_path: Path) -> None:
    put(Spool(tmp_path), message("hỏng"))
    [spoilt] = tmp_path.iterdir()
    put(Spool(tmp_path), message("còn tốt"))
    spoilt.write_bytes(b"{half")
    assert texts(Spool(tmp_path)) == ["còn tốt"]
    assert [path.read_bytes() for path in tmp_path.glob("*.damaged")] == [b"{half"]
    assert not spoilt.exists()


def test_spoilt_line_is_set_aside_and_its_batch_goes_on_in_its_place(tmp_path: Path) -> None:
    put(Spool(tmp_path), *(message(t) for t in ("một", "hai", "ba")))
    [batch] = tmp_path.iterdir()
    spoilt = batch.read_bytes().replace(line(message("hai")), b"{half")
    batch.write_bytes(spoilt)
    put(Spool(tmp_path), message("bốn"))
    later = Spool(tmp_path)
    assert texts(later) == ["một", "ba", "bốn"]
    for name, _ in later.waiting():
        later.done(name)
    [aside] = tmp_path.iterdir()
    assert (aside.suffix, aside.read_bytes()) == (".damaged", spoilt)


def test_batch_stays_until_all_of_it_is_done(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    names = put(spool, *(message(t) for t in ("một", "hai", "ba")))
    spool.done(names[1])
    assert texts(spool) == ["một", "ba"]
    assert texts(Spool(tmp_path)) == ["một", "hai", "ba"]  # the inbox knows the second
    spool.done(names[0])
    spool.done(names[2])
    assert spool.count() == 0
    assert list(tmp_path.iterdir()) == []


def test_messages_of_an_earlier_release_are_taken_in_their_order(tmp_path: Path) -> None:
    for n, text in enumerate(("cũ", "ảnh")):
        (tmp_path / f"{time.time_ns() + n:020}.json").write_bytes(line(message(text)))
    put(Spool(tmp_path), message("mới"))
    spool = Spool(tmp_path)
    assert texts(spool) == ["cũ", "ảnh", "mới"]
    for name, _ in spool.waiting():
        spool.done(name)
    assert list(tmp_path.iterdir()) == []
