"""What every conversation inherits: nothing anybody does is left without an answer, or lost."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, update

from campaign.asking import key_of as asking_key
from campaign.plan import Plan
from campaign.plan_file import load_shipped
from conversations.address import LONGEST, Address
from conversations.catalogue import CONVERSATIONS
from storage.database import Database
from storage.tables import contacts
from tests.stage import PAPER, VOICE, Stage, address_of
from tests.transcript import FOLDER, Mode, Play, script
from tests.walking import BUTTON, Walk, check, key_of

PLAN = load_shipped("yenbai-2021-2025")
SESSIONS = Path(__file__).parent / "sessions"


@pytest.fixture
async def stage(stage_sqlite: Callable[[], str]) -> AsyncIterator[Stage]:
    """Chance needs one engine only."""
    opened = Stage(Database(stage_sqlite()))
    yield opened
    await opened.database.close()


async def played(stage: Stage, name: str) -> None:
    await Play(stage, Mode.BUTTONS).run(script(FOLDER / f"{name}.chat"))


# --- chance


@pytest.mark.parametrize("seed", range(6))
async def test_walk_at_random_is_always_answered(stage: Stage, seed: int) -> None:
    """Everybody does anything at all; nothing raises, falls silent or breaks a limit."""
    await played(stage, "register/cooperative")
    chance = Random(seed)
    walks = [Walk(stage, name, chance) for name in ("hoa", "minh", "lan", "tinh", "khách")]
    for _ in range(70):
        walk = chance.choice(walks)
        try:
            await walk.step()
        except Exception as error:
            error.add_note(f"{walk.name} did: {walk.done[-12:]}")
            raise
    for walk in walks[:-1]:
        await stage.say(walk.name, "menu")
        assert key_of(stage, walk.name) == "home"


POSSIBLE = (
    "Sùng Thị Mỷ", "3", "3 4", "3 4 5", "3 4 5 6 7", "4/5", "20/4/2021"
)  # fmt: skip


async def answer_somehow(stage: Stage, name: str, chance: Random) -> None:
    """Give the open question a good answer, by chance."""
    body = stage.last[name]
    before = body.text
    if body.choices:
        await stage.press(name, chance.choice(body.choices[:4]).payload)
    for word in ("x", *POSSIBLE):
        if stage.last[name].text == before or word == "x":
            done = dict(stage.last[name].controls).get("x")
            if word == "x" and done:
                await stage.press(name, done.payload)
            elif word != "x":
                await stage.say(name, word)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["hoa", "minh", "lan"])
async def test_registration_ends_whatever_is_answered(stage: Stage, name: str, seed: int) -> None:
    chance = Random(seed)
    await stage.say(name, "đăng ký")
    for _ in range(40):
        if key_of(stage, name) == "review":
            await stage.press(name, stage.last[name].choices[0].payload)
            break
        await answer_somehow(stage, name, chance)
    assert key_of(stage, name) in {"next", "home"}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["household", "person", "committee"])
async def test_criteria_end_whatever_is_answered(stage: Stage, kind: str, seed: int) -> None:
    await played(stage, f"register/{kind}")
    chance = Random(seed)
    stage.now = stage.now.replace(year=2022)
    await stage.say("hoa", "tiếp tục")
    for _ in range(60):
        if key_of(stage, "hoa") == "end":
            break
        await answer_somehow(stage, "hoa", chance)
    assert key_of(stage, "hoa") == "end"


# --- every question of a registration and of the criteria


STORY = "criteria/household_count"


async def test_back_from_every_step_asks_the_step_before(stage: Stage) -> None:
    """Back, then the same answer again, leads to the same place."""
    play = Play(stage, Mode.BUTTONS)
    lines = script(FOLDER / f"{STORY}.chat")
    before = ""
    for line in lines:
        await play.step(line)
        if not line.startswith("Hoa> ") or key_of(stage, "hoa") == "end":
            continue
        key, text = key_of(stage, "hoa"), stage.last["hoa"].text
        if before:
            await stage.say("hoa", "q")
            assert key_of(stage, "hoa") == before
            await play.step(line)
            assert stage.last["hoa"].text == text
        before = key


async def test_nonsense_never_moves_a_question(stage: Stage) -> None:
    """Emptiness, nonsense, pictures and voice notes: the question stays, and says so."""
    play = Play(stage, Mode.BUTTONS)
    for line in script(FOLDER / "register/person.chat"):
        if line.startswith("= "):
            break
        await play.step(line)
        if line.startswith("Hoa> "):
            await poke(stage)


async def poke(stage: Stage) -> None:
    key = key_of(stage, "hoa")
    story = key == "R5"
    for text in ("", "   ", "👍", "..."):
        check(await stage.say("hoa", text))
        assert key_of(stage, "hoa") == key, text
    check(await stage.send("hoa", "file", PAPER))
    assert key_of(stage, "hoa") in {key, "whose"}
    if not story:
        check(await stage.send("hoa", "voice", VOICE))
        check(await stage.photo("hoa"))
    if key_of(stage, "hoa") == "whose":  # nothing is open that a picture could belong to
        await stage.say("hoa", "đăng ký" if key == "R1" else "menu")


ENTRANCES = (
    "menu", "đăng ký", "tiếp tục", "của tôi", "tổng hợp", "danh sách", "tìm", "chờ duyệt", "mời",
    "ngôn ngữ", "trợ giúp", "hủy", "mở", "bổ sung", "chức vụ", "bàn giao", "nghỉ", "thu hồi", "hạn",
    "bổ sung ảnh quyết định", "điều chỉnh",
)  # fmt: skip


@pytest.mark.parametrize("name", ["hoa", "minh", "lan", "tinh", "khách"])
async def test_every_entrance_answers_anybody(stage: Stage, name: str) -> None:
    await played(stage, "register/household")
    for word in ENTRANCES:
        for said in (word, "", "zzz", "q", "s"):
            check(await stage.say(name, said))


# --- limits, and keys that mean one thing


def labels(plan: Plan, language: str) -> list[str]:
    criteria = (*plan.registration, *plan.criteria, *plan.half_year)
    parts = [part for criterion in criteria for part in criterion.parts]
    return [option.name.said(language) for part in parts for option in part.options]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_option_of_the_plan_fits_a_button(language: str) -> None:
    assert [label for label in labels(PLAN, language) if len(label) > BUTTON] == []


def test_every_payload_fits_every_channel() -> None:
    """The longest key and option, for a record far beyond what one province will have."""
    criteria = (*PLAN.registration, *PLAN.criteria, *PLAN.half_year)
    for criterion in criteria:
        for part in criterion.parts:
            key = asking_key(criterion.id, part.id, 2025 if criterion.yearly else None)
            for option in ("!unknown", "edit:R5/photos", *(o.id for o in part.options)):
                payload = str(Address("k", 36**6, key, option))
                assert len(payload.encode()) <= LONGEST


def test_codes_and_names_stand_for_one_conversation() -> None:
    for names in ([c.code for c in CONVERSATIONS], [c.name for c in CONVERSATIONS]):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_whole_registration_keeps_the_limits(stage: Stage, language: str) -> None:
    await stage.say("hoa", "ngôn ngữ")
    await stage.say("hoa", "1" if language == "vi" else "2")
    for text in ("đăng ký", "1", "2", "Sùng Thị Mỷ", "4", "Trồng chè", "x", "1 2", "1", "1"):
        check(await stage.say("hoa", text))
    for text in ("2", "3", "kể", "1", "1 2", "1 2 3"):
        check(await stage.say("hoa", text))


# --- sessions of every release


def put_session(c: Connection, name: str, session: dict[str, object]) -> None:
    c.execute(
        update(contacts).where(contacts.c.address == address_of(name)).values(session=session)
    )


def fixtures() -> list[tuple[str, dict[str, object]]]:
    return [
        (f"{path.stem} {one['file']} {one['lines']}", one)
        for path in sorted(SESSIONS.glob("*.json"))
        for one in json.loads(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("name", "kept"), fixtures(), ids=[name for name, _ in fixtures()])
async def test_session_of_a_release_goes_on(
    stage: Stage, name: str, kept: dict[str, object]
) -> None:
    """Who was at a question when a release came is still there, with the same words."""
    lines = script(FOLDER / f"{kept['file']}.chat")[: int(str(kept["lines"]))]
    await Play(stage, Mode.BUTTONS).run(lines)
    session = kept["session"]
    assert isinstance(session, dict), name
    await stage.database.transact(put_session, "hoa", session)
    await stage.say("hoa", "")
    assert key_of(stage, "hoa") == kept["open"]
