"""What an Official Account can be asked to do: each call by a token that works.

The hard idea: what Zalo takes depends on the account. A token that died is followed by the next one
and the call made again, once; an account of a public body that is refused by the third version of
messages is written to by the second, from then on.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from bot.channels.base import Receipt
from bot.channels.zalo_oa_codes import NOT_THIS_KIND, TOKEN, V2_CLOSED
from bot.channels.zalo_oa_http import Api, Json, Says
from bot.remembered import Remembered

V3, V2 = "/v3.0/oa/message/cs", "/v2.0/oa/message"
TEMPLATE = "/v3.0/oa/message/template"
PERSON = "/v3.0/oa/user/detail"
_log = structlog.get_logger()


class Tokens(Protocol):
    """Gives the access token, and the one that follows a token that died. Both raise NotNow."""

    @property
    def state(self) -> str: ...
    async def access(self) -> str: ...
    async def renew(self, bad: str) -> str: ...
    async def tend(self) -> None: ...
    async def close(self) -> None: ...


class Calls:
    """Every call raises `ZaloError`, and `NotNow` where there is no token."""

    def __init__(self, api: Api, tokens: Tokens, memory: Remembered) -> None:
        self._api = api
        self._tokens = tokens
        self._memory = memory
        self._messages = ""  # the address that takes this account's messages, once it is known

    async def message(self, to: str, message: Json) -> Receipt:
        """A message by the version that takes this account's."""
        asked = {"recipient": {"user_id": to}, "message": message}
        path = await self._version()
        try:
            sent = await self._call(path, asked)
        except Says as error:
            other = {NOT_THIS_KIND: V2, V2_CLOSED: V3}.get(error.code)
            if other is None or other == path:
                raise
            await self._pin(other)
            sent = await self._call(other, asked)
        return _receipt(sent)

    async def template(self, to: str, template: str, text: str) -> None:
        """An approved template, whose one parameter is `text`; each of them is paid."""
        data = {"text": text}
        asked = {"user_id": to, "template_id": template, "template_data": data}
        await self._call(TEMPLATE, asked)

    async def person(self, id: str) -> Json:
        """What Zalo shows of somebody who follows the account or wrote to it."""
        return await self._with_token(lambda token: self._api.get(PERSON, token, {"user_id": id}))

    async def upload(self, kind: str, data: bytes, name: str, media_type: str) -> Json:
        """What a message names the file by; it expires after some days."""
        path = f"/v2.0/oa/upload/{kind}"
        return await self._with_token(
            lambda token: self._api.upload(path, token, data, name, media_type)
        )

    async def _version(self) -> str:
        if not self._messages:
            self._messages = await self._memory.recall() or V3
        return self._messages

    async def _pin(self, path: str) -> None:
        _log.info("zalo_oa_messages_by", path=path)
        self._messages = path
        await self._memory.remember(path)

    async def _call(self, path: str, body: Json) -> Json:
        return await self._with_token(lambda token: self._api.post(path, token, body))

    async def _with_token(self, call: Callable[[str], Awaitable[Json]]) -> Json:
        """A token that died is followed by the next one, once."""
        try:
            token = await self._tokens.access()
            return await call(token)
        except Says as error:
            if error.code not in TOKEN:
                raise
        return await call(await self._tokens.renew(token))


def _receipt(sent: Json) -> Receipt:
    at = str(sent.get("sent_time", ""))
    moment = int(at) / 1000 if at.isascii() and at.isdecimal() else None
    return Receipt(str(sent.get("message_id", "")), moment)
