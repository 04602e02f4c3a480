"""The blob store, the same on a folder, in memory and on S3."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from storage.blobs import BlobMissing, Blobs, BlobsUnavailable, open_blobs

NOTHING = sha256(b"never stored").hexdigest()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 server on this machine with one bucket, `evidence`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with closing(HTTPConnection(host, port)) as connection:
        connection.request("PUT", "/evidence")
        assert connection.getresponse().status == 200
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
    monkeypatch.setenv("AWS_REGION", "ap-southeast-1")


@pytest.fixture(params=["file", "memory", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "s3":
        request.getfixturevalue("aws")
        return f"s3://evidence/{tmp_path.name}/photos"
    # A name that a URL would read as query, fragment and escape if it were not quoted.
    folder = tmp_path / "minh chứng #1?" / "100% ảnh"
    return folder.as_uri() if request.param == "file" else "memory://"


@pytest.fixture
def blobs(url: str) -> Blobs:
    return open_blobs(url)


def test_what_is_put_can_be_got(blobs: Blobs) -> None:
    for data in (b"", b"\0\xff" * 1000, os.urandom(6 * 2**20)):
        name = blobs.put(data)
        assert name == sha256(data).hexdigest()
        assert blobs.has(name)
        assert blobs.get(name) == data


def test_putting_twice_keeps_one(blobs: Blobs) -> None:
    assert blobs.put(b"photo") == blobs.put(b"photo")
    assert list(blobs.keys()) == [sha256(b"photo").hexdigest()]


def test_what_is_not_there_is_missing(blobs: Blobs) -> None:
    assert not blobs.has(NOTHING)
    with pytest.raises(BlobMissing, match=NOTHING):
        blobs.get(NOTHING)


def test_deleting_forgets_and_may_be_repeated(blobs: Blobs) -> None:
    name = blobs.put(b"photo")
    other = blobs.put(b"another")
    blobs.delete(name)
    blobs.delete(name)
    blobs.delete(NOTHING)
    assert not blobs.has(name)
    assert blobs.get(other) == b"another"
    assert blobs.put(b"photo") == name
    assert blobs.get(name) == b"photo"


def test_keys_lists_every_blob(blobs: Blobs) -> None:
    assert list(blobs.keys()) == []
    names = {blobs.put(bytes([number])) for number in range(20)}
    found = list(blobs.keys())
    assert set(found) == names
    assert len(found) == 20


def test_the_probe_leaves_nothing_behind(blobs: Blobs) -> None:
    blobs.probe()
    assert list(blobs.keys()) == []


def test_another_process_finds_it(url: str) -> None:
    if url == "memory://":
        assert not open_blobs(url).has(open_blobs(url).put(b"photo"))  # each its own
    else:
        assert open_blobs(url).get(open_blobs(url).put(b"photo")) == b"photo"


def test_many_threads_may_put_the_same(blobs: Blobs) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(blobs.put, [b"a" * 100_000, b"b" * 100_000] * 10))
    assert {blobs.get(name)[:1] for name in names} == {b"a", b"b"}


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_hashes_are_asked_for(blobs: Blobs, name: str) -> None:
    for method in (blobs.get, blobs.has, blobs.delete):
        with pytest.raises(ValueError, match="SHA-256"):
            method(name)


def test_the_folder_holds_whole_private_files_and_nothing_else(tmp_path: Path) -> None:
    blobs = open_blobs(f"file://{tmp_path}/kept")
    name = blobs.put(b"photo")
    blobs.probe()
    files = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    assert files == [tmp_path / "kept" / name[:2] / name[2:]]
    assert files[0].stat().st_mode & 0o077 == 0
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


def test_a_file_is_flushed_before_it_gets_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = open_blobs(f"file://{tmp_path}")
    name = sha256(b"photo").hexdigest()
    place = tmp_path / name[:2] / name[2:]
    flushed: list[tuple[Path, bool]] = []

    def note(descriptor: int) -> None:
        flushed.append((Path(f"/dev/fd/{descriptor}").resolve(), place.exists()))

    monkeypatch.setattr(os, "fsync", note)
    blobs.put(b"photo")
    (root, _), (content, named), (folder, done) = flushed
    assert (root, folder) == (tmp_path, place.parent)
    assert content.parent == place.parent
    assert not named
    assert done


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = open_blobs(f"file://{tmp_path}")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        blobs_put_fails(blobs)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert blobs.get(blobs.put(b"photo")) == b"photo"


def blobs_put_fails(blobs: Blobs) -> None:
    with pytest.raises(BlobsUnavailable, match="No space left"):
        blobs.put(b"photo")
    with pytest.raises(BlobsUnavailable, match="No space left"):
        blobs.probe()


def test_a_damaged_file_is_healed_and_strange_files_are_passed_over(tmp_path: Path) -> None:
    blobs = open_blobs(f"file://{tmp_path}")
    name = blobs.put(b"photo")
    (tmp_path / name[:2] / name[2:]).write_bytes(b"")
    (tmp_path / name[:2] / ".new-left").write_bytes(b"left by a crash")
    (tmp_path / "README").write_bytes(b"put here by hand")
    blobs.put(b"photo")
    assert blobs.get(name) == b"photo"
    assert list(blobs.keys()) == [name]


@pytest.mark.usefixtures("aws")
def test_a_missing_bucket_is_no_missing_blob_when_writing() -> None:
    blobs = open_blobs("s3://no-such-bucket/photos")
    with pytest.raises(BlobsUnavailable) as failure:
        blobs.put(b"photo")
    assert "\n" not in str(failure.value)
    with pytest.raises(BlobsUnavailable):
        blobs.probe()


@pytest.mark.usefixtures("aws")
def test_a_dead_server_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(BlobsUnavailable):
        open_blobs("s3://evidence").get(NOTHING)


@pytest.mark.usefixtures("aws")
def test_prefixes_are_separate() -> None:
    one, two = open_blobs("s3://evidence/one"), open_blobs("s3://evidence/two/")
    name = one.put(b"photo")
    assert not two.has(name)
    assert open_blobs("s3://evidence/one/").has(name)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "evidence",
        "file:",
        "file://data/evidence",
        "file://",
        "ftp://host/x",
        "memory",
        "memory://x",
        "s3",
        "s3://",
        "s3:///photos",
        "s3://UPPER/x",
        "s3://bucket/a?b=c",
        "s3://bucket#x",
    ],
)
def test_a_bad_address_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(ValueError, match=r"^The photo store [^\n]+\.$"):
        open_blobs(url)


def test_a_file_in_the_way_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_bytes(b"")
    with pytest.raises(ValueError, match=r"^The photo store [^\n]+\.$"):
        open_blobs(f"file://{tmp_path}/evidence")
