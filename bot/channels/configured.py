"""The channels that the settings switch on: one line for each."""

from collections.abc import Iterator

from bot.channels.base import Channel
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


def _account(settings: Settings, keyring: Keyring) -> Account:
    assert settings.telegram_token is not None  # noqa: S101 - asked for only where there is one
    webhook = None
    if settings.telegram_mode == "webhook":
        given = settings.telegram_webhook_secret
        secret = given.get_secret_value() if given else keyring.word("telegram webhook")
        webhook = Webhook(f"{settings.address}{PATH}", secret)
    return Account(settings.telegram_token, settings.telegram_api_base, webhook)
