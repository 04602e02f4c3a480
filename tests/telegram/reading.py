"""The body of a call in each form that Telegram takes: a query, a form, parts, JSON."""

import orjson
from aiohttp import BodyPartReader, web

from tests.telegram.errors import broken
from tests.telegram.values import Body, Json, Upload


async def read_body(request: web.BaseRequest) -> Body:
    match request.content_type:
        case "application/json":
            return Body({**request.query, **_object(await request.read())})
        case "multipart/form-data":
            return await _parts(request)
        case _:
            return Body({**request.query, **await request.post()})


def _object(raw: bytes) -> Json:
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError:
        raise broken("can't parse the request's JSON") from None
    if not isinstance(body, dict):
        raise broken("the request's JSON is no object")
    return body


async def _parts(request: web.BaseRequest) -> Body:
    texts: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise broken("a part of the request has no name")
        if part.filename is None:
            texts[part.name] = await part.text()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, mime, bytes(await part.read()))
    return Body(texts, uploads)
