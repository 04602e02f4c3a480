"""The web chat as its page and its browser see it, over the product's own server."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.channels import web_chat
from bot.channels.base import Body
from bot.channels.web_frames import LARGEST_TEXT
from bot.channels.web_sessions import COOKIE
from bot.clock import wall
from bot.services import Services
from campaign.people import Role
from storage import codes, outbox, pages, people, units
from storage.tables import contacts, evidence, inbox, records
from tests.photos import sample_jpeg, thirty_megabytes
from tests.stage import VIDEO, VOICE, Stage, address_of
from tests.territory import record
from tests.web_chat import START, Client, browser, origin, page, play, running, upload


@pytest.fixture
async def world(on_stage: Stage, tmp_path: Path) -> AsyncIterator[tuple[Services, Client]]:
    async with running(on_stage.database.url, tmp_path) as both:
        yield both


@pytest.fixture
def services(world: tuple[Services, Client]) -> Services:
    return world[0]


@pytest.fixture
def client(world: tuple[Services, Client]) -> Client:
    return world[1]


def count_of_messages(c: Connection) -> int:
    return c.scalar(select(func.count()).select_from(inbox)) or 0


# --- the conversation


async def test_greeting_says_who_and_when(client: Client) -> None:
    await play(client, "hoa")
    async with page(client) as here:
        ready = here.heard[0]
        assert (ready["name"], ready["unit"]) == ("Giàng A Hòa", "Bản Háng Sung")
        assert (ready["language"], ready["now"][:10]) == ("vi", "2022-05-05")


async def test_words_are_kept_answered_and_come_back(client: Client) -> None:
    await play(client, "hoa")
    async with page(client) as here:
        await here.say("c1", "menu")
        await here.until(type="kept", client_id="c1")
        own = await here.until(type="message", client_id="c1")
        answer = await here.until(type="message", **{"from": "bot"})
        assert (own["from"], own["text"], own["id"], answer["id"]) == ("me", "menu", 1, 2)
        assert answer["buttons"]
        assert set(answer["buttons"][0]) == {"label", "payload"}
        await here.tap("c2", answer["buttons"][0])
        tapped = await here.until(type="message", client_id="c2")
        assert tapped["text"] == answer["buttons"][0]["label"]
        last = await here.until(type="message", **{"from": "bot"})
        said = here.messages
    async with page(client) as anew:
        assert [m["text"] for m in anew.messages[: len(said)]] == [m["text"] for m in said]
    async with page(client, after=answer["id"]) as later:
        assert [m["id"] for m in later.messages[:2]] == [tapped["id"], last["id"]]


async def test_second_sending_of_a_message_has_no_effect(
    client: Client, services: Services
) -> None:
    await play(client, "hoa")
    async with page(client) as here:
        await here.say("same", "menu")
        await here.until(type="message", **{"from": "bot"})
        await here.say("same", "menu")
        await here.until(type="kept", client_id="same")
        await here.socket.send_json({"type": "ping"})
        await here.until(type="pong")
    assert await services.database.transact(count_of_messages) == 1
    async with page(client) as anew:
        assert [m["client_id"] for m in anew.messages] == ["same", None]


async def test_two_pages_of_one_person_see_the_same(client: Client) -> None:
    await play(client, "hoa")
    async with page(client) as one, page(client) as other:
        await one.say("c1", "menu")
        own = await other.until(type="message", client_id="c1")
        answer = await other.until(type="message", **{"from": "bot"})
        assert [own["text"], answer["id"]] == ["menu", 2]
        await one.until(type="message", id=2)


async def test_rows_of_another_process_are_noticed(client: Client, services: Services) -> None:
    await play(client, "hoa")
    async with browser(services) as second, page(client) as here:
        await play(second, "hoa")
        async with page(second) as there:
            await there.say("c1", "menu")
            await there.until(type="message", id=2)
        await services.chat.look(services.database)
        await here.until(type="message", id=2)


async def test_what_the_sender_sends_is_shown_at_once(
    client: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat, "LOOK_SECONDS", 3600.0)  # nobody looks by themselves
    await play(client, "hoa")
    async with page(client) as here:
        await services.database.transact(told_hoa)
        await services.sender.drain()
        assert (await here.until(type="message"))["text"] == "việc mới"


def told_hoa(c: Connection) -> None:
    hoa = people.take(c, "web", address_of("hoa"), START)
    outbox.put(c, START, contact_id=hoa.id, channel="web", body=Body("việc mới").to_json())


async def test_restricted_words_do_not_lie_open(client: Client, services: Services) -> None:
    await play(client, "hoa")
    async with page(client) as here:
        await here.say("c1", "một lời riêng tư")
        await here.until(type="message", client_id="c1")
    dump = await services.database.transact(
        lambda c: str(c.exec_driver_sql("SELECT body FROM outbox ORDER BY id LIMIT 1").all())
    )
    assert "riêng tư" not in dump


async def test_pages_are_sent_away_when_the_process_ends(
    client: Client, services: Services
) -> None:
    await play(client, "hoa")
    async with page(client) as here:
        closing = asyncio.create_task(services.chat.close())
        await here.socket.receive()
        await closing
        assert here.socket.close_code == 1001


async def test_too_long_a_text_and_nonsense_are_refused(client: Client) -> None:
    await play(client, "hoa")
    async with page(client) as here:
        await here.say("long", "a" * (LARGEST_TEXT + 1))
        refusal = await here.until(type="refused", client_id="long")
        assert refusal["reason"]
        await here.say("half", "nửa \ud83d")
        await here.until(type="kept", client_id="half")
        await here.socket.send_str("[")
        await here.socket.receive()
        assert here.socket.close_code == 1008


# --- who may


async def test_without_session_the_socket_closes(client: Client) -> None:
    async with client.ws_connect("/ws", headers=origin(client)) as socket:
        await socket.receive()
        assert socket.close_code == 4401
    assert await upload(client, "c1", b"x") == 401


@pytest.mark.parametrize("forged", ["demo-hoa", "x.y.z", "é", "c2Vzc2lvbjpkZW1vLWhvYQ.1.abc"])
async def test_forged_cookie_is_no_session(client: Client, forged: str) -> None:
    headers = {"Cookie": f"{COOKIE}={forged}"}
    async with client.ws_connect("/ws", headers={**origin(client), **headers}) as socket:
        await socket.receive()
        assert socket.close_code == 4401


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://example.org"}, {"Origin": "null"}])
async def test_other_origins_are_refused(client: Client, headers: dict[str, str]) -> None:
    await play(client, "hoa")
    for answer in (
        await client.get("/ws", headers=headers),
        await client.post("/upload", headers=headers, data=b"x"),
    ):
        assert answer.status == 403


async def test_token_for_something_else_is_no_session(client: Client, services: Services) -> None:
    token = services.keyring.sign("media:1:evidence:1", wall())
    answer = await client.get("/", headers={"Cookie": f"{COOKIE}={token}"})
    assert "data-persona" in await answer.text()


# --- files


async def test_photo_arrives_is_stored_once_and_is_shown_to_its_sender_only(
    client: Client, services: Services
) -> None:
    await play(client, "hoa")
    photo = sample_jpeg(1, gps=True)
    async with page(client) as here:
        assert [await upload(client, "p1", photo) for _ in range(2)] == [200, 200]
        own = await here.until(type="message", client_id="p1")
    address = own["pictures"][0]["src"]
    assert own["pictures"][0]["alt"] == "ảnh.jpg"
    assert (await client.get(address)).status == 404  # not ready yet: the page shows its name
    await services.worker.run_until_idle()
    assert await upload(client, "p1", photo) == 200
    assert photo not in [services.blobs.get(key) for key in services.blobs.keys()]  # noqa: SIM118
    kept = await services.database.transact(
        lambda c: c.execute(select(evidence.c.kind, evidence.c.state)).all()
    )
    assert [tuple(row) for row in kept] == [("photo", "stored")]

    small, full = await client.get(address), await client.get(own["pictures"][0]["full"])
    assert small.headers["Content-Type"] == "image/jpeg"
    assert small.headers["Cache-Control"].startswith("private")
    assert len(await small.read()) < len(await full.read())
    async with page(client) as anew:
        assert anew.messages[0]["pictures"] == own["pictures"]
    async with browser(services) as stranger:
        assert (await stranger.get(address)).status == 401
        await play(stranger, "dua")
        assert (await stranger.get(address)).status == 404


async def test_pictures_of_a_record_are_for_those_who_may_see_it(
    client: Client, services: Services
) -> None:
    photo, report = services.blobs.put(sample_jpeg(2)), services.blobs.put(b"%PDF-1.7 bao cao")

    def show(c: Connection) -> int:
        """Minh and Dua are both shown a photo that Hoa sent for a record of her commune."""
        commune = units.by_code(c, "04474", START.date())
        assert commune is not None
        record_id = record(c, "04474", ("1.3", "village"))
        path = "".join(f"/{id}" for id in (*commune.path,)) + "/"
        c.execute(update(records).where(records.c.id == record_id).values(path=path))
        shown = {name: pages.contact_id(c, f"demo-{name}") or 0 for name in ("hoa", "minh", "dua")}
        values = {"record_id": record_id, "kind": "photo", "ref": {}, "sha256": photo}
        new = insert(evidence).values(
            contact_id=shown["hoa"], state="stored", received_at=START, **values
        )
        id = int(c.execute(new.returning(evidence.c.id)).scalar_one())
        body = Body("Xem ảnh", pictures=(id,), file=report).to_json()
        for name in ("minh", "dua"):
            outbox.put(c, START, contact_id=shown[name], channel="web", body=body)
        return id

    await services.database.transact(show)
    await services.sender.drain()
    for name, status in (("minh", 200), ("dua", 404)):
        await play(client, name)
        async with page(client) as here:
            message = here.messages[-1]
        assert (await client.get(message["pictures"][0]["src"])).status == status
        file = await client.get(message["files"][0]["href"])
        assert "attachment" in file.headers["Content-Disposition"]
        assert (file.content_type, await file.read()) == ("application/pdf", b"%PDF-1.7 bao cao")


async def test_a_voice_note_of_a_record_plays_where_it_stands(
    client: Client, services: Services
) -> None:
    note = services.blobs.put(VOICE)

    def show(c: Connection) -> None:
        """Minh and Dua are both played what Hoa said for a record of her village."""
        record_id = record(c, "04474", ("1.3", "village"))
        shown = {name: pages.contact_id(c, f"demo-{name}") or 0 for name in ("hoa", "minh", "dua")}
        commune = units.by_code(c, "04474", START.date())
        assert commune is not None
        path = "".join(f"/{id}" for id in commune.path) + "/"
        c.execute(update(records).where(records.c.id == record_id).values(path=path))
        new = insert(evidence).values(
            contact_id=shown["hoa"], state="stored", received_at=START, record_id=record_id,
            kind="voice", ref={}, sha256=note,
        )  # fmt: skip
        id = c.execute(new.returning(evidence.c.id)).scalar_one()
        for name in ("minh", "dua"):
            body = Body("Tin thoại", file=f"voice:{id}").to_json()
            outbox.put(c, START, contact_id=shown[name], channel="web", body=body)

    await services.database.transact(show)
    await services.sender.drain()
    for name, status in (("minh", 200), ("dua", 404)):
        await play(client, name)
        async with page(client) as here:
            (file,) = here.messages[-1]["files"]
        assert file["audio"]
        assert (await client.get(file["href"])).status == status


async def test_voice_can_be_heard_in_parts(client: Client, services: Services) -> None:
    await play(client, "hoa")
    sound = b"OggS" + bytes(1000)
    async with page(client) as here:
        assert await upload(client, "v1", sound, "voice", **{"X-Name": "..%2Fghi-am.webm"}) == 200
        own = await here.until(type="message", client_id="v1")
    await services.worker.run_until_idle()
    file = own["files"][0]
    assert (file["name"], file["audio"]) == ("ghi-am.webm", True)
    whole = await client.get(file["href"])
    assert (whole.content_type, await whole.read()) == ("audio/ogg", sound)
    assert whole.headers["Content-Disposition"] == "inline"
    part = await client.get(file["href"], headers={"Range": "bytes=0-3"})
    assert (part.status, await part.read()) == (206, b"OggS")
    assert part.headers["Content-Range"] == "bytes 0-3/1004"
    beyond = await client.get(file["href"], headers={"Range": "bytes=5000-"})
    assert beyond.status == 416


async def test_video_is_a_link_to_a_file(client: Client, services: Services) -> None:
    await play(client, "hoa")
    async with page(client) as here:
        assert await upload(client, "f1", VIDEO, "video", **{"X-Name": "hoi-lang.mp4"}) == 200
        own = await here.until(type="message", client_id="f1")
    await services.worker.run_until_idle()
    (file,) = own["files"]
    assert (file["name"], file["audio"], own["text"]) == ("hoi-lang.mp4", False, "")
    whole = await client.get(file["href"])
    assert (whole.content_type, await whole.read()) == ("video/mp4", VIDEO)
    assert whole.headers["Content-Disposition"] == "attachment"


async def test_bad_uploads_are_refused_with_a_sentence(client: Client) -> None:
    await play(client, "hoa")
    for head, data, status in (
        ({"X-Client-Id": "a", "X-Kind": "photo"}, thirty_megabytes(), 413),
        ({"X-Client-Id": "b", "X-Kind": "photo"}, b"", 400),
        ({"X-Client-Id": "c", "X-Kind": "film"}, b"x", 400),
        ({"X-Client-Id": "../d", "X-Kind": "photo"}, b"x", 400),
    ):
        answer = await client.post("/upload", data=BytesIO(data), headers=origin(client) | head)
        assert (answer.status, bool((await answer.json())["reason"])) == (status, True)


async def test_upload_of_unknown_length_is_measured(client: Client) -> None:
    await play(client, "hoa")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(21):
            yield bytes(2**20)

    head = origin(client) | {"X-Client-Id": "a", "X-Kind": "photo"}
    assert (await client.post("/upload", data=endless(), headers=head)).status == 413


# --- pages


async def test_home_is_the_choice_of_persona_then_the_chat(client: Client) -> None:
    first = await client.get("/")
    text = await first.text()
    assert 'data-persona="hoa"' in text
    assert "Giàng A Hòa" in text
    assert "frame-ancestors 'none'" in first.headers["Content-Security-Policy"]
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    await play(client, "hoa")
    assert 'role="log"' in await (await client.get("/")).text()
    assert (await client.get("/persona/ai-do")).status == 404
    cookie = (await client.get("/")).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


async def test_without_demo_there_are_no_personas(database_url: str, tmp_path: Path) -> None:
    address = "https://guongsang.example"
    async with running(database_url, tmp_path, DEMO="0", PUBLIC_URL=address) as (services, client):
        assert 'id="invite"' in await (await client.get("/")).text()
        assert (await client.get("/persona/hoa")).status == 404
        assert (await client.get("/persona")).status == 404
        old = services.keyring.sign("session:demo-hoa", wall())
        answer = await client.get("/", headers={"Cookie": f"{COOKIE}={old}"})
        assert 'id="invite"' in await answer.text()
        real = services.keyring.sign("session:0123", wall())
        answer = await client.get("/", headers={"Cookie": f"{COOKIE}={real}"})
        assert "Secure" in answer.headers["Set-Cookie"]


async def test_invitation_opens_a_session_and_the_post(client: Client, services: Services) -> None:
    def invite(c: Connection) -> str:
        unit = units.by_code(c, "04474", START.date())
        assert unit is not None
        return codes.invite(c, services.keyring, unit.id, Role.COMMUNE, "Lò Thị Mai", START)[0]

    code = await services.database.transact(invite)
    answer = await client.get(f"/i/{code[:4]} {code[4:]}", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    async with page(client) as here:
        if not here.messages:
            await here.until(type="message")
        await here.tap("yes", here.messages[-1]["buttons"][0])
        ready = await here.until(type="ready", name="Lò Thị Mai")
        assert ready["unit"]
    # The link is used up; who came by it keeps their session, nobody else gets one.
    await client.get(f"/i/{code}")
    async with page(client) as again:
        assert again.heard[-1]["name"] == "Lò Thị Mai"
    async with browser(services) as other:
        refused = await other.get(f"/i/{code}", allow_redirects=False)
        assert (refused.status, "Set-Cookie" in refused.headers) == (404, False)
        assert 'role="alert"' in await refused.text()
        assert (await other.head("/i/12345678")).status == 405


async def test_looking_at_a_wrong_invitation_leaves_nothing(
    client: Client, services: Services
) -> None:
    def contacts_kept(c: Connection) -> int:
        return c.scalar(select(func.count()).select_from(contacts)) or 0

    before = await services.database.transact(contacts_kept)
    assert (await client.get("/i/00000000")).status == 404
    assert await services.database.transact(contacts_kept) == before


async def test_who_has_no_code_may_suggest_somebody(services: Services) -> None:
    def contacts_kept(c: Connection) -> int:
        return c.scalar(select(func.count()).select_from(contacts)) or 0

    async with browser(services) as neighbour:
        before = await services.database.transact(contacts_kept)
        welcome = await neighbour.get("/i/00000000")
        assert 'action="/goiy"' in await welcome.text()
        assert (await neighbour.get("/goiy")).status == 405  # a preview of the link
        assert await services.database.transact(contacts_kept) == before
        answer = await neighbour.post("/goiy", allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        async with page(neighbour) as here:
            if not here.messages:
                await here.until(type="message")
            assert "có cách làm hay" in here.messages[-1]["text"]


async def test_static_files_have_their_types_and_are_not_sent_twice(client: Client) -> None:
    script = await client.get("/static/chat.js")
    assert (script.status, script.content_type) == (200, "text/javascript")
    again = await client.get("/static/chat.js", headers={"If-None-Match": script.headers["ETag"]})
    assert again.status == 304
    for name in ("index.html", "nothing.js", "..%2Fapp.py"):
        assert (await client.get(f"/static/{name}")).status == 404
