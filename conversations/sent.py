"""Whatever is sent and not written: the answer to a text question, evidence, or out of the blue."""

from dataclasses import replace
from typing import TypeAlias

from campaign.desk import Open
from campaign.exemplar import FILE, PHOTO, VOICE, Value
from conversations.acts import go
from conversations.address import Address
from conversations.exchange import Exchange, Link, Turned
from conversations.heard import Sent
from conversations.photo import PHOTOS
from conversations.questions import Keep, Paper, Photos, Question, Write
from conversations.session import Album
from conversations.showing import DONE, Button
from conversations.signing import BEFORE, SIGNING
from conversations.signing import PHOTO as SIGNED

Controls: TypeAlias = tuple[tuple[str, Button], ...]
TOGETHER_SECONDS = 60.0  # after the first of the photos sent together
REPLY = "reply"
OPINION = "opinion"  # of the cấp ủy, on a selection


def sent_in(x: Exchange, sent: Sent) -> Turned:
    album = x.session.album
    if album and together(album, sent):
        if album.record_id:
            x.links.append(Link(sent.id, album.record_id, album.key))
        return x.turned()
    question = x.stand().open
    if question and sent.kind == PHOTO and x.conversation.photo:
        return _at_any_time(x, question, sent)
    return _to_question(x, question, sent)


def _to_question(x: Exchange, question: Question | None, sent: Sent) -> Turned:
    if question and sent.kind in {PHOTO, FILE} and _shows_paper(x, question):
        return _take_paper(x, question, sent)
    if question and isinstance(question.kind, Write) and question.kind.lines and sent.kind == FILE:
        return _take_note(x, question, sent)
    if question and isinstance(question.kind, Write) and sent.kind in {PHOTO, VOICE}:
        if question.kind.story:
            return _take_note(x, question, sent)
        if sent.kind == VOICE:
            x.tell(x.t("Câu này xin đồng chí gõ chữ."))
    if question and isinstance(question.kind, Photos) and x.conversation.name == "broadcast":
        return _attach(x, question, sent)
    if question and x.conversation.about_record and x.session.place.subject:
        return _attach(x, question, sent)
    # Asked about once; where it goes is known when that is answered.
    begin_album(x, sent, 0, PHOTOS)
    return go(x, Open("photo", 0), {})


def _at_any_time(x: Exchange, question: Question, sent: Sent) -> Turned:
    """Whatever is asked, it is the one photo that is wanted; its words may tell the story."""
    key = x.conversation.photo
    photo: dict[str, Value] = {"photo": sent.id}
    begin_album(x, sent, 0, key)
    _foresee(x, key, photo)
    x.tell(x.t("Gương Sáng giữ ảnh này."))
    tells = isinstance(question.kind, Write) and question.kind.story
    if question.key == key:
        x.save(question, photo)
    elif tells and sent.caption:
        x.save(question, {"text": sent.caption})
    return x.settle()


def _take_note(x: Exchange, question: Question, sent: Sent) -> Turned:
    """A voice note, or a photo of a handwritten sheet, answers a text question; so do the words
    that came with a photo.
    """
    if x.conversation.name == "reply":
        _link(x, sent, REPLY)
    elif x.session.place.subject and question.keep is not Keep.TALK:
        _link(x, sent, question.key)
    told: dict[str, Value] = {"text": sent.caption} if sent.caption else {sent.kind: sent.id}
    if isinstance(question.kind, Write) and question.kind.pictured:
        begin_album(x, sent, 0, question.key)
        told[sent.kind] = sent.id  # a note keeps its photo beside its words
    x.save(question, told)
    return x.settle()


def _shows_paper(x: Exchange, question: Question) -> bool:
    return isinstance(question.kind, Paper) or _is_signed(x, question)


def _take_paper(x: Exchange, question: Question, sent: Sent) -> Turned:
    """The first picture or file of a paper answers; its other pages are kept with it."""
    if not isinstance(question.kind, Paper):
        return _take_early(x, sent)
    begin_album(x, sent, 0, question.key)
    x.save(question, {"photo": sent.id})
    return x.settle()


def _is_signed(x: Exchange, question: Question) -> bool:
    """Whether a decision is being recorded, whose photo is asked for only later."""
    deciding = x.session.place.answers.get("do") in SIGNING
    return deciding and question.key.partition("@")[0] in BEFORE


def _take_early(x: Exchange, sent: Sent) -> Turned:
    """A photo of the paper answers the question that is still to come."""
    begin_album(x, sent, 0, SIGNED)
    _foresee(x, SIGNED, {"photo": sent.id})
    x.tell(x.t("Gương Sáng giữ ảnh này làm ảnh của quyết định."))
    return x.settle()


def _foresee(x: Exchange, key: str, value: Value) -> None:
    """The answer to a question that is still to come."""
    place = x.session.place
    x.session = replace(x.session, place=replace(place, answers={**place.answers, key: value}))


def _attach(x: Exchange, question: Question, sent: Sent) -> Turned:
    """Evidence for the open question; the receipt says what is kept, the question stays open."""
    if isinstance(question.kind, Photos):
        address = Address(x.conversation.code, x.session.place.subject, question.key, DONE)
        _link(x, sent, question.key, (("x", Button(x.t("Xong"), str(address))),))
        return x.turned()
    _link(x, sent, _key_of(x, question))
    return x.settle()


def _link(x: Exchange, sent: Sent, key: str, controls: Controls = ()) -> None:
    if not x.conversation.about_record:
        x.links.append(Link(sent.id, 0, key, controls, broadcast_id=x.session.place.subject))
        return
    record_id = x.session.place.subject
    x.links.append(Link(sent.id, record_id, key, controls))
    begin_album(x, sent, record_id, key)


def together(album: Album, sent: Sent) -> bool:
    """Whether this belongs to the pictures that came before, by their name or else by the time."""
    if sent.album:
        return album.id == sent.album
    if sent.kind != PHOTO or sent.at is None or album.at is None:
        return False
    return 0 <= sent.at - album.at <= TOGETHER_SECONDS


def begin_album(x: Exchange, sent: Sent, record_id: int, key: str) -> None:
    """What comes with it goes where it went."""
    by_time = sent.at is not None and sent.kind == PHOTO
    if sent.album or by_time:
        album = Album(sent.album, record_id, key, sent.at if by_time else None)
        x.session = replace(x.session, album=album)


def _key_of(x: Exchange, question: Question) -> str:
    """The question evidence is filed under: the open one, unless it takes no evidence."""
    if question.key in BEFORE:
        return OPINION
    about_all = question.keep is Keep.TALK or x.conversation.name == "register"
    return PHOTOS if about_all else question.key
