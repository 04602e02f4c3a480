"""What a database is asked: every statement it gets while it is listened to."""

from typing import Any

from sqlalchemy import event

from storage.database import Database


class Listening:
    """`with Listening(database) as heard:`; BEGIN and COMMIT are no statements."""

    def __init__(self, database: Database) -> None:
        self.heard: list[str] = []
        self._listens = (database.engine, "before_cursor_execute", self._hear)

    def _hear(self, _c: object, _cursor: object, sql: str, *_more: Any) -> None:  # noqa: ANN401
        if not sql.startswith("BEGIN"):
            self.heard.append(sql)

    def __enter__(self) -> list[str]:
        event.listen(*self._listens)
        return self.heard

    def __exit__(self, *_error: object) -> None:
        event.remove(*self._listens)
