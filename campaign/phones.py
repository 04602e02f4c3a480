"""Phone numbers, so that one written in two ways is the same number."""


def plain(phone: str) -> str:
    """Digits only, with the leading 0 people write: `+84 912 345 678` -> `0912345678`."""
    digits = "".join(c for c in phone if c.isascii() and c.isdigit())
    if phone.strip().startswith("+84") or (digits.startswith("84") and len(digits) > 10):  # noqa: PLR2004
        return "0" + digits.removeprefix("84").removeprefix("0")
    return digits
