"""Asking a platform for what people sent, time after time: by one process, that with the lease.

The hard idea: one ask may wait longer than a lease lasts, so the lease is renewed beside it. That
way it can be short, and when a process is killed another soon asks in its place. Should two ask at
once all the same, as after a long absence of the database, no message comes to harm: each has its
place in the inbox.
"""

import asyncio
from dataclasses import dataclass

from bot.channels.insisting import Act, Insisting
from bot.lease import Lease

ELSEWHERE = "another process asks for messages"


@dataclass(frozen=True, slots=True)
class Polling:
    insisting: Insisting
    lease: Lease

    async def begin(self, *steps: Act) -> None:
        """Whatever hinders a step is said once in the log and waited out."""
        for step in steps:
            await self.insisting.on(step)
        self.insisting.say("on")

    async def run(self, ask: Act | None) -> None:
        """`ask` again and again until cancelled; without it, the platform calls us."""
        renewing = asyncio.create_task(self.insisting.on(self.lease.keep_up))
        try:
            while ask is not None:
                await self.insisting.on(ask)
            await asyncio.Event().wait()
        finally:
            renewing.cancel()
            await self.lease.drop()

    async def ours(self) -> bool:
        """Whether it is for us to ask; where it is not, this is answered after a while."""
        if await self.lease.held():
            return True
        self.insisting.say(ELSEWHERE)
        await asyncio.sleep(self.lease.pause)
        return False
