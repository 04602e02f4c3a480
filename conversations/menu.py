"""The words people can always type, with or without accents, a slash or capital letters.

While free text is due a bare word is a command only with its exact accents or a slash: Huy is a
name, hủy is not.
"""

from dataclasses import dataclass

from campaign.record_numbers import DIGITS, PRAISE, names_record, read_record
from campaign.text import clean, fold

AMEND = "điều chỉnh"
FROM_A_LINK = "/start goiy"  # a link that is passed on among neighbours opens the suggestion

# Exact word, slash word, conversation. The first word with a match wins.
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("menu", "/menu", "home"),
    ("bắt đầu", "/start", "home"),
    ("chào", "/chao", "home"),
    ("alo", "/alo", "home"),
    ("m", "/m", "home"),
    ("đăng ký", "/dangky", "register"),
    ("tiếp tục", "/tieptuc", "resume"),
    ("của tôi", "/cuatoi", "mine"),
    ("tổng hợp", "/tonghop", "summary"),
    ("danh sách", "/danhsach", "lists"),
    ("tìm", "/tim", "find"),
    ("chờ duyệt", "/choduyet", "tray"),
    ("mời", "/moi", "invite"),
    ("hạn", "/han", "due"),
    ("giờ nhắc", "/gionhac", "habits"),
    ("nhắc lại", "/nhaclai", "again"),
    ("chức vụ", "/chucvu", "posts"),
    ("bàn giao", "/bangiao", "handover"),
    ("nghỉ", "/nghi", "leave"),
    ("thu hồi", "/thuhoi", "revoke"),
    ("kết nối", "/ketnoi", "connect"),
    ("ngôn ngữ", "/ngonngu", "language"),
    ("trợ giúp", "/trogiup", "help"),
    ("hủy", "/huy", "discard"),
    ("mở", "/mo", "find"),
    ("bổ sung", "/bosung", "mend"),
    ("chốt danh sách", "/chot", "close"),
    ("danh sách gửi lên", "/guilen", "received"),
    ("đã gửi báo cáo", "/dagui", "report"),
    ("thông báo", "/thongbao", "broadcast"),
    ("nắm", "/nam", "known"),
    ("trả lời", "/traloi", "replies"),
    ("chưa xong", "/chuaxong", "late"),
    ("cụm", "/cum", "clusters"),
    ("hằng năm", "/hangnam", "yearly"),
    ("khó khăn", "/khokhan", "problems"),
    ("theo dõi", "/theodoi", "follow"),
    ("đóng góp", "/donggop", "giving"),
    ("gợi ý", "/goiy", "suggest"),
    ("khảo sát", "/khaosat", "survey"),
    ("bồi dưỡng", "/boiduong", "fostering"),
    ("giúp đỡ", "/giupdo", "fostering"),
    ("bổ sung ảnh quyết định", "/anhquyetdinh", "decision"),
    (AMEND, "/dieuchinh", "amend"),
    ("tiêu chí riêng", "/tieuchirieng", "additions"),
    ("mô hình riêng", "/mohinhrieng", "additions"),
    ("gương", "/guong", "nearby"),
    ("nhân rộng", "/nhanrong", "replication"),
    ("khen thưởng", "/khenthuong", "praise"),
    ("kiểm tra ngẫu nhiên", "/kiemtrangaunhien", "spotlist"),
    ("kiểm tra", "/kiemtra", "spot"),
    ("dữ liệu của tôi", "/dulieu", "mydata"),
    ("dữ liệu", "/dulieu", "mydata"),
    ("nhập giúp", "/nhapgiup", "entering"),
    ("tập thử", "/tapthu", "practice"),
    ("thôi tập", "/thoitap", "home"),
    # Words kept for what is still to come: never taken for an answer or a name.
    ("báo cáo", "/baocao", "coming"),
)
# What whoever holds no post may open as well, also with their first message.
FOR_ALL = ("suggest", "mydata")
# More words may follow these; the longer ones come first.
TAKES_WORDS = (
    "bổ sung ảnh quyết định", "tìm", "mở", "bổ sung", "thông báo", "trả lời", "kiểm tra",
    "dữ liệu", "nhân rộng", "khen thưởng", "khảo sát", "bồi dưỡng", "giúp đỡ",
)  # fmt: skip
# And after these a number only: they begin many an answer.
NUMBERED = (
    "trả lời", "mở", "kiểm tra", "nhân rộng", "khen thưởng", "khảo sát", "bồi dưỡng", "giúp đỡ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    conversation: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """`sửa 3`: change the answer in that place of the card."""

    place: int


_EXACT = {word: name for word, _, name in reversed(COMMANDS)}
_SLASH = {slash: name for _, slash, name in reversed(COMMANDS)}
_LOOSE = {fold(word): name for word, _, name in reversed(COMMANDS)}
_LOOSE_SLASH = {fold(slash): name for _, slash, name in reversed(COMMANDS)}


def slash(conversation: str) -> str:
    """The slash word that opens a conversation."""
    return next(slash for _, slash, name in COMMANDS if name == conversation)


def takes_words(conversation: str) -> bool:
    """Whether words may follow the one that opens a conversation."""
    return any(_EXACT[word] == conversation for word in TAKES_WORDS)


def bare(text: str) -> str:
    """Words as they are compared: without the full stop or exclamation mark around them."""
    return clean(text).strip(" .!").lower()


def command(text: str, *, free: bool) -> Command | Edit | None:
    """The command in `text`; with `free` only one that cannot be an answer."""
    said = bare(text)
    folded = fold(said)
    found = _EXACT.get(said) or _SLASH.get(said) or _LOOSE_SLASH.get(folded)
    if found is None and not free:
        found = _LOOSE.get(folded)
    if found is not None:
        return Command(found)
    if not free and names_record(said):
        return Command(_EXACT["mở"], said)
    return _with_words(clean(text), free=free) or _edit(said, free=free)


def _with_words(text: str, *, free: bool) -> Command | None:
    """A command that more words follow: `tìm Giàng A Tủa`, `/start 20210001`."""
    head, _, rest = text.partition(" ")
    if text.lower() == FROM_A_LINK:
        return Command("suggest")
    if rest.strip() and head.lower() in _SLASH:
        return Command(_SLASH[head.lower()], rest.strip())
    words = text.split()
    for word in TAKES_WORDS:
        n = len(word.split())
        said = " ".join(words[:n]).lower()
        fits = word not in NUMBERED or all(_is_number(w) for w in words[n:])
        if len(words) > n and fits and (said == word or (not free and fold(said) == fold(word))):
            return Command(_EXACT[word], " ".join(words[n:]))
    return None


def _is_number(word: str) -> bool:
    return read_record(word) is not None or read_record(word, PRAISE) is not None


def _edit(said: str, *, free: bool) -> Edit | Command | None:
    """A line of the card; with as many digits as a record's number, that record."""
    head, _, rest = said.rpartition(" ")
    if not rest.isdigit():
        return None
    if head in {AMEND, "/dieuchinh"} or (head == fold(AMEND) and not free):
        return Command("amend", rest)
    if head in {"sửa", "/sua"} or (head == "sua" and not free):
        return Command("amend", rest) if len(rest) == DIGITS else Edit(int(rest))
    return None


def invite_code(text: str) -> str | None:
    """The digits of an invite code, alone (spaces allowed) or behind /start."""
    digits = clean(text).lower().removeprefix("/start").replace(" ", "").replace("-", "")
    return digits if digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 12 else None  # noqa: PLR2004
