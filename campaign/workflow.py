"""The life of a record as one table; the diagram in the docs is drawn from it.

Rules:
1. Every change of status is a row here; what no row allows does not happen.
2. A row says who (role), what (verb), from where, to where. Where the thing lies in the tree of
   units is `people.may`'s business, not this file's.
3. A submission lands where the next level acts: a village's at its commune, a commune's and a
   district's at the district, the province's own at the province.
4. What was returned goes back, once supplemented, to the desk that returned it.
5. A button is never a recognition: RECOGNISE records a decision that somebody signed. What was
   recorded by mistake is undone, and the record is assessed again; REVOKE is for a recognition
   that was taken back.
6. The chain climbs the levels that exist. Where no district stands above a record, as everywhere
   since 1 July 2025, the province does what a district does; what a commune has confirmed waits
   for the province, which receives it without a selection in between.
"""

from dataclasses import dataclass
from enum import StrEnum

from campaign.people import Role, Verb


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COMMUNE_CONFIRMED = "commune_confirmed"
    SELECTED = "selected"
    REGISTERED = "registered"
    BUILDING = "building"
    ASSESSED = "assessed"
    RECOGNISED = "recognised"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Step:
    role: Role
    verb: Verb
    source: Status
    target: Status


_R, _C, _D, _P = Role.REPORTER, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE
_S = Status

STEPS: tuple[Step, ...] = (
    Step(_R, Verb.SUBMIT, _S.DRAFT, _S.SUBMITTED),
    Step(_C, Verb.SUBMIT, _S.DRAFT, _S.COMMUNE_CONFIRMED),
    Step(_D, Verb.SUBMIT, _S.DRAFT, _S.COMMUNE_CONFIRMED),
    Step(_P, Verb.SUBMIT, _S.DRAFT, _S.SELECTED),
    Step(_C, Verb.CONFIRM, _S.SUBMITTED, _S.COMMUNE_CONFIRMED),
    Step(_C, Verb.RETURN, _S.SUBMITTED, _S.RETURNED),
    Step(_C, Verb.DECLINE, _S.SUBMITTED, _S.DECLINED),
    Step(_D, Verb.SELECT, _S.COMMUNE_CONFIRMED, _S.SELECTED),
    Step(_D, Verb.RETURN, _S.COMMUNE_CONFIRMED, _S.RETURNED),
    Step(_D, Verb.DECLINE, _S.COMMUNE_CONFIRMED, _S.DECLINED),
    Step(_P, Verb.RECEIVE, _S.SELECTED, _S.REGISTERED),
    Step(_P, Verb.RETURN, _S.SELECTED, _S.RETURNED),
    Step(_C, Verb.BUILD, _S.REGISTERED, _S.BUILDING),
    Step(_D, Verb.BUILD, _S.REGISTERED, _S.BUILDING),
    Step(_D, Verb.ASSESS, _S.BUILDING, _S.ASSESSED),
    Step(_D, Verb.RECOGNISE, _S.ASSESSED, _S.RECOGNISED),
    Step(_P, Verb.RECOGNISE, _S.ASSESSED, _S.RECOGNISED),
    Step(_D, Verb.COMMEND, _S.RECOGNISED, _S.RECOGNISED),
    Step(_P, Verb.COMMEND, _S.RECOGNISED, _S.RECOGNISED),
    Step(_D, Verb.COMMEND, _S.CLOSED, _S.CLOSED),
    Step(_P, Verb.COMMEND, _S.CLOSED, _S.CLOSED),
    Step(_D, Verb.CLOSE, _S.RECOGNISED, _S.CLOSED),
    Step(_P, Verb.CLOSE, _S.RECOGNISED, _S.CLOSED),
    *(
        Step(role, verb, source, target)
        for source in (_S.RECOGNISED, _S.CLOSED)
        for role in (_D, _P)
        for verb, target in (
            (Verb.CORRECT, source),
            (Verb.UNDO, _S.ASSESSED),
            (Verb.REVOKE, _S.REVOKED),
        )
    ),
    *(  # a commendation may stand where a recognition was undone
        Step(role, verb, _S.ASSESSED, _S.ASSESSED)
        for role in (_D, _P)
        for verb in (Verb.CORRECT, Verb.UNDO)
    ),
    Step(_D, Verb.SUSPEND, _S.REGISTERED, _S.SUSPENDED),
    Step(_D, Verb.SUSPEND, _S.BUILDING, _S.SUSPENDED),
    Step(_P, Verb.SUSPEND, _S.BUILDING, _S.SUSPENDED),
    Step(_D, Verb.RESUME, _S.SUSPENDED, _S.BUILDING),
    Step(_P, Verb.RESUME, _S.SUSPENDED, _S.BUILDING),
    *(
        Step(role, Verb.WITHDRAW, source, _S.WITHDRAWN)
        for role in (_R, _C, _D, _P)
        for source in (_S.DRAFT, _S.RETURNED, _S.SUBMITTED, _S.COMMUNE_CONFIRMED)
    ),
)


def _without_district(step: Step) -> Step:
    if step.verb is Verb.SELECT:
        return Step(_P, Verb.RECEIVE, step.source, _S.REGISTERED)
    if step.role is _D and step.verb is not Verb.SUBMIT:
        return Step(_P, step.verb, step.source, step.target)
    return step


# The same where no district stands above the record.
STEPS_WITHOUT_DISTRICT = tuple(dict.fromkeys(_without_district(s) for s in STEPS))
SAME = (_S.DRAFT, _S.SUBMITTED, _S.RETURNED)  # statuses in which it makes no difference

# In summaries: a record counts as registered from here on, as selected from there on.
REGISTERED = (
    _S.COMMUNE_CONFIRMED, _S.SELECTED, _S.REGISTERED, _S.BUILDING, _S.ASSESSED, _S.RECOGNISED,
    _S.CLOSED,
)  # fmt: skip
SELECTED = REGISTERED[1:]
OPEN_TO_ANSWERS = (*REGISTERED[:-1], _S.DRAFT, _S.SUBMITTED, _S.RETURNED)


def steps(*, district: bool) -> tuple[Step, ...]:
    """The table for a record above which a district stands, or none."""
    return STEPS if district else STEPS_WITHOUT_DISTRICT


def step(
    role: Role,
    verb: Verb,
    source: Status,
    returned_from: Status | None = None,
    *,
    district: bool = True,
) -> Step | None:
    """The step that `role` may take with `verb` from `source`, or None."""
    if verb is Verb.SUBMIT and source is Status.RETURNED and returned_from is not None:
        return Step(role, verb, source, returned_from)
    wanted = (role, verb, source)
    return next((s for s in steps(district=district) if (s.role, s.verb, s.source) == wanted), None)


def verbs(role: Role, source: Status, *, district: bool = True) -> tuple[Verb, ...]:
    """What `role` may do to a record in `source`, in the order of the table."""
    table = steps(district=district)
    return tuple(s.verb for s in table if s.role is role and s.source is source)


def waits_for(status: Status, *, district: bool = True) -> Role | None:
    """The role whose desk a record in `status` lies on."""
    return {
        Status.SUBMITTED: Role.COMMUNE,
        Status.COMMUNE_CONFIRMED: Role.DISTRICT if district else Role.PROVINCE,
        Status.SELECTED: Role.PROVINCE,
        Status.RETURNED: Role.REPORTER,
        Status.DRAFT: Role.REPORTER,
    }.get(status)
