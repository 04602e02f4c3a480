"""The commands as an operator runs them: what they print, and how they refuse."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.photos import sample_jpeg
from tests.terminal import Operator, Terminal


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory, terminal: Terminal) -> Operator:
    return Operator(tmp_path_factory.mktemp("operator"), terminal)


def test_a_registration_in_the_terminal_is_in_the_export(operator: Operator) -> None:
    photo = operator.folder / "anh.jpg"
    photo.write_bytes(sample_jpeg(1))
    said = f"đăng ký\n#2\nGiàng A Tủa\nTrồng chè Shan\n@{photo}\nx\n1 2\n#1\n"
    talked = operator.start("chat", "--as", "hoa", said=said)
    assert talked.returncode == 0, talked.stderr
    assert "bot> Đã gửi hồ sơ YB-0001 Giàng A Tủa." in talked.stdout
    assert "[2] Một hộ gia đình" in talked.stdout
    done = operator.start("export", "--format", "json")
    exported = json.loads(done.stdout)
    (record,) = exported["exemplars"]
    assert (record["category"], record["status"]) == ("1.2B", "submitted")
    assert record["registration"]["R10"] == ["name", "photo"]
    (evidence,) = record["evidence"]
    assert evidence["stored"]
    assert evidence["sha256_received"] == sha256(photo.read_bytes()).hexdigest()
    assert record["registered_by"]["role"] == "reporter"


def test_an_invite_prints_a_code_and_its_links(operator: Operator) -> None:
    qr = operator.folder / "qr.png"
    done = operator.run("invite", "--unit", "04474", "--role", "commune", "--qr", str(qr))
    found = json.loads(done.stdout)
    assert found["code"].isdigit()
    assert found["web"].endswith(f"/i/{found['code']}")
    assert qr.read_bytes().startswith(b"\x89PNG")


def test_duties_say_by_what_and_when_they_ended(operator: Operator) -> None:
    said = "đã gửi báo cáo\n12/BC-MTTQ\nhôm nay\n#1\n#1\nchốt danh sách\n#1\n"
    talked = operator.run("chat", "--as", "minh", said=said)
    assert "bot> Đã ghi: Báo cáo 6 tháng (2022), số 12/BC-MTTQ ngày 5/5/2022." in talked.stdout
    text = operator.run("duties", "--unit", "04474").stdout
    assert "✓ Danh sách đăng ký 2021–2023: đã chốt danh sách số 1 ngày 5/5" in text
    assert "✓ Báo cáo 6 tháng (2022): đã gửi báo cáo số 12/BC-MTTQ ngày 5/5/2022" in text
    found = json.loads(operator.run("duties", "--unit", "04474", "--format", "json").stdout)
    done = {d["duty"]: (d["done_by"], d["number"], d["date"]) for d in found if d["done"]}
    assert done == {"D1": ("list", "1", None), "D5@2022": ("report", "12/BC-MTTQ", "2022-05-05")}


def test_the_summary_has_the_plan_s_quotas(operator: Operator) -> None:
    found = json.loads(operator.run("summary", "--format", "json").stdout)
    assert sum(q["min"] for q in found["quotas"]) == 409
    assert sum(q["target"] for q in found["quotas"]) == 600
    assert "Tỉnh Yên Bái" in operator.run("summary").stdout


def test_a_new_key_in_front_lets_the_old_one_go(operator: Operator) -> None:
    old = (operator.folder / "data" / "secret.key").read_text().strip()
    assert operator.run("migrate", SECRET_KEY=f"new,{old}").returncode == 0
    assert operator.run("export", "--format", "json", SECRET_KEY="new").returncode == 0
    assert operator.run("migrate", SECRET_KEY=f"{old},new").returncode == 0


def test_backup_and_restore_keep_everything(operator: Operator, tmp_path: Path) -> None:
    before = json.loads(operator.run("export", "--format", "json").stdout)
    archive = operator.folder / "all.tar"
    assert operator.run("backup", str(archive)).returncode == 0
    other = Operator(tmp_path, operator.terminal)
    other.environment["SECRET_KEY"] = (operator.folder / "data" / "secret.key").read_text()
    restored = other.run("restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    after = json.loads(other.run("export", "--format", "json").stdout)
    assert after["exemplars"] == before["exemplars"]
    assert other.run("restore", str(archive)).returncode == 2


def test_a_post_is_taken_away_and_its_holder_is_told(operator: Operator) -> None:
    operator.run("chat", "--as", "minh", said="menu\n")  # the cast is there from then on
    words = ("people", "revoke", "--unit", "04474", "--role", "commune")
    assert "Lý Văn Minh no longer holds the post." in operator.run(*words).stdout
    assert operator.run(*words).returncode == 2
    heard = operator.run("chat", "--as", "minh", said="alo\n").stdout
    assert "Chức vụ Cán bộ Mặt trận xã, Xã Lao Chải của đồng chí đã kết thúc." in heard


def test_units_are_reorganised_after_a_preview_and_brought_back(operator: Operator) -> None:
    words = ("units", "reorganise", "yenbai-2024-12-01.csv", "--on", "2024-12-01")
    preview = operator.run(*words, "--dry-run")
    assert "a preview, nothing is kept." in preview.stdout
    assert "  commune: 173 → 168" in preview.stdout
    assert "Reorganisation of 2024-12-01: planned." in operator.run(*words).stdout
    again = operator.run(*words)
    assert (again.returncode, again.stdout) == (2, "")
    assert "A reorganisation of 2024-12-01 is kept; undo it first." in again.stderr
    assert "was undone" in operator.run(*words, "--undo").stdout
    assert operator.run(*words, "--undo", "--dry-run").returncode == 2


REFUSED = [
    (("plan", "check", "nowhere.toml"), "nowhere.toml"),
    (("plan", "check", "pyproject.toml"), "pyproject.toml"),
    (("plan", "load", "nowhere.toml"), "nowhere.toml"),
    (("units", "load", "nowhere.csv"), "nowhere.csv"),
    (("invite", "--unit", "99999", "--role", "commune"), "99999"),
    (("invite", "--unit", "04474", "--role", "king"), "king"),
    (("chat", "--as", "nobody"), "nobody"),
    (("export", "--format", "json", "--unit", "99999"), "99999"),
    (("export", "--format", "xlsx"), "--out"),
    (("export", "--format", "json", "--as-of", "yesterday"), "yesterday"),
    (("summary", "--phase", "1999"), "1999"),
    (("inbox", "replay", "web:a:b"), "web:a:b"),
    (("restore", "nowhere.tar"), "nowhere.tar"),
    (("dance",), "dance"),
]


@pytest.mark.parametrize(("words", "named"), REFUSED)
def test_bad_input_is_one_sentence_and_exit_code_2(
    operator: Operator, words: tuple[str, ...], named: str
) -> None:
    refused = operator.run(*words)
    assert refused.returncode == 2
    assert named in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_refusal_ends_the_process_so(operator: Operator) -> None:
    done = operator.start("plan", "check", "nowhere.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere.toml" in done.stderr


def test_a_bad_environment_is_refused_by_name(operator: Operator) -> None:
    done = operator.start("summary", CLOCK_STRAT="x")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("CLOCK_STRAT")


def test_the_patience_with_in_trays_is_shown_and_set(operator: Operator) -> None:
    said = "A desk has {} days; the desk above hears after {} more.\n"
    assert operator.run("trays", "--desk", "10").stdout == said.format(10, 3)
    assert operator.run("trays").stdout == said.format(10, 3)
    refused = operator.run("trays", "--above", "0")
    assert refused.returncode == 2  # bad arguments
    assert "Traceback" not in refused.stderr
