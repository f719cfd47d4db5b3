"""A corpus of transcripts of any size, written by rule, with the truth about every turn.

Nothing in it was ever broadcast: people, stations and words are drawn from the lists in this
package. Page `i` of seed `s` is the same whatever the size of the corpus.
"""
