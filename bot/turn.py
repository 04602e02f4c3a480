"""One turn: one message, one transaction. What it does either all happened or not at all.

The order is always the same, so that two turns never wait for each other in a circle: inbox key,
contact, record, answers, outbox, counters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import (
    comings,
    consenting,
    field_telling,
    ground_telling,
    groups,
    life_telling,
    list_telling,
    own_words,
    prompts,
    receipts,
    replication_telling,
    result_cards,
    review_telling,
    secret_words,
    step_telling,
    telling,
    told_people,
    twins,
)
from bot.channels.base import Body, Layout
from bot.envelope import Envelope, Event
from bot.prompts import Prompt
from bot.world import Taken, World
from campaign.broadcasts import Done
from campaign.desk import Began, Begin, Effect, Joined, Move, Moved, Outcome, Spoke
from campaign.exemplar import Value
from campaign.id_cards import says_card
from campaign.people import Person, Verb
from campaign.people_wishes import Acting, Gone, Succeeded
from campaign.privacy import Renamed, Withdrawn
from campaign.text import clean
from campaign.workflow import Status
from conversations.dialogue import follow, records_at, respond
from conversations.exchange import Chosen, Turned
from conversations.heard import Edited, Heard, Odd, Sent, Shared, Tapped, Typed
from conversations.paths import on_path
from conversations.questions import Keep
from conversations.receipts import Why
from conversations.session import Session, dump, load
from conversations.showing import Say
from storage import doing, effects, evidence, inbox, outbox, people, records, review, settling
from storage.desk import StoredDesk
from storage.people import Contact
from storage.ratings import rating_answered
from storage.records import Answered

WISHES = 5  # one message leads to no longer chain of wishes
SHORT = 3  # characters: a digit, a letter; longer words say themselves what they mean
PLAIN = Layout(text_length=4096)


@dataclass(slots=True)
class _Turn:
    c: Connection
    world: World
    desk: StoredDesk
    now: datetime
    layout: Layout
    told: list[outbox.Message]
    chosen: Chosen | None = None
    newcomer: Contact | None = None

    def tell(
        self, contact_id: int, channel: str, say: Say, *, lane: str = "reply", prompt: bool = False
    ) -> None:
        body = Body.of(say).to_json() | ({secret_words.MARK: True} if say.secret else {})
        self.told.append(
            {"contact_id": contact_id, "channel": channel, "body": body, "lane": lane,
             "prompt": prompt}
        )  # fmt: skip


def take(c: Connection, world: World, envelope: Envelope, now: datetime) -> Taken:
    """Take one message. Anything that raises leaves no trace of it."""
    if not inbox.fresh(c, envelope.key, now):
        return Taken(0, fresh=False)
    world.reached("inbox")
    if envelope.group:
        return groups.take(c, world, envelope, now)
    contact = people.take(c, envelope.channel, envelope.address, now)
    aside = comings.aside(c, contact, envelope, now)
    return aside or _talk(c, world, envelope, contact, now)


def _talk(
    c: Connection, world: World, envelope: Envelope, contact: Contact, now: datetime
) -> Taken:
    layout = world.layouts.get(contact.channel, PLAIN)
    turn = _Turn(c, world, StoredDesk(c, world.keyring, contact, now, world.paces), now, layout, [])
    asks = layout.edits or envelope.at is not None
    prompt = prompts.last(c, contact) if asks else None
    session = load(contact.session)
    late = prompt is not None and prompt.follows(envelope.at)
    twice = layout.repeats and twins.came_twice(world.keyring, session, envelope)
    heard = _heard(turn, envelope, late=late, twice=twice)
    if envelope.shown is not None:
        turn.told.append(own_words.message(world.keyring, contact, envelope, heard))
    turn.desk.held = records_at(session, heard)
    marks = twins.remembered(world.keyring, session, envelope) if layout.repeats else ()
    session = replace(_exchange(turn, contact, respond(turn.desk, session, heard)), marks=marks)
    world.reached("answers")
    people.keep_session(c, contact.id, dump(session), now, envelope.at)
    if layout.closes:
        settling.release(c, contact.id)
    _say_back(turn, contact, heard, prompt)
    secret_words.seal(world.keyring, turn.told)
    outbox.put_many(c, now, turn.told)
    world.reached("outbox")
    others = {m["contact_id"] for m in turn.told} - {contact.id}
    sent = isinstance(heard, Sent)
    return Taken(
        contact.id, tuple(others), evidence=sent, newcomer=turn.newcomer,
        stranger=contact if contact.person is None and contact.name is None else None,
    )  # fmt: skip


def _exchange(turn: _Turn, contact: Contact, turned: Turned) -> Session:
    """Keep what was answered, say what is said, carry out what is wished, and what follows."""
    for _ in range(WISHES):
        outcome = _keep(turn, turned)
        turn.chosen = turn.chosen or turned.chosen
        for say in turned.says:
            turn.tell(contact.id, contact.channel, say, prompt=bool(say.choices or say.controls))
        if turned.effect is None:
            break
        outcome = outcome or _perform(turn, turned.effect)
        turned = follow(turn.desk, turned.session, outcome)
    return turned.session


def _say_back(turn: _Turn, contact: Contact, heard: Heard, prompt: Prompt | None) -> None:
    """What was chosen shows in the question itself, else at the beginning of the next message."""
    if turn.chosen is None:
        return
    if turn.layout.edits:
        turn.told += prompts.answered(prompt, contact, turn.chosen, turn.layout)
    elif turn.layout.echoes and _is_short(heard):
        _echo(turn, contact, turn.chosen)


def _is_short(heard: Heard) -> bool:
    """Whether what the person sees of their own words does not say what was chosen."""
    return isinstance(heard, Tapped) or (isinstance(heard, Typed) and len(heard.text) <= SHORT)


def _echo(turn: _Turn, contact: Contact, chosen: Chosen) -> None:
    """The next message begins with the answer that was taken."""
    first = next((m for m in turn.told if m["contact_id"] == contact.id), None)
    if first is not None:
        first["body"]["text"] = f"✓ {chosen.label}\n{first['body']['text']}"


def _heard(turn: _Turn, envelope: Envelope, *, late: bool, twice: bool) -> Heard:
    sent = envelope.attachment
    if sent is not None:
        id = comings.received(turn.c, turn.desk.contact, sent, turn.now)
        since = envelope.at if turn.layout.loose_albums else None
        caption = clean(sent.caption)
        return Sent(id, sent.kind, caption, sent.album, since, says_card(caption))
    if envelope.payload is not None:
        return Tapped(envelope.payload)
    words = clean(envelope.text or "")
    match envelope.event:
        case Event.EDITED:
            return Edited(words, envelope.ref)
        case Event.PHONE:
            return Shared(words)
        case Event.ODD:
            return Odd(turn.layout.files)
        case _:
            return Typed(words, envelope.ref, late, twice)


# --- what is kept


def _keep(turn: _Turn, turned: Turned) -> Outcome | None:
    """Write down answers, headings and links. A first answer begins its record on the way."""
    began: Outcome | None = None
    if isinstance(turned.effect, Begin):
        began = _perform(turn, turned.effect)
        if not isinstance(began, Began):
            return began
        turned = replace(
            turned, saves=tuple(replace(s, record_id=began.record_id) for s in turned.saves)
        )
    me = turn.desk.me
    if me is not None:
        _keep_answers(turn, me, turned)
        _keep_heading(turn, me, turned)
        _keep_links(turn, me, turned)
    if turned.looked_at:
        turn.desk.reviews.looked(turned.looked_at)
    turn.desk.reviews.together.listed(turned.listed)
    return began


def _keep_answers(turn: _Turn, me: Person, turned: Turned) -> None:
    for record_id in dict.fromkeys(s.record_id for s in turned.saves):
        row = turn.desk.row(record_id)
        if row is None or doing.acting(me, Verb.ANSWER, row.path) is None:
            continue
        given = [
            Answered(s.key, s.value, s.keep is Keep.FACT, s.restricted)
            for s in turned.saves
            if s.record_id == record_id
        ]
        records.answer(turn.c, turn.world.keyring, row, given, me.id, turn.now)
        if row.status == Status.RETURNED:
            review.mended(turn.c, row.id, [a.key for a in given])
        plan = turn.desk.plan_of(row.id)
        consenting.keep(turn.c, plan, row, given, me, turn.now)
        rating_answered(turn.c, plan, row, given, me.id, turn.now)
        turn.desk.answered(row)


def _keep_heading(turn: _Turn, me: Person, turned: Turned) -> None:
    if turned.heading is None:
        return
    record_id, heading = turned.heading
    row = turn.desk.row(record_id)
    if row is None or doing.acting(me, Verb.ANSWER, row.path) is None:
        return
    if records.head(turn.c, row, heading, turn.now):
        turn.desk.forget()


def _keep_links(turn: _Turn, me: Person, turned: Turned) -> None:
    for record_id, key in turned.disowned:
        records.lock(turn.c, record_id)
        evidence.disown(turn.c, turn.desk.contact.id, record_id, key, Why.ID_CARD)
    for link in turned.links:
        if link.key == evidence.REHEARSED:
            evidence.rehearsed(turn.c, link.evidence)
            continue
        if link.broadcast_id:
            telling.attach(turn.c, turn.desk, turn.now, link)
            continue
        row = turn.desk.row(link.record_id)
        if row is None or doing.acting(me, Verb.ANSWER, row.path) is None:
            continue
        records.lock(turn.c, link.record_id)
        evidence.link(turn.c, [link.evidence], link.record_id, link.key)
        turn.desk.forget()
        receipts.receipt(
            turn.c, turn.now, turn.desk.contact, link.record_id, link.key, controls=link.controls
        )


# --- what is wished


def _perform(turn: _Turn, effect: Effect) -> Outcome:
    path: Mapping[str, Value] = {}
    if isinstance(effect, Move) and effect.verb is Verb.SUBMIT:
        path = on_path(turn.desk, effect.record_id)
    do = doing.Doing(turn.c, turn.world.keyring, turn.desk, turn.now, path, turn.world.links)
    outcome = effects.perform(do, effect)
    if isinstance(outcome, Joined | Spoke | Succeeded | Gone | Acting | Renamed):
        turn.desk.contact = turn.newcomer = people.find(turn.c, turn.desk.contact.id)
    for told in told_people.others(turn.c, outcome):
        turn.tell(told.contact_id, told.channel, Say(told.text), lane="supplement")
    if isinstance(outcome, Withdrawn) and do.me is not None:
        for told in told_people.near(turn.c, outcome, do.me.id):
            turn.tell(told.contact_id, told.channel, Say(told.text), lane="supplement")
    if isinstance(outcome, Moved):
        turn.told += step_telling.told(turn.c, turn.desk.me, outcome)
        result_cards.order(turn.c, turn.now, turn.desk.me, outcome)
    turn.told += ground_telling.told(turn.c, turn.desk.me, outcome)
    turn.told += review_telling.told(turn.c, turn.desk.me, outcome)
    turn.told += life_telling.told(turn.c, turn.desk.me, outcome)
    turn.told += list_telling.told(turn.c, turn.desk, outcome)
    turn.told += field_telling.told(turn.c, turn.desk, outcome)
    turn.told += replication_telling.told(turn.c, turn.desk.me, outcome)
    if isinstance(outcome, Done):
        turn.told += telling.others(turn.c, turn.desk.me, outcome)
    return outcome
