"""A place that somebody sent, as the bytes that are kept of it."""

from collections.abc import Mapping
from typing import Any

import orjson

GEOJSON = "application/geo+json"
_NORTHMOST, _EASTMOST = 90, 180  # degrees


def geojson(ref: Mapping[str, Any]) -> bytes | None:
    """The point at `latitude` and `longitude`, the same bytes each time; None: no place on earth.

    GeoJSON has the longitude first.
    """
    latitude = _degrees(ref.get("latitude"), _NORTHMOST)
    longitude = _degrees(ref.get("longitude"), _EASTMOST)
    if latitude is None or longitude is None:
        return None
    return orjson.dumps({"type": "Point", "coordinates": [longitude, latitude]})


def _degrees(given: object, most: int) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return float(given) if abs(given) <= most else None  # NaN is no more than anything
