"""What people might type: any text at all, and words of figures and dates in any order."""

from hypothesis import strategies as st

_PIECES = """
1 12 2021 1.200 12,5 0 00 ba mươi mười lăm linh trăm nghìn triệu tỷ rưỡi k tr không chưa có ko
năm tháng ngày quý cuối đầu sau nay / - , . % m2 ha đồng và trên tất cả số
"""
_PIECE = st.sampled_from(_PIECES.split())
_TYPED = st.lists(_PIECE, max_size=8).map(" ".join) | st.lists(_PIECE, max_size=8).map("".join)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40) | _TYPED


def table(*rows: tuple[str, str]) -> list[tuple[str, str]]:
    """Each of the forms (parted by `|`) with what it says."""
    return [(form, meaning) for forms, meaning in rows for form in forms.split("|")]
