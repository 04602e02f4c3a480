"""The life of a record: the table is complete, and the diagram in the docs is drawn from it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from campaign.people import Role, Verb
from campaign.workflow import (
    STEPS,
    STEPS_WITHOUT_DISTRICT,
    Status,
    Step,
    step,
    verbs,
    waits_for,
)

DIAGRAM = Path(__file__).parent.parent / "docs" / "workflow.md"
FEWER = """
Where no district stands above the record, as everywhere since 1 July 2025, the province does what a
district did and receives what a commune has confirmed:

"""
HEAD = """# The life of a record

Drawn from `campaign/workflow.py`; a test keeps the two in step (`pytest tests/test_workflow.py
--update` draws it anew). A record that was returned goes back, once supplemented, to the desk that
returned it.

"""


def drawn() -> str:
    return HEAD + _diagram(STEPS) + FEWER + _diagram(STEPS_WITHOUT_DISTRICT)


def _diagram(table: Sequence[Step]) -> str:
    """A table as a Mermaid state diagram: one arrow for each verb, naming who may take it."""
    arrows: dict[tuple[Status, Status, Verb], list[Role]] = {}
    for s in table:
        arrows.setdefault((s.source, s.target, s.verb), []).append(s.role)
    lines = [f"    [*] --> {Status.DRAFT}"]
    lines += [
        f"    {source} --> {target}: {verb} ({', '.join(roles)})"
        for (source, target, verb), roles in arrows.items()
    ]
    return "```mermaid\nstateDiagram-v2\n" + "\n".join(lines) + "\n```\n"


def test_the_diagram_is_the_table(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        DIAGRAM.write_text(drawn(), encoding="utf-8")
    assert DIAGRAM.read_text(encoding="utf-8") == drawn()


def test_every_status_is_reached_and_none_is_reached_twice_by_one_verb() -> None:
    assert {s.target for s in STEPS} | {Status.DRAFT} == set(Status)
    keys = [(s.role, s.verb, s.source) for s in STEPS]
    assert len(keys) == len(set(keys))


def test_what_was_returned_goes_back_to_the_desk_that_returned_it() -> None:
    for source in (Status.SUBMITTED, Status.COMMUNE_CONFIRMED, Status.SELECTED):
        again = step(Role.REPORTER, Verb.SUBMIT, Status.RETURNED, source)
        assert again is not None
        assert again.target is source
    assert step(Role.REPORTER, Verb.SUBMIT, Status.RETURNED) is None


def test_nobody_but_a_signed_decision_recognises() -> None:
    assert {s.source for s in STEPS if s.target is Status.RECOGNISED} == {
        Status.ASSESSED, Status.RECOGNISED,
    }  # fmt: skip
    assert Verb.RECOGNISE not in verbs(Role.COMMUNE, Status.ASSESSED)
    assert waits_for(Status.SELECTED) is Role.PROVINCE
