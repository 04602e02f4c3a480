"""The environment, read once at start; a bad value or unknown name is refused in a sentence."""

import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.media_hosts import MediaHosts
from campaign.retention import parse

OURS = ("TELEGRAM_", "ZALO_", "EVIDENCE_", "CLOCK_", "RETENTION_")
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
ZALO_BOT_TOKEN = re.compile(r"\d+:[A-Za-z0-9_.~-]+")
ZALO_BOT_SECRET = re.compile(r"[!-~]{8,256}")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Empty = BeforeValidator(lambda value: None if value == "" else value)
OptionalSecret = Annotated[SecretStr | None, Empty]


class BadSettings(ValueError):
    """One sentence that names the variable."""


class Settings(BaseSettings):
    """Every variable of `.env.example`, by its name in lower case."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    data_dir: Path = Path("./data")
    database_url: Annotated[str | None, Empty] = None
    evidence_url: Annotated[str | None, Empty] = None
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: Annotated[str | None, Empty] = None
    telegram_token: OptionalSecret = None
    telegram_api_base: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: OptionalSecret = None
    zalo_oa_id: Annotated[str | None, Empty] = None
    zalo_oa_app_id: Annotated[str | None, Empty] = None
    zalo_oa_app_secret: OptionalSecret = None
    zalo_oa_secret_key: OptionalSecret = None
    zalo_oa_access_token: OptionalSecret = None
    zalo_oa_refresh_token: OptionalSecret = None
    zalo_oa_signature: Literal["any", "body-app", "body-oa", "header-app", "header-oa"] = "any"
    zalo_oa_per_minute: int = Field(100, ge=10)
    zalo_oa_template: Annotated[str | None, Empty] = None
    zalo_oa_api_base: str = "https://openapi.zalo.me"
    zalo_oauth_base: str = "https://oauth.zaloapp.com"
    zalo_bot_token: OptionalSecret = None
    zalo_bot_api_base: str = "https://bot-api.zaloplatforms.com"
    zalo_bot_webhook_secret: OptionalSecret = None
    zalo_media_hosts: str = ""
    plan: str = "yenbai-2021-2025"
    retention: str = ""
    clock_start: Annotated[datetime | None, Empty] = None
    demo: bool = False
    secret_key: OptionalSecret = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Annotated[Literal["text", "json"] | None, Empty] = None

    @field_validator("clock_start")
    @classmethod
    def _has_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("needs a time zone, as in 2022-05-05T08:00:00+07:00")
        return value

    @field_validator("public_url", "telegram_api_base", "zalo_oa_api_base", "zalo_oauth_base",
                     "zalo_bot_api_base")  # fmt: skip
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("needs an address that begins with http:// or https://")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _is_telegram_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("needs a token as BotFather gives it, such as 123456:ABC-def")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _is_webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        fits = value is None or re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value())
        if not fits:
            raise ValueError("takes at most 256 letters, digits, - and _ without accents")
        return value

    @field_validator("zalo_media_hosts")
    @classmethod
    def _are_hosts(cls, value: str) -> str:
        MediaHosts.parse(value)
        return value

    @field_validator("retention")
    @classmethod
    def _are_days(cls, value: str) -> str:
        parse(value)
        return value

    @field_validator("zalo_bot_token")
    @classmethod
    def _is_zalo_bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not ZALO_BOT_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("needs a token as Zalo Bot Manager gives it, such as 123456:AbC-def")
        return value

    @field_validator("zalo_bot_webhook_secret")
    @classmethod
    def _is_zalo_bot_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not ZALO_BOT_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("needs 8 to 256 letters, digits and signs without accents or blanks")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("sqlite:///", "postgres")):
            raise ValueError("needs sqlite:///file or postgresql://user:password@host/name")
        return value

    @property
    def database(self) -> str:
        path = (self.data_dir / "guongsang.db").resolve()
        return self.database_url or f"sqlite:///{path}"

    @property
    def evidence(self) -> str:
        return self.evidence_url or (self.data_dir / "evidence").resolve().as_uri()

    @property
    def media_hosts(self) -> MediaHosts:
        return MediaHosts.parse(self.zalo_media_hosts)

    @property
    def address(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def zalo_bot_is_called(self) -> bool:
        """Whether Zalo is to call us; else the bot asks for its messages."""
        return self.zalo_bot_webhook_secret is not None and self.public_url is not None

    @property
    def is_loopback(self) -> bool:
        return self.host in LOOPBACK


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the environment. Raises BadSettings."""
    given = os.environ if environment is None else environment
    known = {name.upper() for name in Settings.model_fields}
    for name in sorted(given):
        if name.startswith(OURS) and name not in known:
            raise BadSettings(f"{name} is not a variable of Gương Sáng; see .env.example.")
    try:
        settings = Settings(**{n.lower(): v for n, v in given.items() if n in known})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise BadSettings(f"{name}: {first['msg'].removeprefix('Value error, ')}.") from None
    _check_together(settings)
    return settings


def _check_webhook(settings: Settings, base: str, wish: str) -> None:
    """A real platform calls none but secure addresses."""
    real = getattr(settings, base) == Settings.model_fields[base].default
    if real and not settings.address.startswith("https://"):
        raise BadSettings(f"PUBLIC_URL: {wish} needs an address with https://.")


_OA_NEEDS = ("zalo_oa_app_id", "zalo_oa_app_secret", "zalo_oa_secret_key")
_OA_PAIR = ("zalo_oa_access_token", "zalo_oa_refresh_token")


def _check_official_account(settings: Settings) -> None:
    for name in _OA_NEEDS:
        if getattr(settings, name) is None:
            raise BadSettings(f"{name.upper()}: needed with ZALO_OA_ID.")
    for name, other in (_OA_PAIR, _OA_PAIR[::-1]):
        if getattr(settings, name) is None and getattr(settings, other) is not None:
            raise BadSettings(f"{name.upper()}: needed with {other.upper()}; they are one pair.")


def _check_together(settings: Settings) -> None:
    if settings.zalo_oa_id is not None:
        _check_official_account(settings)
    if settings.demo and not settings.is_loopback:
        raise BadSettings("DEMO: only where HOST is this machine itself (127.0.0.1).")
    if settings.telegram_mode == "webhook" and settings.telegram_token is not None:
        _check_webhook(settings, "telegram_api_base", "TELEGRAM_MODE=webhook")
    if settings.zalo_bot_is_called and settings.zalo_bot_token is not None:
        _check_webhook(settings, "zalo_bot_api_base", "ZALO_BOT_WEBHOOK_SECRET")
    if settings.secret_key is None and not settings.database.startswith("sqlite"):
        raise BadSettings("SECRET_KEY: required with PostgreSQL; make a long random one, keep it.")
