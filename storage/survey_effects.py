"""Wishes about candidates made real. Rights and bounds are checked here again, at the row."""

from typing import assert_never

from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import Value
from campaign.ground import GroundDone
from campaign.people import Person, Post, Verb, may
from campaign.survey import (
    LONGEST,
    PER_PLACE,
    SIGNED,
    AddCandidate,
    Added,
    Candidate,
    Judged,
    JudgedBefore,
    KeepOnList,
    NotedDown,
    NoteDown,
    Origin,
    OwnWork,
    RegisterIt,
    SetAside,
    State,
    Suggest,
    Suggested,
    SurveyWork,
    TakeBack,
    TakenBack,
    TooMany,
    stays_below,
)
from storage import audit, erasing, evidence, plans, records, survey, units
from storage.doing import Doing
from storage.people import NAME_LENGTH
from storage.records import Answered

OPEN = (State.NEW, State.LISTED)
PHOTOS = "R5/photos"


def own(do: Doing, work: OwnWork) -> Outcome:
    """What anybody may wish, also who holds no post."""
    match work:
        case Suggest():
            return _suggest(do, work)
        case TakeBack():
            return _take_back(do)
    assert_never(work)


def perform(do: Doing, me: Person, work: SurveyWork) -> Outcome:
    match work:
        case Suggest() | TakeBack():
            return own(do, work)
        case AddCandidate():
            return _add(do, me, work)
        case NoteDown():
            return _note_down(do, me, work)
        case KeepOnList():
            return _keep(do, me, work)
        case SetAside():
            return _set_aside(do, me, work)
        case RegisterIt():
            return _register(do, me, work)
    assert_never(work)


# --- by anybody


def _suggest(do: Doing, work: Suggest) -> Outcome:
    unit, contact = units.get(do.c, work.unit_id), do.desk.contact
    if unit is None or not unit.stands_on(do.desk.today) or not _is_sound(work.name, work.told):
        return Refused(Refusal.GONE)
    if do.desk.reviews.ground.survey.full():
        return GroundDone(TooMany())
    if survey.sent_about(do.c, unit.id, do.now) >= PER_PLACE:
        return GroundDone(TooMany(unit.name))
    id = survey.add(
        do.c, do.now, unit_id=unit.id, name=work.name[:NAME_LENGTH], origin=Origin.PEOPLE,
        me=do.me, contact_id=contact.id, signed=work.signed[:SIGNED],
    )  # fmt: skip
    _tell(do, id, work.told)
    for photo in _filed(do, id, work.photo):
        survey.note(do.c, do.now, id, person_id=_who(do), evidence_id=photo)
    _noted(do, "suggest", id)
    one = survey.get(do.c, id)
    if one is None:
        return Refused(Refusal.GONE)
    return GroundDone(Suggested(one, survey.owner_of(do.c, one.path)))


def _take_back(do: Doing) -> Outcome:
    contact_id = do.desk.contact.id
    count = survey.kept_of(do.c, contact_id)
    erasing.suggestions(do.c, contact_id, do.now)
    _noted(do, "take_back", None)
    return GroundDone(TakenBack(count))


# --- by a post


def _add(do: Doing, me: Person, work: AddCandidate) -> Outcome:
    unit = units.get(do.c, work.unit_id)
    if unit is None or not may(me.post, Verb.SURVEY, unit.path):
        return Refused(Refusal.RIGHTS)
    if not _is_sound(work.name, work.told) or not _may_be(do, work.guess):
        return Refused(Refusal.RIGHTS)
    id = survey.add(
        do.c, do.now, unit_id=unit.id, name=work.name[:NAME_LENGTH], guess=work.guess,
        origin=Origin.SURVEY, me=me,
    )  # fmt: skip
    _tell(do, id, work.told)
    _noted(do, "survey", id)
    one = survey.get(do.c, id)
    return GroundDone(Added(one)) if one else Refused(Refusal.GONE)


def _may_be(do: Doing, guess: str) -> bool:
    return guess in {option.id for option in do.desk.plan.criterion("R1").parts[0].options}


def _note_down(do: Doing, me: Person, work: NoteDown) -> Outcome:
    one = _mine(do, me, work.candidate_id)
    if one is None or one.state not in OPEN or not _is_sound(one.name, work.told):
        return Refused(Refusal.RIGHTS)
    _tell(do, one.id, work.told)
    _noted(do, "note", one.id)
    after = survey.get(do.c, one.id)
    return GroundDone(NotedDown(after)) if after else Refused(Refusal.GONE)


def _keep(do: Doing, me: Person, work: KeepOnList) -> Outcome:
    one = _mine(do, me, work.candidate_id)
    if one is None:
        return Refused(Refusal.RIGHTS)
    if one.state is not State.NEW:
        return GroundDone(JudgedBefore(one))
    survey.change(do.c, do.now, one.id, State.LISTED)
    return _judged(do, "keep", one)


def _set_aside(do: Doing, me: Person, work: SetAside) -> Outcome:
    one = _mine(do, me, work.candidate_id)
    if one is None or not 0 < len(work.why) <= LONGEST:
        return Refused(Refusal.RIGHTS)
    if one.state not in OPEN:
        return GroundDone(JudgedBefore(one))
    survey.change(do.c, do.now, one.id, State.ASIDE, why=work.why)
    return _judged(do, "aside", one)


def _register(do: Doing, me: Person, work: RegisterIt) -> Outcome:
    one, plan_id = _mine(do, me, work.candidate_id), plans.current_id(do.c)
    if one is None or plan_id is None or not may(me.post, Verb.REGISTER, me.post.path):
        return Refused(Refusal.RIGHTS)
    if one.state not in OPEN:
        return GroundDone(JudgedBefore(one))
    channel = do.desk.contact.channel
    record_id = records.begin(
        do.c, do.now, plan_id=plan_id, person_id=me.id, post=me.post, channel=channel
    )
    survey.change(do.c, do.now, one.id, State.REGISTERED, record_id=record_id)
    _fill_in(do, me, one, record_id)
    audit.note(do.c, do.now, me.id, "begin", "record", record_id)
    return _judged(do, "register", one, record_id)


def _fill_in(do: Doing, me: Person, one: Candidate, record_id: int) -> None:
    """The draft begins with what is known; whoever registers goes over it before it is sent."""
    row = records.get(do.c, record_id)
    if row is None:
        return
    given = [Answered(key, value, fact=False, restricted=False)
             for key, value in _known(one, me.post).items()]  # fmt: skip
    records.answer(do.c, do.keyring, row, given, me.id, do.now)
    voices = [note.voice for note in one.notes if note.voice]
    evidence.link(do.c, [note.photo for note in one.notes if note.photo], record_id, PHOTOS)
    evidence.link(do.c, voices, record_id, "R5")


def _known(one: Candidate, post: Post) -> dict[str, Value]:
    found: dict[str, Value] = {"R4": {"text": one.name}}
    if one.guess:
        found["R1"] = one.guess
    text = "\n".join(note.text for note in one.notes if note.text)
    voice = next((note.voice for note in one.notes if note.voice), 0)
    if text or voice:
        found["R5"] = {"text": text} if text else {"voice": voice}
    below = one.path[one.path.index(post.unit_id) + 1 :]
    keys = ("R4/unit", "R4/village")
    return found | {key: f"u{id}" for key, id in zip(keys, below, strict=False)}


def _mine(do: Doing, me: Person, id: int) -> Candidate | None:
    """A candidate this post answers for, and may know; held until the end of the turn."""
    survey.hold(do.c, id)
    one = survey.get(do.c, id)
    if one is None or not may(me.post, Verb.SURVEY, one.path) or stays_below(me.post, one):
        return None
    return one


def _judged(do: Doing, verb: str, one: Candidate, record_id: int = 0) -> Outcome:
    _noted(do, verb, one.id)
    after = survey.get(do.c, one.id)
    if after is None:
        return Refused(Refusal.GONE)
    tell = one.origin is Origin.PEOPLE and survey.first_told(do.c, one.id, do.now)
    return GroundDone(Judged(after, tell, record_id))


# --- what is told


def _is_sound(name: str, told: Value) -> bool:
    if not name.strip() or not isinstance(told, dict):
        return False
    text = told.get("text", "")
    return isinstance(text, str) and len(text) <= LONGEST


def _tell(do: Doing, id: int, told: Value) -> None:
    """One note of words, a voice note or a photo; a photo may come with words."""
    said = told if isinstance(told, dict) else {}
    sent = said.get("voice") or said.get("photo")
    text = str(said.get("text", ""))
    filed = _filed(do, id, sent if isinstance(sent, int) else 0)
    survey.note(
        do.c, do.now, id, person_id=_who(do), text=text, evidence_id=filed[0] if filed else None
    )
    for more in filed[1:]:
        survey.note(do.c, do.now, id, person_id=_who(do), evidence_id=more)


def _filed(do: Doing, id: int, sent: int) -> list[int]:
    """Evidence of this very chat is filed for a candidate; nobody else's is."""
    ids = list(survey.sent_together(do.c, do.desk.contact.id, sent)) if sent else []
    survey.file(do.c, ids, id)
    return ids


def _who(do: Doing) -> int | None:
    return do.me.id if do.me else None


def _noted(do: Doing, verb: str, id: int | None) -> None:
    audit.note(do.c, do.now, _who(do), verb, "candidate", id)
    do.desk.forget()
