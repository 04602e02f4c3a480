"""A district comes in down the line; the whole province does so in the long checks."""

from tests.down_the_line import Line, held, open_and_used
from tests.stage import Stage


async def test_a_district_comes_in_each_exactly_once(on_stage: Stage) -> None:
    transact = on_stage.database.transact
    line = Line(on_stage, [3] * 14)
    await line.district("lan", ["minh"])
    found = await transact(held)
    assert found["commune"][1:] == (14, 14)
    # Minh's three villages had Hoa; Dua's village lies elsewhere.
    assert found["village"] == (14 * 3 + 1, 14 * 3 + 1, 14 * 3 + 1)
    assert line.joined["commune"] + line.joined["village"] == 13 + 14 * 3 - 1
    assert await transact(open_and_used) == (0, len(line.used))
    for code in line.used[::7]:
        said = (await on_stage.say(f"lạ{code}", code))[0].body.text
        assert "đã có người dùng" in said
    assert await line.invite("lan") == []
