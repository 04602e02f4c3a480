"""The conversation in the terminal: one message a line, `@file` a photo, `#n` the n-th button."""

import asyncio
import sys
from itertools import count
from pathlib import Path

import click
from sqlalchemy import Connection

from bot import cast
from bot.app import opened
from bot.attachments import sniff
from bot.channels.base import Body, Layout, Receipt
from bot.commands.frame import BadInput, plainly, ready, settings_of
from bot.envelope import Attachment, Envelope
from bot.services import Services
from campaign.exemplar import PHOTO, VIDEO, VOICE
from conversations.showing import Button

NAME = "console"
AHEAD = 10.0  # seconds: what is held back for a newer row is said at once here


class Console:
    """A channel whose platform is the terminal; it shows what one person is told."""

    name = NAME
    layout = Layout(text_length=100_000, max_buttons=100, label_length=200)
    pace = None

    def __init__(self, address: str) -> None:
        self.address = address
        self.buttons: list[Button] = []

    async def send(self, address: str, body: Body) -> Receipt:
        if address == self.address:
            self._print(body)
        return Receipt()

    def _print(self, body: Body) -> None:
        for line in body.text.splitlines() or [""]:
            click.echo(f"bot> {line}")
        shown = [*body.choices, *(button for _, button in body.controls)]
        for number, button in enumerate(shown, 1):
            click.echo(f"[{number}] {button.label}")
        if shown:
            self.buttons = shown


@click.command()
@click.option("--as", "persona", required=True, help="hoa, minh, lan, tinh or dua")
def chat(persona: str) -> None:
    """Talk to the bot as one of the demo cast; ends at the end of the input."""
    settings = settings_of()
    if persona not in {part.key for part in cast.CAST}:
        known = ", ".join(part.key for part in cast.CAST)
        raise BadInput(f"--as: {persona} is not one of {known}.")

    async def whole() -> None:
        await ready(settings)
        console = Console(f"demo-{persona}")
        async with opened(settings, {NAME: console}) as services:
            await services.database.transact(_join, services)
            await _talk(services, console)

    asyncio.run(plainly(whole()))


def _join(c: Connection, services: Services) -> None:
    now = services.clock()
    cast.refuse_strangers(c)
    cast.add_villages(c, now.date())
    cast.join(c, now, NAME)


async def _talk(services: Services, console: Console) -> None:
    start = services.clock().timestamp()
    ids = (f"{start}-{n}" for n in count(1))
    for raw in sys.stdin:
        envelope = _envelope(services, console, next(ids), raw.rstrip("\n"))
        if envelope is not None:
            await services.intake.keep(envelope)
            await services.intake.settle()
            await services.worker.run_until_idle()
            await services.sender.drain(AHEAD)


def _envelope(services: Services, console: Console, id: str, line: str) -> Envelope | None:
    if line.startswith("@"):
        return _attachment(services, console, id, Path(line[1:].strip()))
    if line.startswith("#") and line[1:].strip().isdigit():
        number = int(line[1:])
        if not 1 <= number <= len(console.buttons):
            click.echo(f"bot> (không có nút số {number})")
            return None
        return Envelope(NAME, console.address, id, payload=console.buttons[number - 1].payload)
    return Envelope(NAME, console.address, id, text=line)


def _attachment(services: Services, console: Console, id: str, file: Path) -> Envelope | None:
    try:
        data = file.read_bytes()
    except OSError as error:
        click.echo(f"bot> (không đọc được {file.name}: {error.strerror})")
        return None
    kind = {"audio": VOICE, "video": VIDEO}.get(sniff(data).partition("/")[0], PHOTO)
    return Envelope(
        NAME, console.address, id,
        attachment=Attachment(kind, {"blob": services.blobs.put(data), "name": file.name}),
    )  # fmt: skip
