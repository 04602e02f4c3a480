"""Crash storms: processes killed again and again at every point of a turn, on both engines."""

from collections.abc import Callable

from tests.crash_child import POINTS
from tests.crashes import Deaths, script, what_is_left
from tests.soak.report import Report


async def crash_storm(makers: dict[str, Callable[[], str]], rounds: int, report: Report) -> None:
    """After every storm exactly what a calm run leaves is there."""
    messages = script()
    for engine, make in makers.items():
        calm = make()
        Deaths(calm).play(messages)
        wanted = await what_is_left(calm)
        died = 0
        for n in range(rounds):
            points = (*POINTS[n % len(POINTS) :], *POINTS[: n % len(POINTS)])
            deaths = Deaths(make(), points, every=2 + n % 5)
            deaths.play(messages)
            died += deaths.count
            assert await what_is_left(deaths.url) == wanted, (engine, n)
        report.add(
            f"crash storm on {engine}: {rounds} registrations, {died} times kill -9 at "
            f"{len(POINTS)} points of a turn; nothing lost, nothing doubled"
        )
