"""What this fake shares with that of Telegram: how the body of a call is read, and how it says no.

Everything borrowed comes through here, so that it can move in one line.
"""

from tests.telegram.errors import Refused, broken
from tests.telegram.html import length
from tests.telegram.reading import read_body
from tests.telegram.values import (
    INTEGER,
    STRING,
    Body,
    Json,
    Kind,
    Upload,
    Wrong,
    array,
    choice,
    integer,
    read_named,
    shape,
    string,
)

__all__ = [
    "INTEGER",
    "STRING",
    "Body",
    "Json",
    "Kind",
    "Refused",
    "Upload",
    "Wrong",
    "array",
    "broken",
    "choice",
    "integer",
    "length",
    "read_body",
    "read_named",
    "shape",
    "string",
]
