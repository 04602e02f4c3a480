"""What Telegram shows of the bot by itself: its description, and the commands of each post."""

from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
)

from campaign.people import Person
from conversations.commands import about, commands
from conversations.words import SOURCE, languages, words


async def describe(bot: Bot) -> None:
    """For whoever opens the bot for the first time, in each language."""
    for language in languages():
        t = words(language)
        code = None if language == SOURCE else language  # the source is what everybody else sees
        said = about(t)
        await bot.set_my_description(said.long, language_code=code)
        await bot.set_my_short_description(said.short, language_code=code)
        everybody = BotCommandScopeAllPrivateChats()
        await bot.set_my_commands(_menu(commands(t, None)), everybody, language_code=code)
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def introduce(bot: Bot, chat: int, person: Person | None) -> None:
    """The commands of one person's post, in their language."""
    t = words(person.language if person else SOURCE)
    offered = commands(t, person.post.role if person else None)
    await bot.set_my_commands(_menu(offered), BotCommandScopeChat(chat))


def _menu(offered: Sequence[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(slash.removeprefix("/"), label) for slash, label in offered]
