"""The channels that the settings switch on: one line for each."""

from collections.abc import Iterator

from pydantic import SecretStr

from bot.channels import zalo_bot, zalo_oa
from bot.channels.base import Channel
from bot.channels.public_media import PublicLinks
from bot.channels.webhooks import Webhook
from bot.channels.zalo_media import Media
from bot.channels.zalo_oa_events import Seal
from bot.channels.zalo_tokens import keeper
from bot.lease import Lease
from bot.remembered import Remembered
from bot.settings import Settings
from bot.shelf import Shelf
from storage.database import Database
from storage.secrets import Keyring


def configured(
    settings: Settings, database: Database, keyring: Keyring, shelf: Shelf
) -> Iterator[Channel]:
    if settings.telegram_token is not None:
        yield _telegram(settings, settings.telegram_token, database, keyring, shelf)
    if settings.zalo_bot_token is not None:
        links, lease = PublicLinks(keyring, settings.public_url), Lease(database, "zalo_bot")
        media = Media(settings.media_hosts)
        yield zalo_bot.ZaloBot(_zalo_bot_account(settings), links, lease, media)
    if settings.zalo_oa_id is not None:
        yield official_account(settings, database, keyring, shelf)


def _telegram(
    settings: Settings, token: SecretStr, database: Database, keyring: Keyring, shelf: Shelf
) -> Channel:
    """Its library is large, so it is loaded only where there is a bot."""
    from bot.channels.telegram import PATH, Account, Telegram

    webhook = None
    if settings.telegram_mode == "webhook":
        given = settings.telegram_webhook_secret
        secret = given.get_secret_value() if given else keyring.word("telegram webhook")
        webhook = Webhook(f"{settings.address}{PATH}", secret)
    account = Account(token, settings.telegram_api_base, webhook)
    return Telegram(account, shelf, Lease(database, "telegram"))


def _zalo_bot_account(settings: Settings) -> zalo_bot.Account:
    assert settings.zalo_bot_token is not None  # noqa: S101 - asked for only where there is one
    webhook, secret = None, settings.zalo_bot_webhook_secret
    if settings.zalo_bot_is_called and secret is not None:
        url = f"{settings.address}{zalo_bot.PATH}"
        webhook = Webhook(url, secret.get_secret_value())
    return zalo_bot.Account(settings.zalo_bot_token, settings.zalo_bot_api_base, webhook)


def official_account(
    settings: Settings, database: Database, keyring: Keyring, shelf: Shelf
) -> zalo_oa.ZaloOA:
    """The channel of ZALO_OA_ID, which the settings have checked to come with all it needs."""
    oa_id, app_id, key = settings.zalo_oa_id, settings.zalo_oa_app_id, settings.zalo_oa_secret_key
    tokens = keeper(settings, database, keyring)
    assert oa_id and app_id and key and tokens  # noqa: S101, PT018 - see above
    variant = "" if settings.zalo_oa_signature == "any" else settings.zalo_oa_signature
    seal = Seal(app_id, oa_id, key.get_secret_value(), variant)
    picture = f"{settings.public_url}/static/invitation.png" if settings.public_url else None
    account = zalo_oa.Account(
        settings.zalo_oa_api_base, oa_id, seal, settings.zalo_oa_per_minute, picture,
        settings.zalo_oa_template or "",
    )  # fmt: skip
    links, media = PublicLinks(keyring, settings.public_url), Media(settings.media_hosts)
    memory = Remembered(database, f"zalo_oa:{oa_id}")
    return zalo_oa.ZaloOA(account, tokens, shelf, links, media, memory)
