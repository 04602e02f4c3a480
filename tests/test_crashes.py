"""`kill -9` in the middle of a turn: the next message goes on, nothing is lost, nothing doubled."""

from collections.abc import Callable

from tests.crash_child import POINTS
from tests.crashes import Deaths, script, what_is_left


async def test_after_a_death_at_each_point_everything_is_there_once(
    make_stage: Callable[[], str],
) -> None:
    calm, stormy = make_stage(), make_stage()
    messages = script()
    Deaths(calm).play(messages)
    deaths = Deaths(stormy, POINTS, every=3)
    deaths.play(messages)
    assert deaths.count >= len(POINTS)
    assert await what_is_left(stormy) == await what_is_left(calm)
