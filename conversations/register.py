"""Registering an exemplar: who first, the category follows; what can be known is filled in.

A village head sends at most nine messages for a household, ten for a person. Place, responsible
person, dates, phase and origin are shown on the review card and changed only there.
"""

from collections.abc import Sequence
from functools import cache

from campaign.desk import Desk, Discard, Effect, Move, Open
from campaign.people import Person, Role, Verb
from campaign.plan import Category, Family, Kind, Plan
from campaign.text import fold
from campaign.workflow import Status
from conversations import local_models
from conversations.engine import Talk
from conversations.placing import place
from conversations.questions import Choice, Choose, Question, Write
from conversations.registering import Form, Proposal
from conversations.review_card import card, is_none


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    record = desk.record(talk.subject) if talk.subject else None
    if talk.subject and (record is None or record.status not in EDITABLE or record.hidden):
        return Open("card", talk.subject)
    author = me
    if record is not None:
        author = desk.people.helping.author(record.id) or me
        if record.registrant not in {p.role for p in author.posts}:
            return Open("card", record.id)
    form = Form(talk, desk, desk.plan_of(talk.subject), author)
    proposal = choose_subject(form, author)
    name = name_of(form, proposal)
    known = _known_already(form, proposal, name)
    if known:
        return Discard(record.id, record.version, known) if record else Open("card", known)
    story_and_photos(form)
    form.consent()
    return _send(form, proposal)


EDITABLE = (Status.DRAFT, Status.RETURNED)


@cache
def proposals(plan: Plan, role: str, route: str) -> Sequence[tuple[Category, Kind]]:
    """What a role may put forward under one answer to "who"; "other" is all the rest."""
    levels = [level.id for level in plan.levels]
    own = next((i for i, level in enumerate(plan.levels) if level.role == role), 0)
    return tuple(
        (category, plan.kind(kind))
        for category in plan.categories
        if role in category.proposers
        for kind in category.kinds
        if plan.kind(kind).level in {None, *levels[own:]}
        if plan.kind(kind).family is not Family.PARTY or _enters_parties(plan, role)
        if route_of(category, plan.kind(kind)) == route
    )


def _enters_parties(plan: Plan, role: str) -> bool:
    """Party organisations are entered by whoever may propose what the Party recognises."""
    return any(c.recognised_by_party and role in c.proposers for c in plan.categories)


ROUTES = {
    "person_front": "person", "person_resident": "person", "household": "household",
    "cooperative": "business", "coop_group": "business", "village": "village",
    "front_work_committee": "committee",
}  # fmt: skip


def route_of(category: Category, kind: Kind) -> str:
    return "other" if category.id == "local" else ROUTES.get(kind.id, "other")


def choose_subject(form: Form, me: Person) -> Proposal:
    """Who, then only what that leaves open: the category, the kind."""
    routes = [
        r for r in ("person", "household", "business", "village", "committee", "other")
        if proposals(form.plan, me.post.role, r)
    ]  # fmt: skip
    route = form.choose("R1", "", routes)
    left = proposals(form.plan, me.post.role, route)
    category = _one_of(form, "R2", list(dict.fromkeys(c.id for c, _ in left)))
    kind = _one_of(form, "R3", [k.id for c, k in left if c.id == category])
    proposal = Proposal(category, form.plan.kind(kind))
    form.begin(proposal)
    return proposal


def _one_of(form: Form, criterion: str, ids: list[str]) -> str:
    return ids[0] if len(ids) == 1 else form.choose(criterion, "", ids)


def name_of(form: Form, proposal: Proposal) -> str:
    """The name, how a person is addressed, and the unit where that is not plain."""
    name = form.text("R4", "", Write(story=False))
    form.named(name)
    if proposal.is_person:
        form.address(form.choose("R4", "title", ["ong", "ba", "anh", "chi"]))
    place(form, proposal.kind)
    return name


def _known_already(form: Form, proposal: Proposal, name: str) -> int:
    """A likely duplicate is shown; where its author says it is the same, the id of that record."""
    alike = form.desk.similar(proposal.kind.id, name, form.unit_id, form.talk.subject)
    if not alike:
        return 0
    t, known = form.talk.t, alike[0]
    text = t(
        "{unit} đã có hồ sơ {name} (số {number}). Có phải vẫn là hồ sơ đó không?",
        unit=known.unit, name=known.name, number=f"{known.number:04d}",
    )  # fmt: skip
    options = (Choice("other", t("Không, hồ sơ khác")), Choice("same", t("Đúng hồ sơ đó")))
    answer = form.talk.ask(Question("R4/same", text, Choose(options), usual="other"))
    return known.id if answer == "same" else 0


def story_and_photos(form: Form) -> None:
    form.text("R5", "", Write())
    form.photos("R5", "photos")


def _send(form: Form, proposal: Proposal) -> Effect | None:
    talk, desk, me = form.talk, form.desk, form.me
    form.fill_in()
    local_models.choose(form, proposal.category)
    self_named = proposal.is_person and fold(str(form.fill["name"])) == fold(me.name)
    # A village's record stays with its commune; a higher post's would leave it at once.
    keeps = me.post.role is not Role.REPORTER and is_none(talk.answers.get("R10"))
    named = me.name if self_named else ""
    done = talk.ask(card(talk, form.lines, named, form.helper, keeps_here=keeps))
    if done == "keep":
        talk.say(talk.t("Bản nháp được giữ lại. Hỏi xong, đồng chí gõ: tiếp tục"))
        return Open("home")
    record = desk.record(talk.subject)
    return Move(record.id, record.version, Verb.SUBMIT) if record else Open("home")
