"""Text as somebody sees it: without the marks of its Markdown or HTML.

The platform documents neither dialect exactly. Here HTML has six simple tags and must be well
formed; of Markdown the usual pairs disappear, and a mark that stands alone is a letter.
"""

import html
import re

from tests.zalo_bot.borrowed import broken

TAGS = {"b", "strong", "i", "em", "u", "s"}
_PIECE = re.compile(r"<(?P<end>/?)(?P<tag>[^<>]*)>|(?P<bare>[<>]|&(?!\w+;|#\d+;|#x[\da-fA-F]+;))")
_PAIRS = re.compile(
    r"""\\(?P<escaped>[\\*_~`#])
    | (?P<mark>\*\*|__|~~|(?<!\w)_(?!_)|\*)(?=\S)(?P<inner>(?:(?!(?P=mark)).)+?)(?<=\S)(?P=mark)""",
    re.VERBOSE,
)
_HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)


def plain(text: str, parse_mode: str = "") -> str:
    match parse_mode:
        case "markdown":
            return _without_pairs(_HEADING.sub("", text))
        case "html":
            return _without_tags(text)
    return text


def _without_pairs(text: str) -> str:
    def shown(found: re.Match[str]) -> str:
        return found["escaped"] or _without_pairs(found["inner"])

    return _PAIRS.sub(shown, text)


def _without_tags(text: str) -> str:
    """Raises what is wrong with the HTML."""
    open_tags: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece["bare"]:
            raise broken(f"{piece['bare']} must be written as an entity")
        _step(open_tags, piece["tag"], closes=bool(piece["end"]))
    if open_tags:
        raise broken(f"<{open_tags[-1]}> is never closed")
    return html.unescape(_PIECE.sub("", text))


def _step(open_tags: list[str], tag: str, *, closes: bool) -> None:
    if tag not in TAGS:
        raise broken(f"<{tag}> is no tag of the platform")
    if not closes:
        open_tags.append(tag)
    elif not open_tags or open_tags.pop() != tag:
        raise broken(f"</{tag}> closes nothing")
