"""What is counted while running, in the form Prometheus reads."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bot.usage import Filled
from campaign.retention import Class


class Measures:
    """One registry for each process; idle means that every pending gauge is 0."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = Counter("turns", "Turns by result.", ["result"], registry=self._registry)
        self._outbox = self._gauge("outbox", "Messages to send.", "lane", "state")
        self._oldest = self._gauge("outbox_oldest_seconds", "Age of the oldest queued.", "lane")
        self._gives_way = self._gauge("bulk_paused", "1 while bulk messages give way to replies.")
        self._sends = Counter(
            "sends", "Requests by result.", ["lane", "channel", "result"], registry=self._registry
        )
        self._reminding = self._gauge(
            "reminding_lag_seconds", "Since when an hour of digests has not been looked at."
        )
        self._spool = self._gauge("spool_messages", "Messages that wait for the database.")
        self._photos = self._gauge("photos", "Evidence by state.", "state")
        self._people = self._gauge("plan_people", "People of a limited channel.", "channel", "of")
        self._messages = self._gauge(
            "plan_messages", "Messages of a limited channel this month.", "channel", "of"
        )
        self._digests = Counter("digests", "Digests queued.", registry=self._registry)
        self._retained = Counter(
            "retention_gone", "Rows that were kept long enough.", ["data"], registry=self._registry
        )
        for which in Class:
            self._retained.labels(which.value)
        for result in ("done", "double", "failed"):
            self._turns.labels(result)

    def _gauge(self, name: str, help: str, *labels: str) -> Gauge:  # noqa: A002
        return Gauge(name, help, labels, registry=self._registry)

    def turn(self, result: str) -> None:
        self._turns.labels(result).inc()

    def digests(self, n: int) -> None:
        """So many more were queued by this process."""
        self._digests.inc(n)

    def gone(self, data: str, n: int) -> None:
        """So many rows of a class of data were let go by this process."""
        self._retained.labels(data).inc(n)

    def sent(self, lane: str, channel: str, result: str) -> None:
        """A request is over: `sent`, `unknown`, or the kind of its failure."""
        self._sends.labels(lane, channel, result).inc()

    def bulk(self, *, paused: bool) -> None:
        self._gives_way.set(paused)

    def reminding(self, lag: float) -> None:
        """So many seconds the reminding loop is behind, whichever process runs it."""
        self._reminding.set(lag)

    def pending(
        self,
        outbox: dict[tuple[str, str], int],
        oldest: dict[str, float],
        spooled: int,
        photos: dict[str, int],
    ) -> None:
        """Take the state of the queues, just before they are read."""
        for (lane, state), n in outbox.items():
            self._outbox.labels(lane, state).set(n)
        for lane, seconds in oldest.items():
            self._oldest.labels(lane).set(seconds)
        self._spool.set(spooled)
        for state, n in photos.items():
            self._photos.labels(state).set(n)

    def filled(self, plans: Mapping[str, Filled]) -> None:
        """What is used and what is allowed, of each channel with a limit."""
        for channel, plan in plans.items():
            for of, people, messages in (
                ("used", plan.used.people, plan.used.messages),
                ("allowed", plan.allowed.people, plan.allowed.messages),
            ):
                self._people.labels(channel, of).set(people)
                self._messages.labels(channel, of).set(messages)

    def text(self) -> bytes:
        return generate_latest(self._registry)
