"""Every verb on every status at every place, by everybody: what no rule grants is refused.

What is granted is pressed on both engines, what is refused on one after the other by turns.
"""

from collections.abc import Callable

from campaign.people import Role
from storage.database import Database
from tests.rights_matrix import cells, differing
from tests.soak.report import Report


async def rights_of_all(makers: dict[str, Callable[[], str]], step: int, report: Report) -> None:
    """Each `step`th cell of the matrix, and all that is granted."""
    for turn, (engine, make) in enumerate(makers.items()):
        database, tried, granted = Database(make()), 0, 0
        try:
            for role in Role:
                every = [cell for cell in cells() if cell.role is role]
                mine = [
                    x
                    for n, x in enumerate(every)
                    if x.granted or (n % step == 0 and n // step % len(makers) == turn)
                ]
                assert await database.transact(differing, role, mine) == []
                tried += len(mine)
                granted += sum(cell.granted for cell in mine)
        finally:
            await database.close()
        report.add(
            f"rights on {engine}: {tried} cells of role, verb, status and place pressed in the real"
            f" turn, {granted} granted by the rules, none decided otherwise"
        )
