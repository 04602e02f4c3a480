"""What a channel's `fetch` raises when a file is surely not to be had, now or later.

Anything else it raises counts as a hindrance that may pass.
"""


class FileGone(Exception):
    """The platform answered that it no longer has the file."""


class FileTooLarge(Exception):
    """The platform does not hand out, or we do not take, so many bytes."""
