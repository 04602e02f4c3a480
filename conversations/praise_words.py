"""Commendations of who is not registered, as they are spoken of."""

from collections.abc import Mapping

from campaign.desk import Open
from campaign.praise import Act, Form, Naming, Praise, PraiseDone, Praises, Who, Word
from campaign.text import shorten
from conversations.showing import Say
from conversations.signing import said_authority
from conversations.words import Translate, day

NAME = 60  # characters in a line
WORDS_SHOWN = 6


def forms(t: Translate) -> Mapping[Form, str]:
    return {
        Form.CERTIFICATE: t("Giấy khen"), Form.MERIT: t("Bằng khen"),
        Form.PRAISE: t("Biểu dương"), Form.FLAG: t("Cờ thi đua"),
        Form.MEDAL: t("Kỷ niệm chương"), Form.OTHER: t("Hình thức khác"),
    }  # fmt: skip


def whos(t: Translate) -> Mapping[Who, str]:
    return {
        Who.PERSON: t("Một người"), Who.HOUSEHOLD: t("Một hộ gia đình"),
        Who.COLLECTIVE: t("Một tập thể"),
    }  # fmt: skip


def namings(t: Translate) -> Mapping[Naming, str]:
    return {
        Naming.AGREED: t("Đã đồng ý"), Naming.PUBLIC: t("QĐ đã công khai"),
        Naming.UNASKED: t("Chưa hỏi"),
    }  # fmt: skip


def titles(t: Translate) -> Mapping[str, str]:
    return {"ong": t("ông"), "ba": t("bà"), "anh": t("anh"), "chi": t("chị")}


def named(t: Translate, one: Praise) -> str:
    """Whom it is about: `bà Mùa Thị Dở`; that nobody was asked, where the name may not be told."""
    if one.record_number:
        return t("hồ sơ {number}", number=f"{one.record_number:04d}")
    if one.withheld:
        return t("chưa nêu tên")
    name = shorten(one.name, NAME)
    called = titles(t).get(one.title, "") if not one.forgotten else ""
    if one.who is Who.HOUSEHOLD and not one.forgotten:
        called = t("hộ")
    return f"{called} {name}".strip()


def row(t: Translate, one: Praise) -> str:
    """One in a list: `KT-0007 bà Mùa Thị Dở – Giấy khen, MTTQ xã (Bản Tà Lành)`."""
    what = f"{forms(t)[one.form]}, {said_authority(t, one.authority)}"
    return f"{one.code} {named(t, one)} – {what} ({one.unit})"


def decision(t: Translate, one: Praise) -> str:
    return t(
        "{form} số {number} ngày {day}, {authority}", form=forms(t)[one.form], number=one.number,
        day=day(one.date), authority=said_authority(t, one.authority),
    )  # fmt: skip


def card(t: Translate, one: Praise) -> str:
    """Everything the reader may know of one."""
    lines = [
        f"{one.code} · {named(t, one)}", one.unit,
        f"{decision(t, one)} {_ended(t, one) or _paper(t, one)}".strip(),
    ]  # fmt: skip
    if one.why:
        lines.append(t("Thành tích: {why}", why=shorten(one.why, 300)))
    lines += _naming(t, one)
    if one.words:
        lines += [t("Quá trình:"), *(_word(t, w) for w in one.words[-WORDS_SHOWN:])]
    return "\n".join(lines)


def _paper(t: Translate, one: Praise) -> str:
    if one.withheld or one.forgotten:
        return ""
    return t("(có ảnh)") if one.papers else t("(chưa có ảnh)")


def _ended(t: Translate, one: Praise) -> str:
    if one.record_number:
        return t("(đã chuyển vào hồ sơ {number})", number=f"{one.record_number:04d}")
    if one.mistaken:
        return t("(ghi nhầm, đã bỏ)")
    return t("(đã thu hồi)") if one.revoked else ""


def _naming(t: Translate, one: Praise) -> list[str]:
    if one.forgotten:
        return [t("Tên và thành tích đã được xóa theo yêu cầu; quyết định vẫn được tính.")]
    if one.who is Who.COLLECTIVE or one.record_number:
        return []
    return [t("Nêu tên ở cấp trên: {naming}", naming=namings(t)[one.naming])]


def _word(t: Translate, word: Word) -> str:
    did = {
        Act.RECORD: t("ghi khen thưởng"), Act.MEND: t("sửa"), Act.SHOW: t("gửi ảnh quyết định"),
        Act.MISTAKE: t("bỏ vì ghi nhầm"), Act.REVOKE: t("ghi đã thu hồi"),
        Act.LINK: t("chuyển vào hồ sơ đăng ký"), Act.FORGET: t("xóa tên theo yêu cầu"),
        Act.ASK: t("ghi đề nghị xóa tên"), Act.STALE: "",
    }[word.act]  # fmt: skip
    said = f"• {day(word.day)} {word.by}: {did}"
    return f"{said}: “{word.why}”" if word.why else said


def summed(t: Translate, found: Praises) -> str:
    """One line of a summary: `Khen thưởng ngoài danh sách đăng ký: 3 (xã 2, tỉnh 1)`."""
    levels = {
        "commune": t("xã"), "district": t("huyện"), "province": t("tỉnh"),
        "central": t("Trung ương"), "": t("khác"),
    }  # fmt: skip
    each = ", ".join(f"{levels[id]} {found.levels[id]}" for id in levels if found.levels.get(id))
    said = t("Khen thưởng ngoài danh sách đăng ký: {n}", n=found.n)
    return f"{said} ({each})" if each else said


def outcome(t: Translate, came: PraiseDone) -> tuple[Say, Open | None]:
    """The sentence for the author, and where they go next."""
    one = came.praise
    said = {
        Act.RECORD: t("Đã ghi khen thưởng {code} {name}."), Act.MEND: t("Đã sửa {code} {name}."),
        Act.SHOW: t("Đã giữ ảnh quyết định của {code} {name}."),
        Act.MISTAKE: t("Đã bỏ {code} {name}; ai bỏ, lúc nào, vì sao đều được lưu."),
        Act.REVOKE: t("Đã ghi quyết định {code} {name} bị thu hồi."),
        Act.LINK: t("Đã chuyển quyết định {code} vào hồ sơ, từ nay tính ở đó."),
        Act.ASK: "", Act.FORGET: "",  # said as every other request about personal data
        Act.STALE: t("Khen thưởng này vừa có người khác cập nhật. Đồng chí xem lại:"),
    }[came.act]  # fmt: skip
    text = said.format(code=one.code, name=named(t, one))
    return Say(text), Open("card", came.record_id) if came.record_id else Open("praise", one.id)
