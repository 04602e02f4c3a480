"""The rehearsal of 2021 in one district: who hears what and when is as calculated by hand.

Here on SQLite; the short long-checks play it on PostgreSQL.
"""

from collections.abc import Callable
from datetime import time

from tests.soak.rehearsal import rehearse
from tests.soak.report import Report

VILLAGES, DISTRICT = 4 * 173, "137"
LOOKS = (time(6, 30), time(7, 30), time(12), time(18, 30), time(20, 30))


async def test_one_district_rehearses_the_first_deadline(make_sqlite: Callable[[], str]) -> None:
    platform = await rehearse(make_sqlite(), Report(), VILLAGES, DISTRICT, LOOKS)
    assert len(platform.digests) > 150
