"""Which phase of a plan a day belongs to."""

from datetime import date

from campaign.plan import Phase, Plan


def present(plan: Plan, today: date) -> Phase:
    """The phase today lies in, the first where two overlap; outside all of them the nearest."""
    begun = [p for p in plan.phases if p.begins <= today]
    running = next((p for p in begun if today <= p.ends), None)
    return running or (begun[-1] if begun else plan.phases[0])
