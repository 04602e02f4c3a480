"""One digest: everything that is open and near, the most urgent first, and who below is late.

It names a word and never digits; where a channel has buttons one tap leads to the very question.
"""

from collections.abc import Sequence

from campaign.digest import Digest, Escalated
from campaign.duties import Duty
from campaign.people import Person, Role
from campaign.text import shorten
from campaign.trays import Overdue
from conversations import ground_digest
from conversations.address import OPEN, Address
from conversations.due import CODE, KEY, options_of
from conversations.duty_words import term_name, told
from conversations.engine import Talk
from conversations.late import fitting
from conversations.reminding import DUE, opens
from conversations.showing import Button, Say
from conversations.words import Translate, words

LONGEST = 1900  # characters: every channel takes them in one message, with its words below
OF_ONE = 400  # of one duty
TRAY = "chờ duyệt"  # the word that opens the in-tray
TAPS = 4  # answers that are offered as buttons


def said(me: Person, digest: Digest) -> Say:
    t = words(me.language)
    lines = [_interrupted(t)] if digest.missed else []
    lines += _trays(t, digest.trays)
    ground = ground_digest.lines(t, digest)
    half = bool(digest.escalated or ground)
    lines += _own(t, me.language, digest, LONGEST // 2 if half else LONGEST)
    lines += ground
    for place, late in enumerate(digest.escalated):
        rest = len(digest.escalated) - place
        lines += _late(t, me.language, late, (LONGEST - _length(lines)) // rest)
    lines += _below(t, digest.below, LONGEST - _length(lines))
    if me.post.role is Role.CLUSTER:
        word = t("Gõ: chưa xong") if digest.escalated else t("Gõ: danh sách")
        return Say("\n".join([*lines, word]))
    taps = _taps(t, me, digest.duties) if digest.duties or digest.escalated else ()
    controls = (*_tray_tap(t, digest.trays), *taps, *ground_digest.taps(t, digest))
    return Say("\n".join(lines), controls=controls)


def _trays(t: Translate, trays: Sequence[Overdue]) -> list[str]:
    """What waits on one's own desks beyond its time."""
    return [
        t("{unit}: {n} việc chờ đồng chí đã quá hẹn, lâu nhất {days} ngày.", unit=one.unit,
          n=one.count, days=one.late)
        for one in trays
    ]  # fmt: skip


def _below(t: Translate, below: Sequence[Overdue], room: int) -> list[str]:
    """Desks below where records lie for long, as far as so many characters hold them."""
    lines = [t("Việc nằm lâu ở cấp dưới:")] if below else []
    for place, one in enumerate(below):
        line = _desk(t, one)
        rest = t("… và {n} đơn vị nữa", n=len(below) - place)
        if _length([*lines, line, rest]) > room:
            return [*lines, rest]
        lines.append(line)
    return lines


def _desk(t: Translate, one: Overdue) -> str:
    said = t("{n} việc, quá hẹn {days} ngày", n=one.count, days=one.late)
    who = f"{one.officer} {one.phone}".strip() or t("chưa có ai vào")
    return f"• {one.unit} · {said} · {who}"


def _tray_tap(t: Translate, trays: Sequence[Overdue]) -> tuple[tuple[str, Button], ...]:
    if not trays:
        return ()
    return ((TRAY, Button(t("Việc chờ tôi"), str(Address("y", 0, "what", OPEN)))),)


def _interrupted(t: Translate) -> str:
    return t("Hôm qua hệ thống gián đoạn nên lời nhắc đến muộn, mong đồng chí thông cảm.")


def _own(t: Translate, language: str, digest: Digest, room: int) -> list[str]:
    """The duties of one's own, as far as so many characters hold them."""
    if not digest.duties:
        return []
    invited = not any(duty.obliged for duty in digest.duties)
    lines = [t("Kính mời đồng chí:") if invited else t("Việc có hạn của đồng chí:")]
    for place, duty in enumerate(digest.duties):
        line = shorten(told(t, language, duty, digest.today), OF_ONE)
        rest = t("… và {n} việc nữa", n=len(digest.duties) - place)
        if _length([*lines, line, rest]) > room:
            return [*lines, rest]
        lines.append(line)
    return lines


def _late(t: Translate, language: str, late: Escalated, room: int) -> list[str]:
    head = t("Đơn vị bên dưới quá hạn {n} ngày: {what}, còn {units} đơn vị chưa xong.",
             n=late.late[0].days, what=term_name(language, late.term),
             units=len(late.late))  # fmt: skip
    return [head, *fitting(t, late.late, room - len(head) - 1)]


def _length(lines: Sequence[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _taps(t: Translate, me: Person, duties: Sequence[Duty]) -> tuple[tuple[str, Button], ...]:
    """The answers `hạn` offers to these duties, and `hạn` itself."""
    options = options_of(Talk(t, me.language, 0, {}), me, duties)[:TAPS]
    taps = [Button(one.label, str(Address(CODE, 0, KEY, one.id))) for one in options]
    return tuple((DUE, button) for button in (*taps, opens(t("Mở việc có hạn"))))
