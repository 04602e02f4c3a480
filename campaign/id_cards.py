"""Identity cards are never kept: a photo whose words say that it is one, a text with its number.

A CCCD has 12 digits and begins with 0, a CMND has 9 and begins with 0 to 3. What must not be taken
for them: mobile numbers (10 digits, or 9 behind +84), amounts (150 000 000, 150000000), dates.
"""

import re

from campaign.text import fold

_WORDS = re.compile(
    r"\b(?:cccd|cmnd|cmtnd|can cuoc|chung minh nhan dan|chung minh thu|giay chung minh)\b"
)
_PHONE = re.compile(r"\+\s?84[\s.-]?\d(?:[\s.-]?\d){8}(?!\d)")
_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[ .,/-])"
    r"(?:0\d{11}|0\d{2}(?:[ .-]\d{3}){3}|0\d{3}(?:[ .-]\d{4}){2}"  # CCCD
    r"|0\d{2}(?:[ .-]\d{3}){2}|[0-3]\d{8}(?<!000))"  # CMND
    r"(?![ .,/-]?\d)"
)


def holds_number(text: str) -> bool:
    """Whether the number of an identity card stands in a text."""
    return _NUMBER.search(_PHONE.sub("", text)) is not None


def says_card(text: str) -> bool:
    """Whether words sent with a photo say that it shows an identity card."""
    return _WORDS.search(fold(text)) is not None or holds_number(text)
