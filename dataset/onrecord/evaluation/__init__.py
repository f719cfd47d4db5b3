"""How right a dataset is: gold transcripts, and the figures of a dataset held against them.

`gold` reads what people say is right, `scoring` compares one document at a time, `clustering`
compares who is the same person and which documents tell the same story, `comparing` puts them
together by format, by convention and by any other group.
"""

from onrecord.evaluation.comparing import Evaluation, compare_with_gold
from onrecord.evaluation.gold import Gold, GoldTurn, read_gold

__all__ = ["Evaluation", "Gold", "GoldTurn", "compare_with_gold", "read_gold"]
