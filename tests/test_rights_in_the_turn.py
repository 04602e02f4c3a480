"""A button pressed in the real turn does what the rules grant and nothing else, seen or forged.

All that is granted, and some of what is not, the engines by turns; the long checks press on both.
"""

from random import Random

import pytest

from campaign.people import Role
from tests.databases import ENGINES
from tests.rights_matrix import cells, differing
from tests.stage import Stage

SOME = 15  # of some 1,600 that are refused to each role


ROLES = [(role, ENGINES[n % len(ENGINES)]) for n, role in enumerate(Role)]


@pytest.mark.parametrize(("role", "engine"), ROLES, indirect=["engine"])
async def test_the_turn_decides_as_the_rules_do(role: Role, on_stage: Stage) -> None:
    mine = [cell for cell in cells() if cell.role is role]
    granted = [cell for cell in mine if cell.granted]
    refused = Random(role).sample([cell for cell in mine if not cell.granted], SOME)
    assert await on_stage.database.transact(differing, role, [*granted, *refused]) == []
