"""The channels that the settings switch on: one line for each."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.channels import zalo_bot, zalo_bot_listening
from bot.channels.base import Channel
from bot.channels.public_media import PublicLinks
from bot.channels.telegram import PATH, Account, Telegram
from bot.channels.telegram_listening import Webhook
from bot.lease import Lease
from bot.settings import Settings
from bot.shelf import Shelf
from storage.database import Database
from storage.secrets import Keyring


def configured(
    settings: Settings, database: Database, keyring: Keyring, shelf: Shelf
) -> Iterator[Channel]:
    if settings.telegram_token is not None:
        yield Telegram(_account(settings, keyring), shelf, Lease(database, "telegram"))
    if settings.zalo_bot_token is not None:
        media = _NoMedia()  # MERGE: becomes Media(…) of bot/channels/zalo_media.py
        links = PublicLinks(keyring, settings.public_url)
        lease = Lease(database, "zalo_bot")
        yield zalo_bot.ZaloBot(_zalo_bot_account(settings), links, lease, media)


def _account(settings: Settings, keyring: Keyring) -> Account:
    assert settings.telegram_token is not None  # noqa: S101 - asked for only where there is one
    webhook = None
    if settings.telegram_mode == "webhook":
        given = settings.telegram_webhook_secret
        secret = given.get_secret_value() if given else keyring.word("telegram webhook")
        webhook = Webhook(f"{settings.address}{PATH}", secret)
    return Account(settings.telegram_token, settings.telegram_api_base, webhook)


def _zalo_bot_account(settings: Settings) -> zalo_bot.Account:
    assert settings.zalo_bot_token is not None  # noqa: S101 - asked for only where there is one
    webhook, secret = None, settings.zalo_bot_webhook_secret
    if settings.zalo_bot_is_called and secret is not None:
        url = f"{settings.address}{zalo_bot.PATH}"
        webhook = zalo_bot_listening.Webhook(url, secret.get_secret_value())
    return zalo_bot.Account(settings.zalo_bot_token, settings.zalo_bot_api_base, webhook)


class _NoMedia:  # MERGE: goes with the line above
    """Stands where the fetcher will: what was sent waits for it."""

    async def fetch(self, url: str) -> bytes:
        raise ConnectionError(f"nothing fetches from {urlsplit(url).hostname} yet")

    async def close(self) -> None:
        return
