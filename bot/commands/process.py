"""run, serve, work, migrate: the processes themselves."""

import asyncio

import click

from bot import app
from bot.commands.frame import plainly, running, settings_of
from bot.demo import set_the_stage
from bot.services import Services
from bot.settings import Settings


@click.command()
def run() -> None:
    """Everything in one process: web, channels, worker."""
    settings = settings_of()

    async def work(services: Services) -> None:
        if settings.demo:
            await set_the_stage(services)
        _greet(settings)
        await app.run(services, serving=True, working=True)

    running(work, settings)


def _greet(settings: Settings) -> None:
    if settings.clock_start is not None:
        click.echo(f"Lịch chạy thử bắt đầu từ {settings.clock_start:%H:%M %d/%m/%Y}.")
    click.echo(f"Gương Sáng: {settings.address}/")


@click.command()
def serve() -> None:
    """The web process: chat page and webhooks."""
    running(lambda services: app.run(services, serving=True, working=False))


@click.command()
def work() -> None:
    """The worker: sends messages, fetches and stores photos."""
    running(lambda services: app.run(services, serving=False, working=True))


@click.command()
def migrate() -> None:
    """Bring the database to this release and its secrets under the first SECRET_KEY."""
    settings = settings_of()

    async def whole() -> None:
        async with app.database_of(settings) as database:
            await database.transact(app.prepare, settings)
            changed = await database.transact(app.keyring_of(settings).reseal_all)
            if changed:
                click.echo(f"{changed} encrypted values were brought under the first SECRET_KEY.")

    asyncio.run(plainly(whole()))
