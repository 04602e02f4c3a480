"""The signature of an event: a plain SHA-256, in the variants that are told of the real one."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

TIMESTAMP_HEADER = "X-ZEvent-Timestamp"


@dataclass(frozen=True, slots=True)
class Signing:
    """Which of the variants this Zalo uses; sources disagree, so a bot must know them all."""

    timestamp: Literal["body", "header"] = "body"
    first: Literal["app_id", "oa_id"] = "app_id"
    header: str = "X-ZEvent-Signature"  # proxies and frameworks change its case


def mac(first: str, raw: bytes, timestamp: str, secret: str) -> str:
    return sha256(first.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()
