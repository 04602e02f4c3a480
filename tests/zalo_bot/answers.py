"""How an answer leaves the server: whole, by halves, or not at all."""

from aiohttp import web

from tests.zalo_bot.errors import error_json
from tests.zalo_bot.faults import Fault


def json(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")


async def failed(request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
    """The answer of a call that has no effect: an `error` stands under HTTP 200."""
    await fault.delay()
    if fault.cut:
        return cut_line(request)
    if fault.page:
        return web.Response(text=fault.page, content_type="text/html", status=fault.status or 200)
    return json(error_json(fault.code, fault.words), fault.status or 200)


def cut_line(request: web.BaseRequest) -> web.Response:
    """Close the connection without a word."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def half(request: web.BaseRequest, whole: web.Response) -> web.StreamResponse:
    """Promise all of a file and close the connection after half of it."""
    data = whole.body if isinstance(whole.body, bytes) else b""
    response = web.StreamResponse(status=whole.status)
    response.content_length = len(data)
    await response.prepare(request)
    await response.write(data[: len(data) // 2])
    if request.transport:
        request.transport.close()
    return response
