"""Whether what we say of each recipient is what the platforms know.

The hard idea is who knows the truth: the platforms do. Whom one of them told is `sent`; whoever
takes nothing is `failed`, with a reason; whoever had a request without a clear answer is `unknown`,
and nothing is ever asked for them again. While the database is away nobody can note an answer, so
besides as many are unknown as all processes have places for.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from campaign.broadcasts import Counts, Fate
from tests.many import fates
from tests.platforms.traffic import Passing
from tests.soak.broadcasts_stage import ON_THE_WEB, SEND, Sending
from tests.soak.faults_people import Head, Heads, Kept, kept
from tests.zalo_oa import FakeOA
from tests.zalo_oa.calls import CS


async def check(sent: Sending, oa: FakeOA, heads: Heads, *, unnoted: int = 0) -> Counts:
    """How many there are of each fate; of at most `unnoted` requests nobody noted the answer."""
    counts = await fates(sent.database, sent.id)
    found = await sent.database.transact(kept, sent.id)
    assert Counter(one.fate for one in found.values()) == counts
    assert sum(counts.values()) == len(found) == len(heads) + ON_THE_WEB, counts
    asked, lost = _requests(sent, oa), {*sent.api.traffic.lost, *oa.traffic.lost}
    unclear = {head.name for head in heads if lost & {*_of(head, asked)}}
    for head in heads:
        _check_fate(head, found[head.name])
        _check_last(_of(head, asked), lost)
    unknown = {name for name, one in found.items() if one.fate is Fate.UNKNOWN}
    assert unclear <= unknown, unclear - unknown
    assert len(unknown - unclear) <= unnoted, unknown - unclear
    _check_calls(sent, oa)
    return counts


def _check_fate(head: Head, one: Kept) -> None:
    match one.fate:
        case Fate.SENT:
            assert head.heard == 1, (head, one)
        case Fate.FAILED:
            assert (head.heard, head.takes_none, bool(one.why)) == (0, True, True), (head, one)
        case Fate.UNKNOWN:
            assert head.heard <= 1, (head, one)
        case _:
            raise AssertionError(head, one)


def _check_last(mine: Sequence[Passing], lost: set[Passing]) -> None:
    """After a request without a clear answer there was no other."""
    assert not any(passing in lost for passing in mine[:-1]), mine


def _check_calls(sent: Sending, oa: FakeOA) -> None:
    """Every request was a good one, and each process sent on each platform."""
    assert (sent.api.invalid, oa.invalid) == ([], [])
    for worker in sent.workers:
        assert sent.api.traffic.of(worker.door, SEND), worker.door
        assert oa.traffic.of(worker.door, CS), worker.door


def _requests(sent: Sending, oa: FakeOA) -> Mapping[str, list[Passing]]:
    """By address, in order."""
    found = defaultdict[str, list[Passing]](list)
    for passing in chain(sent.api.traffic.all, oa.traffic.all):
        if passing.method in {SEND, CS}:
            found[passing.to].append(passing)
    return found


def _of(head: Head, asked: Mapping[str, list[Passing]]) -> list[Passing]:
    mine = chain.from_iterable(asked.get(address, ()) for address in head.addresses.values())
    return sorted(mine, key=lambda passing: passing.at)
