"""privacy: requests about personal data with their legal clock, and what was erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click
import orjson
from sqlalchemy import Connection

from bot.commands.frame import BadInput, on_database, running
from bot.forgetting import Forgetting
from bot.retaining import would_go
from bot.services import Services
from campaign.plan import Plan
from campaign.privacy import DataRequest
from campaign.retention import Class, parse
from campaign.vietnam import local_day
from conversations.personal_words import clock, wish
from conversations.words import SOURCE, words
from storage import audit, data_requests, erasing, plans
from storage.asked_data import carry_out


@click.group()
def privacy() -> None:
    """Personal data: what people asked for, what was erased."""


@privacy.command("due")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def due(form: str) -> None:
    """What waits: id, what for, by whom, and the last days the law leaves."""

    async def work(services: Services) -> str:
        now = services.clock()
        found = await services.database.transact(_waiting)
        if form == "json":
            return orjson.dumps([_as_json(one) for one in found]).decode()
        t = words(SOURCE)
        lines = [
            f"{one.id}\t{one.at:%d/%m/%Y}\t{wish(t, one)} ({one.by})\t"
            f"{clock(t, one, local_day(now))}"
            for one in found
        ]
        return "\n".join(lines)

    said = running(work)
    if said:
        click.echo(said)


def _plan(c: Connection) -> Plan:
    plan = plans.current(c)
    if plan is None:
        raise BadInput("No plan is loaded; run python -m bot plan load FILE.")
    return plan


def _waiting(c: Connection) -> tuple[DataRequest, ...]:
    return data_requests.waiting(c, _plan(c))


def _as_json(one: DataRequest) -> dict[str, Any]:
    return {
        "id": one.id, "kind": one.kind.value, "about": one.about, "by": one.by,
        "at": one.at.isoformat(), "answer_by": one.answer_by.isoformat(),
        "stop_by": one.stop_by.isoformat(),
    }  # fmt: skip


@privacy.command("approve")
@click.argument("id", type=int)
def approve(id: int) -> None:
    """Be the second person for a request, where the chat has none."""

    async def work(services: Services) -> str:
        said = await services.database.transact(_approve, services, id)
        forgetting = Forgetting(services.database, services.blobs, services.keyring, services.clock)
        await forgetting.step()
        return said

    click.echo(running(work))


def _approve(c: Connection, services: Services, id: int) -> str:
    request, now = data_requests.get(c, _plan(c), id), services.clock()
    if request is None or not data_requests.settle(c, id, None, now, done=True):
        raise BadInput(f"No request that waits has the id {id}.")
    carry_out(c, services.keyring, request, None, now)
    audit.note(c, now, None, "agree_data", "request", id)
    return f"Request {id} ({request.kind}) is done."


@privacy.command("retention")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def retention(form: str) -> None:
    """What would go now of each class of data, and when it goes; nothing is changed."""

    async def work(services: Services) -> str:
        now, days = services.clock(), parse(services.settings.retention)
        found = await services.database.transact(would_go, days, now)
        if form == "json":
            return orjson.dumps([_class_as_json(days, *one) for one in found]).decode()
        return "\n".join(_class_as_line(days, *one) for one in found)

    click.echo(running(work))


def _class_as_line(days: Mapping[Class, int], which: Class, since: datetime | None, n: int) -> str:
    if since is None:
        return f"{which}\tfor ever"
    return f"{which}\t{days[which]} days\tbefore {local_day(since):%d/%m/%Y}\t{n}"


def _class_as_json(
    days: Mapping[Class, int], which: Class, since: datetime | None, n: int
) -> dict[str, Any]:
    before = since.isoformat() if since else None
    return {"data": which.value, "days": days[which], "before": before, "rows": n}


@privacy.command("erased")
def erased() -> None:
    """Every erasure, for `restore --erased` where the photo store is another one."""
    for name in on_database(erasing.names):
        click.echo(name)
