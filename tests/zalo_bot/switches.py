"""What a test may turn while the fake runs: where the platform differs or is not documented."""

from typing import Literal

QUICK = (0.01, 0.02, 0.05)


class Switches:
    flat: bool = True  # a webhook's body: as captured, or in `result` as documented
    photo_field: Literal["photo_url", "photo"] = "photo_url"  # as captured, or as documented
    poll_seconds: float | None = None  # how long an idle poll waits, whatever it asks for
    forgets: bool = False  # what happens while nobody polls is lost
    in_order: bool = True  # a webhook is called for one event of a chat after the other
    pauses: tuple[float, ...] = QUICK  # before each repetition of a webhook call; then it is lost
    webhook_patience: float = 10.0  # seconds until a webhook that does not answer is given up
    probe_signed: bool = True  # whether the empty call at setWebhook carries the secret
    counts_inbound: bool = False  # whether people's messages use up the month's quota too
    allow_loopback: bool = True  # pictures of this machine; false as on the real platform
    fetches_at_once: int = 1  # how often a picture is fetched before sendPhoto is answered
    not_ready: int = 0  # how many downloads of each file find it not ready: 202 and no body
    redirects: int = 0  # how many other addresses a download is sent through
