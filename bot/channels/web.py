"""Everything a browser asks for: the page, its socket, uploads and media."""

from collections.abc import Sequence

from aiohttp import web

from bot.channels.web_media import routes as media_routes
from bot.channels.web_pages import routes as page_routes
from bot.channels.web_sessions import guarded
from bot.channels.web_sockets import routes as socket_routes
from bot.channels.web_uploads import routes as upload_routes
from bot.services import Services

LARGEST_BODY = 2**20  # bytes, of a request that is read whole; uploads have their own measure


def routes(services: Services) -> Sequence[web.RouteDef]:
    """Everything a browser asks for."""
    parts = (page_routes, socket_routes, upload_routes, media_routes)
    found = [route for part in parts for route in part(services)]
    return [web.RouteDef(r.method, r.path, guarded(r.handler), r.kwargs) for r in found]
