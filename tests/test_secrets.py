"""Restricted values at rest, signatures, and the key file."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from storage.database import Database
from storage.secrets import FILE, Json, Keyring, Sealed, is_sealed, load_or_make
from storage.tables import answers, facts, people, plans, records, settings, subjects, submissions
from storage.tables import units as units_table

NOW = datetime(2022, 5, 5, 1, tzinfo=UTC)
OLD, NEW = "khóa cũ của năm ngoái", "khóa mới của năm nay"

values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(values)
def test_what_is_sealed_opens_to_the_same(value: Json) -> None:
    keyring = Keyring(OLD)
    sealed = keyring.seal(value)
    assert is_sealed(sealed)
    assert keyring.open(sealed) == value


def test_a_sealed_value_shows_nothing_and_is_never_twice_the_same() -> None:
    keyring = Keyring(OLD)
    sealed = {keyring.seal("đảng viên hoàn thành tốt") for _ in range(3)}
    assert len(sealed) == 3
    assert all(s.startswith("enc:1:") and "viên" not in s for s in sealed)


def test_the_first_secret_encrypts_and_every_secret_opens() -> None:
    old, both, new = Keyring(OLD), Keyring(f"{NEW}, {OLD}"), Keyring(NEW)
    assert both.open(old.seal("tốt")) == "tốt"
    assert new.open(both.seal("tốt")) == "tốt"


def test_without_its_key_a_value_stays_sealed_and_one_sentence_says_so() -> None:
    sealed = Keyring(OLD).seal({"text": "xếp loại khá"})
    with pytest.raises(Sealed, match=r"^This value was encrypted with a SECRET_KEY .*\.$"):
        Keyring(NEW).open(sealed)


def test_no_changed_character_is_accepted() -> None:
    keyring = Keyring(OLD)
    sealed = keyring.seal("tốt")
    for place, letter in enumerate(sealed[:-1]):  # the last carries bits that mean nothing
        changed = sealed[:place] + ("b" if letter == "a" else "a") + sealed[place + 1 :]
        with pytest.raises(Sealed):
            keyring.open(changed)
    for cut in (sealed[:-5], sealed[:15], "enc:1:", "tốt", ""):
        with pytest.raises(Sealed):
            keyring.open(cut)


@pytest.mark.parametrize("empty", ["", " ", ",", " , "])
def test_a_keyring_needs_a_secret(empty: str) -> None:
    with pytest.raises(ValueError, match="SECRET_KEY is empty"):
        Keyring(empty)


def test_repr_and_errors_show_no_secret() -> None:
    keyring = Keyring(f"{NEW},{OLD}")
    with pytest.raises(Sealed) as raised:
        keyring.open(Keyring("khác").seal("tốt"))
    for said in (repr(keyring), str(keyring), str(raised.value)):
        assert "khóa" not in said
        assert "khác" not in said


def test_a_signed_text_is_read_back_by_every_holder_of_a_key() -> None:
    token = Keyring(OLD).sign("hồ sơ 412", NOW)
    assert token.isascii()
    assert not set(token) & set("+/=; ,")
    for keyring in (Keyring(OLD), Keyring(f"{NEW},{OLD}")):
        assert keyring.unsign(token, NOW) == "hồ sơ 412"
    assert Keyring(NEW).unsign(token, NOW) is None


def test_a_token_grows_old() -> None:
    keyring, day = Keyring(OLD), timedelta(days=1)
    token = keyring.sign("lan", NOW)
    assert keyring.unsign(token, NOW + day, max_age=day) == "lan"
    assert keyring.unsign(token, NOW + day + timedelta(seconds=1), max_age=day) is None
    assert keyring.unsign(token, NOW + 400 * day) == "lan"


def test_no_changed_token_is_accepted() -> None:
    keyring = Keyring(OLD)
    token = keyring.sign("lan", NOW)
    for place, letter in enumerate(token):
        changed = token[:place] + ("b" if letter == "a" else "a") + token[place + 1 :]
        assert keyring.unsign(changed, NOW) is None
    for other in ("", ".", "..", "lan", "\udcff.1.x", "a.b.c", token[:-1], token + "a"):
        assert keyring.unsign(other, NOW) is None


def test_the_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = load_or_make(folder)
    assert len(made) >= 32
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    (folder / FILE).chmod(0o644)
    assert load_or_make(folder) == made
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert [p.name for p in folder.iterdir()] == [FILE]


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(load_or_make, [tmp_path] * 16))
    assert len(found) == 1


def _fill(c: Connection, keyring: Keyring) -> None:
    unit = {"id": 1, "code": "15", "name": "Yên Bái", "folded": "yen bai", "kind": "tỉnh",
            "level": "province", "path": "/1/", "valid_from": NOW.date()}  # fmt: skip
    c.execute(insert(units_table).values(unit))
    c.execute(insert(people).values(id=1, name="Lò Thị Mẫu", created_at=NOW))
    c.execute(insert(plans).values(id=1, plan="p", version=1, sha256="", source="", loaded_at=NOW))
    c.execute(insert(subjects).values(id=1, kind="household", name="A", folded="a", unit_id=1))
    record = {"id": 1, "plan_id": 1, "unit_id": 1, "path": "/1/", "status": "draft",
              "author_id": 1, "author_role": "commune", "author_unit_id": 1,
              "author_channel": "web", "created_at": NOW, "changed_at": NOW}  # fmt: skip
    c.execute(insert(records).values(record))
    rated, plain = keyring.seal("good"), {"text": "enc:1:00000000:QUJD"}
    own = [("GI3a@2021", rated, True), ("GI0b", "party", True), ("R5", plain, False)]
    c.execute(
        insert(answers),
        [{"record_id": 1, "key": k, "value": v, "restricted": r, "at": NOW} for k, v, r in own],
    )
    fact = {"subject_id": 1, "key": "GI4a@2021", "value": keyring.seal(3), "restricted": True}
    c.execute(insert(facts).values(fact | {"at": NOW}))
    body = {"GI3a@2021": rated, "R5": plain}
    c.execute(insert(submissions).values(record_id=1, version=1, body=body, at=NOW))
    c.execute(insert(settings).values(key="token", value={"access": keyring.seal("t")}))


def _kept(c: Connection) -> tuple[dict[str, Json], ...]:
    own = {r.key: r.value for r in c.execute(select(answers.c.key, answers.c.value))}
    shared = {r.key: r.value for r in c.execute(select(facts.c.key, facts.c.value))}
    token = c.execute(select(settings.c.value)).scalar_one()
    return own, shared, c.execute(select(submissions.c.body)).scalar_one(), token


async def test_rotation_needs_the_old_secret_only_once(database: Database) -> None:
    await database.transact(_fill, Keyring(OLD))
    both, new = Keyring(f"{NEW},{OLD}"), Keyring(NEW)
    assert await database.transact(both.reseal_all) == 5
    assert await database.transact(both.reseal_all) == 0
    own, shared, body, token = await database.transact(_kept)
    assert new.open(str(own["GI3a@2021"])) == "good"
    assert new.open(str(own["GI0b"])) == "party"  # was kept in the clear by mistake
    assert own["R5"] == {"text": "enc:1:00000000:QUJD"}
    assert new.open(str(shared["GI4a@2021"])) == 3
    assert new.open(str(body["GI3a@2021"])) == "good"
    assert body["R5"] == own["R5"]
    assert new.open(str(token["access"])) == "t"


async def test_rotation_without_the_old_secret_changes_nothing(database: Database) -> None:
    await database.transact(_fill, Keyring(OLD))
    before = await database.transact(_kept)
    with pytest.raises(Sealed):
        await database.transact(Keyring(NEW).reseal_all)
    assert await database.transact(_kept) == before
