"""The words people can always type, with or without accents, a slash or capital letters.

While free text is due a bare word is a command only with its exact accents or a slash: Huy is a
name, hủy is not.
"""

from dataclasses import dataclass

from campaign.text import clean, fold

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
    ("ngôn ngữ", "/ngonngu", "language"),
    ("trợ giúp", "/trogiup", "help"),
    ("hủy", "/huy", "discard"),
    ("mở", "/mo", "find"),
    ("bổ sung", "/bosung", "mend"),
    # Words kept for what is still to come: never taken for an answer or a name.
    ("hạn", "/han", "coming"),
    ("chốt danh sách", "/chot", "coming"),
    ("thông báo", "/thongbao", "coming"),
    ("gương", "/guong", "coming"),
    ("dữ liệu của tôi", "/dulieu", "coming"),
    ("báo cáo", "/baocao", "coming"),
)
TAKES_WORDS = ("tìm", "mở", "bổ sung")  # more words may follow these

BACK_WORDS = frozenset({"q", "quay lại"})
LATER_WORDS = frozenset({"s", "để sau"})
UNKNOWN_WORDS = frozenset({"?", "kr", "không rõ"})
DONE_WORDS = frozenset({"x", "xong", "xong rồi", "hết rồi"})
NA_WORDS = frozenset({"kad", "không áp dụng"})
ABOVE_WORDS = frozenset({"nhờ xã", "nhờ xã trả lời"})


@dataclass(frozen=True, slots=True)
class Command:
    conversation: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """`sửa 3`: change the answer in that place of the card."""

    place: int


def command(text: str, *, free: bool) -> Command | Edit | None:
    """The command in `text`; with `free` only one that cannot be an answer."""
    said = clean(text).strip(" .!").lower()
    same = (lambda a, b: a == b) if free else (lambda a, b: fold(a) == fold(b))
    for word, slash, conversation in COMMANDS:
        if same(said, word) or said == slash or fold(said) == fold(slash):
            return Command(conversation)
        rest = _rest(clean(text), word, slash, free=free)
        if rest:
            return Command(conversation, rest)
    return _edit(said, free=free)


def _rest(text: str, word: str, slash: str, *, free: bool) -> str:
    """What follows a command that takes more words; nothing where it is no such command."""
    head, _, rest = text.partition(" ")
    if head.lower() == slash:
        return rest.strip()
    words = text.split()
    n = len(word.split())
    head = " ".join(words[:n]).lower()
    same = head == word or (not free and fold(head) == fold(word))
    return " ".join(words[n:]) if same and word in TAKES_WORDS else ""


def _edit(said: str, *, free: bool) -> Edit | None:
    head, _, rest = said.partition(" ")
    if rest.isdigit() and (head in {"sửa", "/sua"} or (head == "sua" and not free)):
        return Edit(int(rest))
    return None


def means(text: str, words: frozenset[str], *, free: bool) -> bool:
    """Whether `text` is one of these control words."""
    said = clean(text).strip(" .!").lower()
    return said in words or (not free and fold(said) in {fold(w) for w in words})


def invite_code(text: str) -> str | None:
    """The digits of an invite code, alone (spaces allowed) or behind /start."""
    digits = clean(text).lower().removeprefix("/start").replace(" ", "").replace("-", "")
    return digits if digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 12 else None  # noqa: PLR2004
