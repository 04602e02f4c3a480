"""Every mistake in a plan file is told in one sentence that names file, table and key."""

import re
from pathlib import Path

import pytest

from campaign.plan_file import PlanError, load_shipped, parse, source_of

SHIPPED = "yenbai-2021-2025"
SMALL = (Path(__file__).parent / "plans" / "small.toml").read_text(encoding="utf-8")
SEVEN = ", ".join(
    f'{{ id = "p{n}", kind = "text", ask.any = {{ vi = "Gì?", en = "What?" }} }}' for n in range(7)
)
GIVEN = '{ kind = "yes_partly_no", ask.any = { vi = "Góp chưa?", en = "Given?" } }'

CLAN = 'ask.clan = { vi = "a", en = "a" }, ask.any = { vi = "Góp'
PARTY = CLAN.replace("clan", "party")
TOPIC = '[[topic]]\nid = "work"\nname = { vi = "a", en = "a" }\nthanks = { vi = "a", en = "a" }\n'
ONE_OPTION = 'options = [{ id = "a", vi = "a", en = "a" }], ask'

# what is written → what is written instead, the table and key that the message names, and its point
MISTAKES = {
    "no value": ('family = "household"', "family =", "line 20", "", "not valid TOML"),
    "cut off": (SMALL[-40:], "[[x", "last line", "", "not valid TOML"),
    "missing key": ("lead_days = 0", "", '[[level]] "village"', "lead_days", "missing"),
    "missing id": ('id = "house"', "", "[[kind]] number 1", "id", "missing"),
    "missing table": ("[[quota]]", "[[quotas]]", "top of the file", "quota", "at least one"),
    "unknown key": ("lead_days = 0", "lead_days = 0\ndays = 1", '"village"', "days", "unknown"),
    "unknown table": ("[[quota]]", "[extra]\n[[quota]]", "top of the file", "extra", "unknown"),
    "no number": ("lead_days = 0", 'lead_days = "0"', '"village"', "lead_days", "a text (0)"),
    "no day": ("ends = 2023-12-31", "ends = 2023", '[[phase]] "one"', "ends", "a day"),
    "no flag": ("yearly = true", "yearly = 1", '[[criterion]] "C1"', "yearly", "true or false"),
    "no list": ('proposers = ["reporter"]', 'proposers = "x"', '"2"', "proposers", "a list"),
    "empty list": ('proposers = ["reporter"]', "proposers = []", '"2"', "proposers", "empty"),
    "twice in a list": ('kinds = ["house"]\ncounts', 'kinds = ["house", "house"]\ncounts', '"Q"',
                        "kinds", "stands twice"),
    "no table": ('thanks = { vi = "Vậy là đủ.", en = "That is all." }', 'thanks = "x"', '"work"',
                 "thanks", "a table"),
    "no English name": (', en = "village" }', " }", '[[level]] "village"', "name.en", "English"),
    "no English option": (', vi = "Kém", en = "Bad"', ', vi = "Kém"', '"C1"', "part 1.options 2.en",
                          "English"),
    "long Vietnamese option": ('vi = "Kém"', 'vi = "Kém hơn mọi năm trước"', '"C1"',
                               "part 1.options 2.vi", "21 characters"),
    "long English option": ('en = "Bad"', 'en = "Worse than ever before"', '"C1"',
                            "part 1.options 2.en", "a button takes 20"),
    "placeholder": ("Góp chưa?", "{ten} góp chưa?", '"C2"', "part 1.ask.any.vi", "{ten}"),
    "open brace": ("Góp chưa?", "{name góp chưa?", '"C2"', "part 1.ask.any.vi", "no placeholder"),
    "year where there is none": ("Góp chưa?", "Góp {year}?", '"C2"', "part 1.ask.any", "yearly"),
    "bad id": ('id = "C2"', 'id = "C@2"', "[[criterion]] number 2", "id", "letters"),
    "family": ('family = "household"', 'family = "clan"', '[[kind]] "house"', "family", "clan"),
    "family of no kind": ('ask.any = { vi = "Góp', PARTY, '"C2"', "part 1.ask.party", "family"),
    "unknown family": ('ask.any = { vi = "Góp', CLAN, '"C2"', "part 1.ask.clan", "unknown"),
    "wording for all": ('ask.any = { vi = "Góp', 'ask.household = { vi = "Góp', '"C2"',
                        "part 1.ask.any", "missing"),
    "answer kind": ('kind = "story"', 'kind = "poem"', '[[half_year]] "K1"', "part 1.kind", "poem"),
    "rule": ('rule = "core"', 'rule = "law"', '[[criterion]] "C2"', "rule", "law"),
    "kind": ('kinds = ["house"]\nwhen', 'kinds = ["farm"]\nwhen', '"C2"', "kinds", "farm"),
    "category": ('categories = ["2"]', 'categories = ["3"]', '[[quota]] "Q"', "categories", '"3"'),
    "topic": ('topic = "work"\nrule = "core"', 'topic = "play"\nrule = "core"', '"C2"', "topic",
              "play"),
    "level": ('holder = "village"', 'holder = "town"', '[[quota]] "Q"', "holder", "town"),
    "level of a deadline": ('owed_to = "village"', 'owed_to = "x"', '[[deadline]] "D"', "owed_to",
                            '"x"'),
    "level of a kind": ('family = "household"', 'family = "household"\nlevel = "town"',
                        '[[kind]] "house"', "level", "town"),
    "phase": ('phase = "one"', 'phase = "two"', '[[quota]] "Q"', "phase", "two"),
    "counts": ('counts = "selected"', 'counts = "all"', '[[quota]] "Q"', "counts", "recognised"),
    "coverage": ("target = 2", 'target = 2\ncoverage = ["3"]', '[[quota]] "Q"', "coverage", '"3"'),
    "every": ('owed_by = "village"', 'owed_by = "village"\nevery = "day"', '[[deadline]] "D"',
              "every", "half_year"),
    "proposer": ('proposers = ["reporter"]', 'proposers = ["king"]', '[[category]] "2"',
                 "proposers", "king"),
    "respondent": ("yearly = true", 'yearly = true\nrespondent = "king"', '"C1"', "respondent",
                   "king"),
    "served": ('rule = "core"', 'rule = "core"\nsame_as = ["C9"]', '"C2"', "same_as", "C9"),
    "serves itself": ('rule = "core"', 'rule = "core"\nsame_as = ["C2"]', '"C2"', "same_as",
                      "each other"),
    "nothing asked": (f"part = [{GIVEN}]", "", '"C2"', "part", "nothing is asked"),
    "same id": ('id = "C2"', 'id = "C1"', "[[criterion]]", "id", "stands 2 times"),
    "same id of a topic": ("[[registration]]", TOPIC + "[[registration]]", "[[topic]]",
                           "id", "stands 2 times"),
    "same option": ('id = "bad"', 'id = "good"', '"C1"', "part 1.options", "stands 2 times"),
    "same part": (GIVEN, f"{GIVEN}, {GIVEN}", '"C2"', "part.id", "stands 2 times"),
    "one option": (', { id = "bad", vi = "Kém", en = "Bad" }', "", '"C1"', "part 1.options", "two"),
    "options of a text": ('kind = "text", ask', f'kind = "text", {ONE_OPTION}',
                          '[[registration]] "R1"', "part 1.options", "no options"),
    "options of yes": ('kind = "yes_partly_no", ask', f'kind = "yes_partly_no", {ONE_OPTION}',
                       '"C2"', "part 1.options", "partly"),
    "no fields": ('kind = "story"', 'kind = "numbers"', '"K1"', "part 1.fields", "numbers"),
    "gate passes": ('passes = ["good"]', 'passes = ["fine"]', '"C1"', "gate.passes", "fine"),
    "gate pending": ('passes = ["good"]', 'passes = ["good"], pending = ["good"]', '"C1"',
                     "gate.pending", "both"),
    "gate source": ('source = "C1"', 'source = "C9"', '"C1"', "gate.source", "C9"),
    "gate test": ('test = "each_year"', 'test = "value"', '"C1"', "gate.test", "some_year"),
    "gate without rule": ('rule = "gate"', 'rule = "core"', '"C1"', "gate", "together"),
    "condition unknown": ('criterion = "C1", among', 'criterion = "C9", among', '"C2"',
                          "when.criterion", "unknown"),
    "condition later": ('criterion = "C1", among', 'criterion = "K1", among', '"C2"',
                        "when.criterion", "later"),
    "condition option": ('among = ["good"]', 'among = ["fine"]', '"C2"', "when.among", "fine"),
    "condition part": ('criterion = "C1", among', 'criterion = "C1", part = "x", among', '"C2"',
                       "when.part", "no such"),
    "condition figure": ('among = ["good"]', "positive = true", '"C2"', "when.positive", "figures"),
    "condition twice": ('among = ["good"]', 'among = ["good"], positive = true', '"C2"', "when",
                        "not both"),
    "target": ("target = 2", "target = 0", '[[quota]] "Q"', "target", "less than min"),
    "phase ends": ("ends = 2023-12-31", "ends = 2020-12-31", '[[phase]] "one"', "ends", "begins"),
    "long topic": (GIVEN, SEVEN, '[[topic]] "work"', "id", "6 is the most"),
}  # fmt: skip


def test_the_small_plan_is_right() -> None:
    small = parse(SMALL, "small.toml")
    labels = [o.name.vi for o in small.criterion("C2").parts[0].options]
    assert labels == ["Có", "Một phần", "Chưa"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(mistake: str) -> None:
    written, instead, table, key, point = MISTAKES[mistake]
    assert written in SMALL
    with pytest.raises(PlanError) as caught:
        parse(SMALL.replace(written, instead, 1), "small.toml")
    said = str(caught.value)
    assert re.fullmatch(r"small\.toml[:,] [^\n]+\.", said), said
    assert table in said, said
    assert not key or f'key "{key}"' in said, said
    assert point in said, said


def test_a_decomposed_file_is_read_like_any_other() -> None:
    decomposed = SMALL.replace("ố", "o\u0302\u0301")
    assert parse(decomposed, "small.toml") == parse(SMALL, "small.toml")


def test_a_plan_is_found_by_name_and_by_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(source_of(SHIPPED), encoding="utf-8")
    assert load_shipped(str(file)) == load_shipped(SHIPPED)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"nowhere: .*shipped plans are .*yenbai-2021-2025"):
        load_shipped("nowhere")
    file = tmp_path / "old.toml"
    file.write_bytes("Mặt trận".encode("utf-16"))
    with pytest.raises(PlanError, match=r"old\.toml: the file is not saved as UTF-8"):
        load_shipped(str(file))
