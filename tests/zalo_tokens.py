"""Zalo's server of tokens on this machine: refresh tokens work once, old access tokens die."""

import asyncio

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.channels.zalo_oauth import OAuth, Pair

APP_ID, APP_SECRET = "4210", "app-secret-hush"
FIRST = Pair("access-hush-0", "refresh-hush-0")
ALREADY_USED = -14014


class FakeOAuth:
    """`access` and `refresh` are the only ones that work. `fault` spoils the next answers."""

    def __init__(self) -> None:
        self.access, self.refresh = FIRST.access, FIRST.refresh
        self.asked = 0
        self.renewals = 0
        self.fault = ""
        self.takes = 0.0  # seconds
        self.expires_in: object = "90000"
        self.heard = asyncio.Event()
        self.open_gate = asyncio.Event()
        self.open_gate.set()
        self._server: TestServer

    async def open(self) -> None:
        application = web.Application()
        application.router.add_post("/v4/oa/access_token", self._answer)
        self._server = TestServer(application, host="127.0.0.1")
        await self._server.start_server()

    async def close(self) -> None:
        await self._server.close()

    @property
    def oauth(self) -> OAuth:
        base = f"http://127.0.0.1:{self._server.port}/"
        return OAuth(base, APP_ID, SecretStr(APP_SECRET))

    def kill_access(self) -> None:
        """What it gave last no longer works, as when the 25 hours are over."""
        self.access = ""

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        self.heard.set()
        form = dict(await request.post())
        await self.open_gate.wait()
        await asyncio.sleep(self.takes)
        match self.fault:
            case "busy":
                return web.json_response({"error": -32, "error_name": "slow down"})
            case "down":
                return web.Response(status=502, text="<html>")
            case "moved":
                raise web.HTTPFound("http://127.0.0.1:1/")
            case "lost":
                self._renew()
                return web.Response(status=504)
        if request.headers.get("secret_key") != APP_SECRET or form.get("app_id") != APP_ID:
            return _refusal(-14004)
        if form["grant_type"] != "refresh_token" or form["refresh_token"] != self.refresh:
            return _refusal(ALREADY_USED)
        return web.json_response(self._renew())

    def _renew(self) -> dict[str, object]:
        self.renewals += 1
        self.access = f"access-hush-{self.renewals}"
        self.refresh = f"refresh-hush-{self.renewals}"
        return {
            "access_token": self.access, "refresh_token": self.refresh,
            "expires_in": self.expires_in,
        }  # fmt: skip


def _refusal(code: int) -> web.Response:
    said = {"error": code, "error_name": "Invalid refresh-hush token", "error_reason": "hush"}
    return web.json_response(said)
