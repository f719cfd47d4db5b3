"""The people of public radio: hosts who belong to programmes, reporters who belong to desks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from benchmarks.corpus.names import Person, draw_person
from benchmarks.corpus.places import CITIES

PROGRAMS = (
    "Morning Edition",
    "All Things Considered",
    "Weekend Edition Saturday",
    "Weekend Edition Sunday",
    "Weekend All Things Considered",
    "Here & Now",
    "Fresh Air",
    "Talk of the Nation",
    "Day to Day",
    "Tell Me More",
)
DESKS = (
    "National", "International", "Science", "Business", "Washington", "Culture", "Education",
    "Climate", "Investigations", "Technology", "Health", "Religion",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Employee:
    """A host or a reporter, with the programme or the desk and the city of work."""

    person: Person
    post: str
    city: str


@cache
def roster() -> tuple[dict[str, list[Employee]], list[Employee]]:
    """Return the hosts of each programme and all reporters; the same in every corpus."""
    rng = Random("roster")
    taken: set[str] = set()

    def hire(post: str) -> Employee:
        return Employee(draw_person(rng, taken), post, rng.choice(CITIES))

    hosts = {program: [hire(program) for _ in range(4)] for program in PROGRAMS}
    return hosts, [hire(rng.choice(DESKS)) for _ in range(200)]


def biography(rng: Random, employee: Employee, *, hosting: bool, program: str | None) -> str:
    """Return the paragraph about one of the staff that stands under a story.

    A reporter's names a programme only where `program` is given.
    """
    name = employee.person.name
    she, her = ("She", "Her") if employee.person.feminine else ("He", "His")
    years = rng.randrange(3, 30)
    if hosting:
        first = rng.choice(
            (
                f"{name} is a host of {employee.post}.",
                f"{name} is a host of {employee.post}, and helped start the show's newsletter.",
                f"{name} hosts {employee.post} and lives in {employee.city}.",
                f"{name} is the co-host of NPR's {employee.post}.",
            )
        )
    else:
        first = rng.choice(
            (
                f"{name} is a correspondent on NPR's {employee.post} desk.",
                f"{name} reports for NPR from {employee.city}.",
                f"{name} has covered the {employee.post.lower()} beat for {years} years.",
                f"{name} joined NPR in {2024 - years} and works on the {employee.post} desk.",
            )
        )
    heard = f"{her} stories are heard on {program}." if program and not hosting else ""
    past = (
        f"{she} spent {rng.choice(('two', 'three', 'five'))} years at a paper in {employee.city}."
    )
    return " ".join(part for part in (first, rng.choice(("", past)), heard) if part)
