"""Several processes on one disk: each its own spool, and nobody's messages are left behind."""

from pathlib import Path

import pytest

from bot.spool import Spool, SpoolUnwritable
from bot.spool_file import line
from bot.spool_place import claim


def test_two_processes_do_not_share_a_spool(tmp_path: Path) -> None:
    first, lock = claim(tmp_path)
    second, other = claim(tmp_path)
    assert first != second
    lock.close()
    other.close()


def test_what_a_dead_process_left_is_taken_over_in_order(tmp_path: Path) -> None:
    first, living = claim(tmp_path)
    second, dying = claim(tmp_path)
    for n in range(3):
        Spool(second).put([line({"sender": "web:a", "id": str(n)})])
    dying.close()
    living.close()
    folder, lock = claim(tmp_path)
    assert folder == first
    assert [m["id"] for _, m in Spool(folder).waiting()] == ["0", "1", "2"]
    lock.close()


def test_a_place_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolUnwritable, match="not writable"):
        claim(tmp_path / "file" / "spool")
