"""What a process counts of its sending, as Prometheus reads it."""

from bot.channels.failures import MaybeLeft, NotReachable, TooMany
from bot.measures import Measures
from bot.verdicts import result_of
from storage.database import Database
from tests.fake_channel import MINH, FakeChannel, make, say, set_up


def test_failures_are_counted_by_kind() -> None:
    assert result_of(TooMany("429", retry_after=1)) == "too_many"
    assert result_of(MaybeLeft("cut")) == "unknown"


async def test_requests_are_counted_by_lane_channel_and_result(database: Database) -> None:
    await database.transact(set_up)
    measures, channel = Measures(), FakeChannel()
    channel.failures["200"].append(NotReachable("blocked"))
    await say(database, "trả lời")
    await say(database, "tin", to=MINH, lane="broadcast")
    await make(database, channel, counted=measures.sent).drain()
    measures.bulk(paused=True)
    text = measures.text().decode()
    assert 'sends_total{channel="telegram",lane="reply",result="sent"} 1.0' in text
    assert 'sends_total{channel="telegram",lane="broadcast",result="not_reachable"} 1.0' in text
    assert "bulk_paused 1.0" in text
