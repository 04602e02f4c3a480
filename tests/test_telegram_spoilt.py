"""Updates that no table could hold and answers that no strict reader takes: the rest is heard."""

from typing import Any

import orjson
import pytest

from bot.channels.telegram_json import read_json
from bot.channels.telegram_updates import read

HOA = {"id": 1001, "is_bot": False, "first_name": "Hoa"}


def photo(**more: object) -> dict[str, Any]:
    about = {"message_id": 7, "date": 1, "from": HOA, "chat": {"id": 1001, "type": "private"}}
    size = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    return {"update_id": 1, "message": {**about, "photo": [size], **more}}


def test_as_it_comes() -> None:
    found = read(photo(media_group_id="13"), None)
    assert found is not None
    assert (found.address, found.id) == ("1001", "u1")
    assert found.attachment is not None
    assert found.attachment.album == "13"


@pytest.mark.parametrize("id", [2**52, -(2**63), 1e30, int("9" * 400), "9" * 400, None, [], {}])
def test_an_id_that_is_none_of_telegrams_says_nothing(id: object) -> None:
    assert read(photo(chat={"id": id, "type": "private"}), None) is None
    assert read({**photo(), "update_id": id}, None) is None


def test_an_album_is_kept_under_a_name_that_fits() -> None:
    found = read(photo(media_group_id="a\x00" * 900_000), None)
    assert found is not None
    assert found.attachment is not None
    assert found.attachment.album == "a" * 80


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        (rb'"ch\u1ea3o \ud83d\ude00"', "chảo 😀"),
        (rb'"a\ud800b"', "a?b"),
        (b'"a\xffb"', "a\ufffdb"),
        (b"1e999", None),
        (b"NaN", None),
        (b"9" * 5000, None),
    ],
)
def test_what_is_spoilt_is_replaced_and_what_stands_beside_it_stays(
    said: bytes, read_as: object
) -> None:
    whole = b'{"result":[%s,' % said + orjson.dumps(photo()) + b"]}"
    assert read_json(whole) == {"result": [read_as, photo()]}


@pytest.mark.parametrize("raw", [b"", b"{", b"<html>", b"[" * 100_000])
def test_what_is_no_json_at_all(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever reader gave up
        read_json(raw)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("84900000001", "84900000001"), ("+84 900-000.001", "+84 900-000.001"), ("9" * 41, ""),
     ("[[[", ""), (7, ""), ({}, "")],
)  # fmt: skip
def test_what_is_no_phone_number_is_not_kept_as_one(given: object, kept: str) -> None:
    shared = {"phone_number": given, "first_name": "Hoa", "user_id": 1001}
    found = read(photo(photo=[], contact=shared), None)
    assert found is not None
    assert found.text == kept
