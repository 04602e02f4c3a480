"""What is sent in an exercise: it answers as it would, and is thrown away unread."""

from dataclasses import replace

from campaign.exemplar import PHOTO, VOICE
from conversations.address import Address
from conversations.exchange import REHEARSED, Exchange, Link, Turned
from conversations.heard import Sent
from conversations.practice import PHOTOS, marked
from conversations.questions import Photos, Question, Write
from conversations.sent import begin_album, together
from conversations.session import REHEARSAL
from conversations.showing import DONE, Button, Say


def rehearses(x: Exchange, sent: Sent) -> bool:
    """Whether something was sent in an exercise, or belongs to an album that was begun there."""
    album = x.session.album
    late = album is not None and album.key == REHEARSED and together(album, sent)
    return x.session.place.conversation == REHEARSAL or late


def rehearsed(x: Exchange, sent: Sent) -> Turned:
    """A photo or voice note of an exercise; of an album only the first is said to have come."""
    x.links.append(Link(sent.id, 0, REHEARSED))
    question = x.stand().open if x.conversation.name == REHEARSAL else None
    if question is None:  # the exercise is over, and the last of an album comes late
        return x.turned()
    if _answers(question, sent):
        x.save(question, {"text": sent.caption} if sent.caption else {sent.kind: sent.id})
        return x.settle()
    return _counted(x, question, sent)


def _answers(question: Question, sent: Sent) -> bool:
    story = isinstance(question.kind, Write) and question.kind.story
    return story and sent.kind in {PHOTO, VOICE}


def _counted(x: Exchange, question: Question, sent: Sent) -> Turned:
    place, album = x.session.place, x.session.album
    before = place.answers.get(PHOTOS)
    n = (before if isinstance(before, int) else 0) + 1
    x.session = replace(x.session, place=replace(place, answers={**place.answers, PHOTOS: n}))
    if album is None or album.key != REHEARSED or not together(album, sent):
        begin_album(x, sent, 0, REHEARSED)
        x.says.append(Say(_receipt(x), controls=_done(x, question)))
    return x.turned()


def _receipt(x: Exchange) -> str:
    said = x.t("Đã nhận ảnh tập thử; ảnh này không được giữ lại. Gửi xong thì gõ x.")
    return f"{marked(x.t)}\n{said}"


def _done(x: Exchange, question: Question) -> tuple[tuple[str, Button], ...]:
    if not isinstance(question.kind, Photos):
        return ()
    address = Address(x.conversation.code, 0, question.key, DONE)
    return (("x", Button(x.t("Xong"), str(address))),)
