"""The words of turns, read again from the Parquet where they are needed, and then kept.

Turns are loaded with a hash of their words. ``old_texts`` and ``new_texts`` (stored, value) hold the
words of those that were asked for: reading few takes as long as reading all, so it is done seldom.
"""

from __future__ import annotations

from onrecord.differences.loading import Loaded, values_of

#: All turns that are aligned are read at once if they are no more than this.
_FEW = 200_000

CREATE = "CREATE TABLE {side}_texts (stored UBIGINT, value VARCHAR)"


def keep_texts(loaded: Loaded, side: str, wanted: str) -> None:
    """Fill ``SIDE_texts`` with the words of the turns whose ``stored`` the query `wanted` gives.

    They are turns of documents that are not the same on both sides: ``SIDE_work``.
    """
    lacking = f"FROM ({wanted}) q(stored) ANTI JOIN {side}_texts USING (stored) SELECT stored"
    (count,) = loaded.row(f"SELECT count(*) FROM ({lacking})")
    if not count:
        return
    (kept, work) = loaded.row(
        f"SELECT (SELECT count(*) FROM {side}_texts), (SELECT count(*) FROM {side}_work)"
    )
    if not kept and work <= _FEW:
        lacking = f"SELECT stored FROM {side}_work"
    loaded.run(f"INSERT INTO {side}_texts {values_of(loaded, side, 'turns', 'text', lacking)}")
