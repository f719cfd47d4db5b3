"""Documents left out because somebody in them is also in a split that is held out from theirs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from onrecord.splits.assigning import EXCLUDED, Assigned
from onrecord.splits.plan import Plan
from onrecord.splits.subjects import Subjects


def drop_overlaps(subjects: Subjects, assigned: Assigned, plan: Plan) -> Assigned:
    """The same, without documents that share people with a later split.

    The last split keeps all its documents; each earlier one loses those in which somebody speaks
    who also speaks in what is kept of a later one.
    """
    where, who = subjects.pairs(plan.people)
    split, reason = assigned.split.copy(), assigned.reason.copy()
    taken = np.zeros(len(subjects.leads), dtype=np.bool_)
    for number in reversed(range(len(plan.names))):
        meets = np.zeros(len(subjects), dtype=np.bool_)
        meets[where[taken[who]]] = True
        gone = meets & (split == number)
        split[gone], reason[gone] = EXCLUDED, "shares-people"
        taken[who[split[where] == number]] = True
    return replace(assigned, split=split, reason=reason)
