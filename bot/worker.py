"""The worker: fetches what people sent, keeps it, and says truly how far it has come.

Any number of processes may work; a claim in the database keeps them apart. Nothing waits for a
network or decodes inside a transaction. What was put into the store by a claim that was lost, or
before a crash, is put there again under the same name.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy import Connection

from bot import result_cards, workbooks
from bot.attachments import XLSX
from bot.fetching import FileGone, FileTooLarge
from bot.keeping import keep_bytes, keep_place
from bot.pictures import SAME_PHOTO_AT_MOST, hamming
from bot.receipts import receipt
from bot.workbooks import NoWorkbook
from campaign.exemplar import LOCATION
from conversations.receipts import Why
from storage import alike, evidence, intake, pasted, people
from storage.blobs import BlobMissing, Blobs, BlobsUnavailable
from storage.database import Database
from storage.evidence import REHEARSED
from storage.intake import Item, Kept

AT_ONCE = 4  # a slow platform must not stop the photos of the others
FETCH_SECONDS = 60.0  # with the decoding less than `intake.LEASE_SECONDS`
MOST_FETCHES = 28  # with `intake.pause`: three and a half days
REST_SECONDS = 1.0

_log = structlog.get_logger()


class Worker:
    """Fetches by `fetch(channel, ref)`, which raises `bot.fetching` errors when it is hopeless.

    A `ref` of {"blob": sha256} is an upload that lies in `blobs` already; it is deleted once it is
    read, unless something else needs the same bytes. `clock` is the calendar, for receipts.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        fetch: Callable[[str, dict[str, Any]], Awaitable[bytes]],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._fetch = fetch
        self._clock = clock
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something came in: look at once."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled; faults are logged and what they hit is tried again later."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tried(self.clear_uploads))
            for _ in range(AT_ONCE):
                group.create_task(self._serve())

    async def run_until_idle(self) -> None:
        """Work until nothing is due; what waits for another attempt is left waiting."""
        while await self.step():
            pass

    async def step(self) -> bool:
        """Work on one thing that is due; False when there is none.

        Raises `storage.database.Unreachable` and `storage.blobs.BlobsUnavailable`; the evidence
        then stays waiting, and is due again when its lease has run out.
        """
        item = await self._database.transact(intake.claim)
        if item is None:
            return False
        await self._work(item)
        return True

    async def clear_uploads(self) -> bool:
        """Delete raw uploads that a crash left behind after they were read; whether any were."""
        left = await self._database.transact(intake.raw_left)
        for id, raw in left:
            await self._drop_upload(id, raw)
            await self._database.transact(evidence.vanish, id)
        return bool(left)

    async def _serve(self) -> None:
        while True:
            if not await self._tried(self.step):
                await self._rest()

    async def _tried(self, work: Callable[[], Awaitable[bool]]) -> bool:
        try:
            return await work()
        except Exception:  # noqa: BLE001 - one bad photo or a pause of the database must not end the worker
            _log.exception("evidence not worked on")
            return False

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(REST_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    # --- one thing

    async def _work(self, item: Item) -> None:
        if item.why == REHEARSED:
            await self._throw_away(item)
            return
        outcome = await self._outcome(item)
        if outcome is None:
            await self._database.transact(intake.put_off, item)
            return
        settled = await self._database.transact(self._settle, item, *outcome)
        if settled and isinstance(outcome[0], Kept) and outcome[0].media_type == XLSX:
            await self._list(item.id, outcome[0].sha256)
        for name in ("blob", "thumbnail"):  # a thumbnail only of what was kept before
            if settled and name in item.ref:
                await self._drop_upload(item.id, item.ref[name])

    async def _throw_away(self, item: Item) -> None:
        """It was sent in an exercise: nobody looks at it, and its row goes last."""
        if await self._database.transact(intake.refuse, item, REHEARSED, None) is None:
            return
        for name in ("blob", "thumbnail"):
            if name in item.ref:
                await self._drop_upload(item.id, item.ref[name])
        await self._database.transact(intake.forget_raw, item.id)
        await self._database.transact(evidence.vanish, item.id)

    async def _list(self, id: int, sha256: str) -> None:
        """What an Excel file lists may be an answer."""
        data = await asyncio.to_thread(self._blobs.get, sha256)
        try:
            found = await asyncio.to_thread(workbooks.names, data)
        except NoWorkbook:
            found = []
        await self._database.transact(pasted.keep, id, found)

    async def _outcome(self, item: Item) -> tuple[Kept | Why, str | None] | None:
        """What becomes of it and the hash of the bytes received; None: to be fetched again."""
        if item.why:  # nobody looks at what is not to be kept
            return Why(item.why), None
        if item.kind == LOCATION:  # its message held all of it
            return await asyncio.to_thread(keep_place, self._blobs, item.ref), None
        try:
            data = await self._received(item)
        except BlobMissing as missing:
            return await self._missed(str(missing))
        except FileGone:
            return Why.NOT_FETCHED, None
        except FileTooLarge:
            return Why.TOO_LARGE, None
        except BlobsUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a platform may fail in any way
            _log.warning("not fetched", evidence=item.id, attempt=item.attempt, error=repr(error))
            return None if item.attempt < MOST_FETCHES else (Why.NOT_FETCHED, None)
        hashed = sha256(data).hexdigest()
        kept = await asyncio.to_thread(keep_bytes, self._blobs, item.kind, data)
        if isinstance(kept, Kept) and result_cards.is_card(item.ref):
            kept = replace(kept, dhash=None)  # cards are alike, and no photo that was sent again
        return kept, hashed

    async def _received(self, item: Item) -> bytes:
        if result_cards.is_card(item.ref):
            return await result_cards.drawn(self._database, item.ref, self._clock())
        if "blob" in item.ref:
            return await asyncio.to_thread(self._blobs.get, item.ref["blob"])
        async with asyncio.timeout(FETCH_SECONDS):
            return await self._fetch(item.channel, item.ref)

    async def _missed(self, raw: str) -> tuple[Kept | Why, str | None]:
        """The upload is gone because the same bytes were uploaded and read before, or for good."""
        before = await self._database.transact(intake.outcome_of, raw)
        if before is None:
            return Why.NOT_FETCHED, None
        return before if isinstance(before, Kept) else Why(before), raw

    def _settle(
        self, c: Connection, item: Item, outcome: Kept | Why, sha256_received: str | None
    ) -> bool:
        """Write down what became of it, with its receipt; False when the claim was lost."""
        if result_cards.is_card(item.ref):
            return self._settle_card(c, item, outcome)
        record_id = intake.lock_record(c, item.id)
        if isinstance(outcome, Why):
            settled = intake.refuse(c, item, outcome, sha256_received)
        else:
            settled = intake.keep(c, item, outcome, _seen_before(c, item.id, record_id, outcome))
        if settled:
            if settled.record_id != record_id:  # a turn has just said where it belongs
                intake.lock_record(c, item.id)
            contact = people.find(c, item.contact_id)
            receipt(c, self._clock(), contact, settled.record_id, settled.key)
        return settled is not None

    def _settle_card(self, c: Connection, item: Item, outcome: Kept | Why) -> bool:
        """A picture of good news is sent; nobody waits for one that could not be drawn."""
        if isinstance(outcome, Why):
            return intake.refuse(c, item, outcome, None) is not None
        settled = intake.keep(c, item, outcome, None) is not None
        if settled:
            result_cards.tell(c, self._clock(), item)
        return settled

    async def _drop_upload(self, id: int, raw: str) -> None:
        if not await self._database.transact(intake.needed, raw):
            await asyncio.to_thread(self._blobs.delete, raw)
        await self._database.transact(intake.forget_raw, id)


def _seen_before(c: Connection, id: int, record_id: int | None, kept: Kept) -> int | None:
    """The photo of another record that this one most likely is."""
    if kept.dhash is None:
        return None
    same = alike.same_bytes(c, id, record_id, kept.sha256_received)
    if same is not None:
        return same
    maybe = alike.maybe_alike(c, id, record_id, kept.dhash)
    nearest = min(((hamming(kept.dhash, dhash), other) for other, dhash in maybe), default=None)
    return nearest[1] if nearest and nearest[0] <= SAME_PHOTO_AT_MOST else None
