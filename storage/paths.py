"""Where a unit lies in the tree, as text: "/1/12/340/", topmost first."""

from functools import lru_cache


@lru_cache(maxsize=4096)
def ids_of(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.split("/") if part)


def path_of(ids: tuple[int, ...]) -> str:
    return "/" + "".join(f"{id}/" for id in ids)
