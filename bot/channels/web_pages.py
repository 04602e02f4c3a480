"""The pages themselves: the chat, the welcome, the choice of persona, and links that invite."""

import re
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

import structlog
from aiohttp import ETag, web
from sqlalchemy import Connection

from bot.cast import CAST
from bot.channels.web_sessions import DEMO, address_in, new_address, remember
from bot.envelope import Envelope
from bot.services import Services
from campaign.people import Role
from campaign.people_wishes import CodeRefused, NoCode
from conversations.menu import FROM_A_LINK
from conversations.people_notices import no_code
from conversations.people_words import role_name
from conversations.words import SOURCE, words
from storage import codes, guesses, pages
from storage.database import Unreachable
from storage.types import AnyRow

FOLDER = Path(__file__).parents[1] / "web"
TYPES = {
    ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png",
}  # fmt: skip
_log = structlog.get_logger()
_t = words(SOURCE)


def routes(services: Services) -> Sequence[web.RouteDef]:
    async def home(request: web.Request) -> web.Response:
        address = address_in(services, request)
        if address is not None:
            response = _page("index.html")
            remember(services, response, address)
            return response
        return await _personas(services) if services.settings.demo else _page("welcome.html")

    async def choice(_: web.Request) -> web.Response:
        _only_in_demo(services)
        return await _personas(services)

    async def persona(request: web.Request) -> web.Response:
        _only_in_demo(services)
        address = DEMO + request.match_info["name"]
        known = await services.database.transact(pages.demo_people)
        if address not in {row.address for row in known}:
            raise web.HTTPNotFound
        return _enter(services, address)

    async def invited(request: web.Request) -> web.Response:
        return await _invited(services, request)

    async def neighbour(request: web.Request) -> web.Response:
        return await _neighbour(services, request)

    files = _files()

    async def static(request: web.Request) -> web.Response:
        return _file(files, request)

    return [
        web.get("/", home),
        web.get("/persona", choice),
        # No answer to HEAD: looking at a link must not change anything.
        web.get("/persona/{name}", persona, allow_head=False),
        web.get("/i/{code}", invited, allow_head=False),
        web.post("/goiy", neighbour),  # no GET: whatever previews a link must not change anything
        web.get("/static/{name}", static),
    ]


def _welcome(notice: str, *, status: int) -> web.Response:
    said = f'<p class="notice" role="alert">{escape(notice)}</p>'
    return _page("welcome.html", status=status, notice=said)


def _page(name: str, *, status: int = 200, **parts: str) -> web.Response:
    """One of our pages, each `<!--part-->` replaced by HTML."""
    text = (FOLDER / name).read_text("utf-8")
    for part, html in parts.items():
        text = text.replace(f"<!--{part}-->", html)
    headers = {"Cache-Control": "no-store"}  # the same address shows each person another page
    return web.Response(text=text, content_type="text/html", status=status, headers=headers)


def _enter(services: Services, address: str) -> web.Response:
    response = web.Response(status=303, headers={"Location": "/", "Cache-Control": "no-store"})
    remember(services, response, address)
    return response


# --- personas


def _only_in_demo(services: Services) -> None:
    if not services.settings.demo:
        raise web.HTTPNotFound


async def _personas(services: Services) -> web.Response:
    rows = await services.database.transact(pages.demo_people)
    played = {DEMO + part.key for part in CAST}  # the others only fill the lists
    shown = [_persona(row) for row in rows if row.address in played]
    return _page("personas.html", personas="\n".join(shown))


def _persona(row: AnyRow) -> str:
    name = escape(row.address.removeprefix(DEMO))
    role = role_name(_t, Role(row.role))
    about = f"<b>{escape(row.name)}</b><span>{escape(role)} · {escape(row.unit)}</span>"
    return f'<li><a data-persona="{name}" href="/persona/{name}">{about}</a></li>'


# --- invitations


async def _invited(services: Services, request: web.Request) -> web.Response:
    """Begin a session with the code as its first message.

    Who opened the link before stays who they are; a code that opens nothing makes no session.
    """
    code = re.sub(r"\D", "", request.match_info["code"])[:16]
    address = address_in(services, request)
    joined, wrong = await _standing(services, code, address)
    if wrong is not None and address is None:
        return _welcome(no_code(_t, wrong), status=429 if wrong.why is NoCode.BUSY else 404)
    if wrong is not None:
        return _enter(services, address or "")
    if address is None or joined:  # several people may share this device
        address = new_address()
    first = Envelope(pages.CHANNEL, address, f"start-{code}", text=f"/start {code}")
    return await _begin(services, first)


async def _begin(services: Services, first: Envelope) -> web.Response:
    """Enter with a first message."""
    try:
        await services.intake.keep(first)
    except OSError as error:
        _log.warning("invitation_not_kept", error=type(error).__name__)
        raise web.HTTPServiceUnavailable from error
    return _enter(services, first.address)


async def _neighbour(services: Services, request: web.Request) -> web.Response:
    """Who has no code may say who does something good; who is known stays who they are."""
    address = address_in(services, request) or new_address()
    first = Envelope(pages.CHANNEL, address, f"start-{new_address()}", text=FROM_A_LINK)
    return await _begin(services, first)


async def _standing(
    services: Services, code: str, address: str | None
) -> tuple[bool, CodeRefused | None]:
    """Whether somebody has joined at `address`, and why the code opens nothing."""
    try:
        wrong = await services.database.transact(_looked, services, code)
        known = await services.database.transact(pages.has_person, address or "")
    except Unreachable:  # the bot will say so later, if it opens nothing
        return address is not None, None
    return known, wrong


def _looked(c: Connection, services: Services, code: str) -> CodeRefused | None:
    """A link is a try like a code that is typed: all of the page's count together."""
    found = codes.look_at(c, services.keyring, code, services.clock(), channel=pages.CHANNEL)
    if not isinstance(found, CodeRefused):
        return None
    if found.why is NoCode.UNKNOWN:
        guesses.wrong(c, pages.CHANNEL, None)
    return found


# --- files


def _files() -> dict[str, tuple[bytes, ETag, str]]:
    """Content, its tag and type by name: what the pages are made of, read once."""
    found = {}
    for path in FOLDER.iterdir():
        if path.suffix in TYPES:
            data = path.read_bytes()
            found[path.name] = data, ETag(sha256(data).hexdigest()[:16]), TYPES[path.suffix]
    return found


def _file(files: dict[str, tuple[bytes, ETag, str]], request: web.Request) -> web.Response:
    found = files.get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    data, tag, media_type = found
    # Asked for anew each time: the modules of two releases must not be mixed.
    if tag in (request.if_none_match or ()):
        response = web.Response(status=304)
    else:
        charset = None if media_type == "image/png" else "utf-8"
        response = web.Response(body=data, content_type=media_type, charset=charset)
        response.enable_compression()
    response.etag = tag
    response.headers["Cache-Control"] = "no-cache"
    return response
