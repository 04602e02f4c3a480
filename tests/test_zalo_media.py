"""Files people sent through Zalo: fetched from its hosts only, whatever an address leads to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TypeAlias

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.channels import zalo_media
from bot.channels.zalo_media import Media
from bot.channels.zalo_resolver import Hindered, NotAllowed, is_public
from bot.fetching import FileGone, FileTooLarge
from bot.media_hosts import MediaHosts
from bot.settings import read

PHOTO = b"\xff\xd8\xff photo"
HERE = MediaHosts.parse("127.0.0.1,.zdn.vn")
USUAL = MediaHosts.parse("")
Serve: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Names(AbstractResolver):
    """A name server that says what it is told; nothing is asked outside."""

    def __init__(self, addresses: Mapping[str, list[str]]) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        self.asked.append(host)
        if host not in self.addresses:
            raise OSError(f"no such name: {host}")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, proto=0, flags=socket.AI_NUMERICHOST,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
            )
            for address in self.addresses[host]
        ]  # fmt: skip

    async def close(self) -> None:
        """Holds nothing."""


class Host:
    """A local host of files: `answers` in turn, the last one again and again."""

    def __init__(self) -> None:
        self.answers: list[Serve] = [_photo]
        self.heard: list[web.Request] = []
        self._server: TestServer

    async def open(self) -> None:
        application = web.Application()
        application.router.add_route("GET", "/{path:.*}", self._serve)
        self._server = TestServer(application, host="127.0.0.1")
        await self._server.start_server()

    async def close(self) -> None:
        await self._server.close()

    @property
    def port(self) -> int:
        return self._server.port or 0

    def url(self, path: str = "/a.jpg") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.heard.append(request)
        return await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    opened = Host()
    await opened.open()
    yield opened
    await opened.close()


class Pauses(list[float]):
    """The waits that were asked for, none of which is waited."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


async def _photo(_: web.Request) -> web.Response:
    return web.Response(body=PHOTO, content_type="application/octet-stream")


def says(status: int, location: str = "") -> Serve:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": location} if location else {})

    return answer


async def fetched(
    url: str, names: Mapping[str, list[str]] | None = None, hosts: MediaHosts = HERE
) -> bytes:
    async with Media(hosts, Names(names or {}), Pauses()) as media:
        return await media.fetch(url)


# --- what is fetched


async def test_bytes_come_whatever_their_media_type_is(host: Host) -> None:
    assert await fetched(host.url()) == PHOTO
    heard = host.heard[0].headers
    assert heard["User-Agent"] == "GuongSang"
    assert "Referer" not in heard
    assert "Cookie" not in heard


async def test_cookies_are_not_kept(host: Host) -> None:
    async def gives_one(_: web.Request) -> web.Response:
        answer = web.Response(body=PHOTO)
        answer.set_cookie("who", "me")
        return answer

    host.answers = [gives_one]
    async with Media(HERE) as media:
        await media.fetch(host.url())
        await media.fetch(host.url())
    assert ["Cookie" in r.headers for r in host.heard] == [False, False]


async def test_https_is_tried_before_http() -> None:
    first_bytes: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begin = await reader.read(1)
        first_bytes.append(begin)
        if begin == b"G":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await fetched(f"http://127.0.0.1:{port}/a") == b"hi"
    assert first_bytes == [b"\x16", b"G"]  # a TLS hello, then GET
    with pytest.raises(Hindered, match=r"^127\.0\.0\.1: Client\w+Error$"):
        await fetched(f"https://127.0.0.1:{port}/a")
    assert first_bytes == [b"\x16", b"G", b"\x16"]  # https never becomes http
    server.close()
    await server.wait_closed()


async def test_a_file_that_is_not_ready_is_asked_for_again(host: Host) -> None:
    host.answers = [says(202), says(202), says(202), says(202), _photo]
    pauses = Pauses()
    async with Media(HERE, sleep=pauses) as media:
        assert await media.fetch(host.url()) == PHOTO
    assert sum(pauses) == 7.5


async def test_a_file_that_does_not_become_ready_is_a_hindrance(host: Host) -> None:
    host.answers = [says(202)]
    with pytest.raises(Hindered, match="not made the file ready"):
        await fetched(host.url())
    assert len(host.heard) == 5


async def test_redirects_within_the_hosts_are_followed(host: Host) -> None:
    host.answers = [says(302, "/b"), says(301, host.url("/c")), says(307, "d"), _photo]
    assert await fetched(host.url()) == PHOTO
    assert [r.path for r in host.heard] == ["/a.jpg", "/b", "/c", "/d"]


async def test_a_fourth_redirect_is_not_followed(host: Host) -> None:
    host.answers = [says(302, "/again")]
    with pytest.raises(Hindered, match="too often"):
        await fetched(host.url())
    assert len(host.heard) == 4


# --- what is not to be had, and what may pass


@pytest.mark.parametrize("status", [404, 410])
async def test_gone_is_gone(host: Host, status: int) -> None:
    host.answers = [says(status)]
    with pytest.raises(FileGone):
        await fetched(host.url())


@pytest.mark.parametrize("status", [403, 429, 500, 304])
async def test_other_answers_may_pass(host: Host, status: int) -> None:
    host.answers = [says(status)]
    with pytest.raises(Hindered, match=f"^127.0.0.1 says {status}$"):
        await fetched(host.url("/a?secret=1"))


async def test_a_stream_without_end_is_cut(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zalo_media, "LARGEST", 100_000)
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(bytes(10_000))
            sent += 10_000

    host.answers = [endless]
    with pytest.raises(FileTooLarge):
        await fetched(host.url())
    await host.close()
    assert sent < 20_000_000


async def test_the_largest_file_is_taken(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zalo_media, "LARGEST", len(PHOTO))
    assert await fetched(host.url()) == PHOTO
    monkeypatch.setattr(zalo_media, "LARGEST", len(PHOTO) - 1)
    with pytest.raises(FileTooLarge):
        await fetched(host.url())


async def test_a_connection_that_breaks_may_pass_and_names_the_host_only() -> None:
    async def slam(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi")
        writer.close()

    server = await asyncio.start_server(slam, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(Hindered) as raised:
        await fetched(f"http://127.0.0.1:{port}/private/path?secret=1")
    assert str(raised.value) == "127.0.0.1: ClientPayloadError"
    server.close()
    await server.wait_closed()


# --- addresses that lead elsewhere

OTHERS = [
    "http://example.com/a",
    "http://evil-zdn.vn/a",
    "http://zdn.vn.evil.com/a",
    "http://evil.com/@f6.zdn.vn/a",
    "http://evil.com\\@f6.zdn.vn/a",
    "http://evil.com#.zdn.vn/a",
    "http://evil.com?.zdn.vn/a",
    "http://evil.com/.zdn.vn",
    "http://xzdn.vn/",
    "http://f6.photo.zdn.vn.evil.com./",
    "http://127.0.0.2/a",
    "http://2130706433/a",
    "http://017700000001/a",
    "http://0177.0.0.1/a",
    "http://0x7f.0.0.1/a",
    "http://0x7f000001/a",
    "http://127.1/a",
    "http://0/a",
    "http://[::1]/a",
    "http://[::ffff:127.0.0.1]/a",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/a",
    "http://localhost/a",
    "http://①②⑦.0.0.2/a",
    "https://f6.zdn.vn:22/a",
    "http://f6.zdn.vn:8080/a",
    "http://f6.zdn.vn:443443/a",
    "http://f6.zdn.vn:0/a",
]
NEVER = [
    "file:///etc/passwd", "ftp://f6.zdn.vn/a", "data:image/png;base64,AAAA", "gopher://f6.zdn.vn/",
    "http://me@f6.zdn.vn/a", "http://me:pw@f6.zdn.vn/a", "http://:pw@f6.zdn.vn/a",
    "http://f6.zdn.vn@evil.com/a", "http:///a", "//f6.zdn.vn/a", "f6.zdn.vn/a", "", "http://",
    "http://[::1/a", "javascript:alert(1)", "HTTP:/f6.zdn.vn",
]  # fmt: skip


@pytest.mark.parametrize("url", OTHERS)
async def test_other_hosts_and_ports_are_refused(url: str) -> None:
    names = Names({})
    async with Media(HERE, names) as media:
        with pytest.raises((NotAllowed, FileGone)):
            await media.fetch(url)
    assert names.asked == []


@pytest.mark.parametrize("url", NEVER)
async def test_what_is_no_plain_address_of_the_web_is_gone(url: str) -> None:
    with pytest.raises(FileGone) as raised:
        await fetched(url)
    assert "/a" not in str(raised.value)
    assert "pw" not in str(raised.value)


PRIVATE = [
    "10.0.0.7", "127.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::",  # noqa: S104
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "fe80::1", "fe80::1%lo", "fc00::1",
    "fec0::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
    "no address",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_into_a_private_network_is_refused(address: str) -> None:
    for url in ("http://f6.zdn.vn/a", "https://f6.zdn.vn/a"):
        with pytest.raises(NotAllowed, match="not public"):
            await fetched(url, {"f6.zdn.vn": [address]}, USUAL)


async def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(NotAllowed):
        await fetched("http://f6.zdn.vn/a", {"f6.zdn.vn": ["203.162.4.190", "10.0.0.7"]}, USUAL)


def test_public_addresses_are_public() -> None:
    assert all(map(is_public, ["203.162.4.190", "118.102.1.1", "2405:f980::1"]))


async def test_a_listed_host_may_be_private_and_is_asked_for_each_time(host: Host) -> None:
    names = Names({"photos.test": ["127.0.0.1"]})
    async with Media(MediaHosts.parse(f"photos.test:{host.port}"), names) as media:
        assert await media.fetch(f"http://photos.test:{host.port}/a") == PHOTO
        names.addresses = {}
        names.asked.clear()
        await media.fetch(f"http://photos.test:{host.port}/b")  # the connection that was checked
        assert host.heard[1].path == "/b"
        with pytest.raises(NotAllowed):
            await media.fetch(f"http://photos.test:{host.port + 1}/")


async def test_redirects_are_judged_like_any_address(host: Host) -> None:
    private = {"f6.zdn.vn": ["10.0.0.7"]}
    for location in [*OTHERS[:3], "//evil.com/a", "http://[::1]/", "http://f6.zdn.vn/a"]:
        host.answers = [says(302, location)]
        with pytest.raises(NotAllowed):
            await fetched(host.url(), private)
    for location in ["file:///etc/passwd", "http://me:pw@f6.zdn.vn/a", "data:,a"]:
        host.answers = [says(302, location)]
        with pytest.raises(FileGone):
            await fetched(host.url(), private)


async def test_a_name_that_is_unknown_may_be_known_later() -> None:
    with pytest.raises(Hindered, match=r"^f6\.zdn\.vn: ClientConnectorDNSError$"):
        await fetched("http://f6.zdn.vn/secret/path")


# --- the hosts as they are listed


@pytest.mark.parametrize(
    "url",
    [
        "http://f6.photo.talk.zdn.vn/a", "https://F6.ZDN.VN/a", "https://f6.zdn.vn./a",
        "https://f6.zdn.vn:443/", "http://f6.zdn.vn:80/", "http://zdn.vn/", "https://x.dlmd.me/f",
        "https://zalo-api.zadn.vn/s", "https://a.dlfl.vn/", "https://a.flchat.vn/",
        "http://f6。zdn。vn/", "http://ảnh.zdn.vn/",
    ],
)  # fmt: skip
def test_zalo_s_own_hosts_are_allowed_by_default(url: str) -> None:
    assert USUAL.allow(URL(url))


def test_what_is_listed_replaces_the_default() -> None:
    hosts = MediaHosts.parse(" Photos.Zalo.VN. , .ảnh.vn, 10.0.0.7:8080, [::1]:90, 127.0.0.1 ")
    allowed = [
        "http://photos.zalo.vn/", "https://a.ảnh.vn/", "https://a.xn--nh-k5s.vn/",
        "http://10.0.0.7:8080/", "http://[::1]:90/", "http://127.0.0.1:4711/", "http://127.0.0.1/",
    ]  # fmt: skip
    assert [url for url in allowed if not hosts.allow(URL(url))] == []
    refused = [
        "http://f6.zdn.vn/", "http://photos.zalo.vn:8080/", "http://10.0.0.7/", "http://[::1]/",
        "http://a.photos.zalo.vn/",
    ]  # fmt: skip
    assert [url for url in refused if hosts.allow(URL(url))] == []


def test_settings_give_the_hosts() -> None:
    assert read({}).media_hosts == USUAL
    assert read({"ZALO_MEDIA_HOSTS": "127.0.0.1,.zdn.vn"}).media_hosts == HERE
