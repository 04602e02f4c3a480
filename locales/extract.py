"""`make words`: brings the catalogues in step with the sentences in the code.

Vietnamese is the source language: its catalogue says every sentence as the code does, until
somebody prefers other words. What another language still lacks stays empty, and a test names it.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

LOCALES = Path(__file__).parent
ROOT = LOCALES.parent
SPOKEN_IN = ("conversations", "bot")
KEYWORDS = {"t": None}
SOURCE = "vi"
# Lines of the header that change with every run.
DATED = ('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Generated-By',
         '"Report-Msgid', '"Language-Team')  # fmt: skip


def sentences() -> Catalog:
    """Every sentence the code says, with the files that say it."""
    found = Catalog(project="Gương Sáng", version="1", charset="utf-8")
    for folder in SPOKEN_IN:
        for path, line, message, _, _ in sorted(
            extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        ):
            del line  # a line number would change the catalogue with every edit
            found.add(message, locations=[(f"{folder}/{path}", 0)])
    return found


def updated(language: str, found: Catalog) -> bytes:
    """The catalogue of `language` with every sentence of the code and nothing else."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    old = Catalog(locale=language)
    if path.is_file():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new = Catalog(
        locale=language, project="Gương Sáng", version="1", fuzzy=False,
        header_comment="# What Gương Sáng says. Kept in step with the code by `make words`.",
        msgid_bugs_address="", language_team="",
    )  # fmt: skip
    for message in found:
        if not message.id:
            continue
        known = old.get(message.id)
        said = known.string if known else ""
        new.add(message.id, said or (message.id if language == SOURCE else ""),
                locations=message.locations)  # fmt: skip
    return _as_bytes(new)


def _as_bytes(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, sort_output=True, omit_header=False, include_lineno=False, width=99)
    lines = [line for line in out.getvalue().decode().splitlines() if not line.startswith(DATED)]
    return ("\n".join(lines) + "\n").encode()


def main() -> None:
    found = sentences()
    for language in (SOURCE, "en", *sys.argv[1:]):
        path = LOCALES / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(updated(language, found))


if __name__ == "__main__":
    main()
