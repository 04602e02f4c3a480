"""What every test may ask for, and the promise that no test leaves this machine."""

import gc
import ipaddress
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from typing import NoReturn

import hypothesis
import pytest

from storage.database import Database
from tests import stage, territory
from tests.databases import (
    ENGINES,
    Filled,
    filled_postgres,
    filled_sqlite,
    postgres_maker,
    rewound,
    schema_only,
    sqlite_maker,
)
from tests.hasty import hasty
from tests.postgres import MISSING, Postgres, find_binaries
from tests.stage import Stage
from tests.terminal import Terminal

hypothesis.settings.register_profile("any machine", deadline=None)  # a slow one is no failure
hypothesis.settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    help = "write what the bot says now into the transcripts; never what people said"  # noqa: A001
    parser.addoption("--update", action="store_true", help=help)


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: not to look through it at every collection of garbage saves
    a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


_left: list[str] = []  # what tried to leave since the last test began


def unavailable(reason: str) -> NoReturn:
    """Skip the test and say why; where CI is set everything must be there, so fail instead."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{reason}, and CI must skip nothing", pytrace=False)
    pytest.skip(reason)


def _is_here(host: str, *, literal: bool) -> bool:
    """Whether a host is this machine; a `literal` address may pass where it is only looked up."""
    if host in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return literal or address.is_loopback


def _stay_here(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what leaves the machine.

    An audit hook sees every library, also in threads, but not what uvloop connects by itself:
    tests run on asyncio's own loop.
    """
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if not isinstance(address, tuple) or _is_here(str(address[0]), literal=False):
            return  # a path is a Unix socket
        target = str(address[0])
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
        target = host.decode() if isinstance(host, bytes) else str(host or "")
        if _is_here(target, literal=True):
            return
    else:
        return
    _left.append(target)
    raise ConnectionRefusedError(f"tests stay on this machine, and this leaves it: {target}")


sys.addaudithook(_stay_here)


@pytest.fixture(autouse=True)
def _stayed_here() -> Iterator[None]:
    """Fail the test that tried to leave, even where the product handled the refusal."""
    _left.clear()
    yield
    assert not _left, f"tried to leave this machine: {', '.join(_left)}"


@pytest.fixture(scope="session", autouse=True)
def _hasty() -> Iterator[None]:
    with hasty():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of this test process's own."""
    bin_dir = find_binaries()
    if bin_dir is None:
        unavailable(MISSING)
    with closing(Postgres(bin_dir)) as server:
        yield server


@pytest.fixture(scope="session")
def terminal() -> Iterator[Terminal]:
    with closing(Terminal()) as opened:
        yield opened


@pytest.fixture(scope="session")
def make_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    return sqlite_maker(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def make_postgres(postgres: Postgres) -> Callable[[], str]:
    return postgres_maker(postgres)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Everything that keeps something is tested on both engines."""
    return str(request.param)


@pytest.fixture
def make_url(engine: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes URLs of fresh databases of the engine."""
    make: Callable[[], str] = request.getfixturevalue(f"make_{engine}")
    return make


@pytest.fixture
def database_url(make_url: Callable[[], str]) -> str:
    return make_url()


@pytest.fixture(scope="session")
def stage_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    return sqlite_maker(tmp_path_factory.mktemp("stage"), stage.build)


@pytest.fixture(scope="session")
def stage_postgres(postgres: Postgres) -> Callable[[], str]:
    return postgres_maker(postgres, stage.build)


@pytest.fixture
def make_stage(engine: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes URLs of databases with the plan, its units and the cast."""
    make: Callable[[], str] = request.getfixturevalue(f"stage_{engine}")
    return make


@pytest.fixture(scope="session")
def filled_in_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return filled_sqlite(tmp_path_factory.mktemp("filled"))


@pytest.fixture(scope="session")
def filled_in_postgres(postgres: Postgres) -> Iterator[Filled]:
    with filled_postgres(postgres) as made:
        yield made


@pytest.fixture
def filled_url(engine: str, request: pytest.FixtureRequest) -> Filled:
    """Makes URLs of databases of the engine for `rewound`, by what they hold."""
    made: Filled = request.getfixturevalue(f"filled_in_{engine}")
    return made


@pytest.fixture
async def stage_url(filled_url: Filled) -> str:
    """Where the plan, its units and the cast are, for a process that opens it by itself."""
    url = filled_url(stage.build)
    async with rewound(url):
        return url


@pytest.fixture
async def on_stage(filled_url: Filled) -> AsyncIterator[Stage]:
    """The plan, its units and the cast, as if on a database of their own."""
    async with rewound(filled_url(stage.build)) as database:
        opened = Stage(database)
        yield opened
        await opened.database.close()  # another than the first, after a restart


@pytest.fixture
async def database(filled_url: Filled) -> AsyncIterator[Database]:
    """A fresh database with the schema in place."""
    async with rewound(filled_url(schema_only)) as opened:
        yield opened


@pytest.fixture
async def settled(filled_url: Filled) -> AsyncIterator[Database]:
    """The plan, its units and one person."""
    async with rewound(filled_url(territory.settle)) as opened:
        yield opened
