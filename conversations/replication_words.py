"""Nhân rộng as it is spoken of: on the card, in the tree, in a list."""

from campaign.desk import Desk
from campaign.exemplar import Line, Record
from campaign.replication import Copy, Link, LinkState, Origin, Spread
from campaign.text import shorten
from campaign.workflow import REGISTERED
from conversations.engine import Talk
from conversations.list_words import pages
from conversations.record_words import status_words
from conversations.words import Translate

NAME, VISIT = 60, 200  # characters
LEARNED = "learned"  # the answer that it was learned elsewhere
STEP = "  "  # one generation further in


def place(unit: str, above: str) -> str:
    return ", ".join(part for part in (unit, above) if part)


def origin_words(t: Translate, one: Origin) -> str:
    """`số 0412 Giàng A Tủa, Bản Háng Sung`; without a name where none may be told."""
    called = f"{one.number:04d} {shorten(one.name, NAME)}".strip()
    return t("số {number}, {unit}", number=called, unit=one.unit)


def bare_origin(t: Translate, one: Origin) -> str:
    """The same where its place is said already."""
    return t("số {number}", number=f"{one.number:04d} {shorten(one.name, NAME)}".strip())


def state_words(t: Translate, state: LinkState) -> str:
    return t("đã xác nhận") if state is LinkState.CONFIRMED else t("chưa xác nhận")


def card_lines(talk: Talk, desk: Desk, record: Record) -> list[str]:
    """What the record was learned from, and whether they say so too."""
    if record.answers.get("R9") != LEARNED:
        return []
    link = desk.field.replication.origin_of(record.id)
    if link is None:
        return []
    origin, state = origin_words(talk.t, link.origin), state_words(talk.t, link.state)
    return [talk.t("Học theo: {origin} ({state})", origin=origin, state=state)]


def card_offer(t: Translate, desk: Desk, record: Record) -> list[tuple[str, str]]:
    """The way to the tree, where there is one to see."""
    has = record.status in REGISTERED and desk.field.replication.has_copies(record.id)
    return [("tree", t("Nhân rộng"))] if has else []


def row(t: Translate, line: Line, counts: tuple[int, int]) -> str:
    """One exemplar in a list: how many learned from it, and how many in all that came of it."""
    direct, every = counts
    called = f"{line.number or 0:04d} {shorten(line.name, NAME)}".strip()
    said = t("{n} nơi học theo", n=direct)
    if every > direct:
        said = t("{n} nơi học theo, tất cả {all} nơi", n=direct, all=every)
    return f"{called} ({line.unit}) – {said}"


def link_asked(t: Translate, link: Link) -> str:
    """Whoever is learned from is asked; the one who learned is called by place and number."""
    return t(
        "{place} (hồ sơ {number}) ghi là học theo mô hình {origin}. Có đúng vậy không?",
        place=place(link.unit, link.above), number=f"{link.number:04d}",
        origin=origin_words(t, link.origin),
    )  # fmt: skip


def tree_pages(t: Translate, tree: Spread) -> tuple[str, ...]:
    """The whole tree, as many lines to a message as fit."""
    head = [origin_words(t, tree.origin), _sum(t, tree)]
    head[0] = head[0][:1].upper() + head[0][1:]
    head += [t("Nơi đã đến học: “{text}”", text=shorten(text, VISIT)) for text in tree.visits[:3]]
    return pages(head, [_line(t, depth, copy) for depth, copy in tree.copies])


def _sum(t: Translate, tree: Spread) -> str:
    n = len(tree.copies)
    if not n:
        return t("Chưa có nơi nào đăng ký học theo.")
    direct = sum(depth == 1 for depth, _ in tree.copies)
    said = t("Đã nhân rộng ra {n} nơi ({confirmed} đã xác nhận)", n=n, confirmed=tree.confirmed)
    said += "."
    return said if direct == n else said + " " + t("Học trực tiếp: {n}.", n=direct)


def _line(t: Translate, depth: int, copy: Copy) -> str:
    called = f"{copy.number:04d} {shorten(copy.name, NAME)}".strip()
    parts = (
        called, place(copy.unit, copy.above), str(copy.year),
        status_words(t, copy.status, district=copy.district), state_words(t, copy.state),
    )  # fmt: skip
    return f"{STEP * (depth - 1)}• {' – '.join(parts)}"
