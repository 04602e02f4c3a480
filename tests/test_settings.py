"""The environment: what is refused, in which words, and that the example names every variable."""

import re
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, read

EXAMPLE = Path(__file__).parent.parent / ".env.example"
BY_LIBRARIES = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL"}

REFUSED = [
    ({"TELEGRAM_TOKN": "x"}, "TELEGRAM_TOKN"),
    ({"ZALO_OA_IDS": "x"}, "ZALO_OA_IDS"),
    ({"EVIDENCE_URI": "x"}, "EVIDENCE_URI"),
    ({"CLOCK_STAR": "x"}, "CLOCK_STAR"),
    ({"PORT": "eighty"}, "PORT"),
    ({"PORT": "70000"}, "PORT"),
    ({"CLOCK_START": "yesterday"}, "CLOCK_START"),
    ({"CLOCK_START": "2022-05-05T08:00:00"}, "CLOCK_START"),
    ({"PUBLIC_URL": "guongsang.vn"}, "PUBLIC_URL"),
    ({"ZALO_BOT_TOKEN": "hush"}, "ZALO_BOT_TOKEN"),
    ({"ZALO_BOT_TOKEN": "1:a/b"}, "ZALO_BOT_TOKEN"),
    ({"ZALO_BOT_WEBHOOK_SECRET": "seven77"}, "ZALO_BOT_WEBHOOK_SECRET"),
    ({"ZALO_BOT_WEBHOOK_SECRET": "x" * 257}, "ZALO_BOT_WEBHOOK_SECRET"),
    ({"ZALO_BOT_WEBHOOK_SECRET": "tiếng-việt"}, "ZALO_BOT_WEBHOOK_SECRET"),
    (
        {
            "ZALO_BOT_TOKEN": "1:a",
            "ZALO_BOT_WEBHOOK_SECRET": "long-enough",
            "PUBLIC_URL": "http://guongsang.vn",
        },
        "PUBLIC_URL",
    ),
    ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL"),
    ({"TELEGRAM_MODE": "carrier pigeon"}, "TELEGRAM_MODE"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
    *(
        ({"ZALO_MEDIA_HOSTS": hosts}, "ZALO_MEDIA_HOSTS")
        for hosts in (
            "https://f6.zdn.vn",
            ".vn",
            "*",
            "*.zdn.vn",
            "zdn",
            ".zdn.vn:80",
            "a b.vn",
            "f6.zdn.vn/a",
            "me@f6.zdn.vn",
            "127.1",
            "0x7f.0.0.1",
            ".1.1",
            ".zdn.vn;.a.vn",
            "a..vn",
            "f6.zdn.vn:port",
        )
    ),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ({"DEMO": "1", "HOST": "0.0.0.0"}, "DEMO"),  # noqa: S104 - refused is the point
    ({"DATABASE_URL": "postgresql://a/b"}, "SECRET_KEY"),
]


@pytest.mark.parametrize(("environment", "name"), REFUSED)
def test_what_is_wrong_is_named_in_one_sentence(environment: dict[str, str], name: str) -> None:
    with pytest.raises(BadSettings) as raised:
        read(environment)
    assert str(raised.value).startswith(name)
    assert "\n" not in str(raised.value)


def test_an_empty_environment_is_enough() -> None:
    settings = read({})
    assert settings.database.startswith("sqlite:////")
    assert settings.evidence.startswith("file:///")
    assert settings.address == "http://127.0.0.1:8080"


def test_heroku_s_form_of_the_database_is_taken() -> None:
    assert read({"DATABASE_URL": "postgres://a/b", "SECRET_KEY": "s"}).database == "postgres://a/b"


def test_no_secret_is_shown() -> None:
    settings = read({"SECRET_KEY": "hush", "TELEGRAM_TOKEN": "1:hush", "ZALO_BOT_TOKEN": "1:hush"})
    assert "hush" not in repr(settings)
    with pytest.raises(BadSettings) as raised:
        read({"SECRET_KEY": "hush", "PORT": "hush"})
    assert "hush" not in str(raised.value)


def test_the_example_names_every_variable() -> None:
    named = set(re.findall(r"^#? ?([A-Z][A-Z_0-9]+)=", EXAMPLE.read_text(), flags=re.MULTILINE))
    assert named - BY_LIBRARIES == {name.upper() for name in Settings.model_fields}
