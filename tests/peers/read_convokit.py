"""What ConvoKit reads from the corpus at argument 1, and whether its own dump of it is the same, as JSON."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from convokit import Corpus


def rows(folder: Path) -> dict[str, Any]:
    """The files of a corpus, whatever their order."""
    lines = (folder / "utterances.jsonl").read_text("utf-8").splitlines()
    return {
        "utterances": {one["id"]: one for one in map(json.loads, lines)},
        **{name: json.loads((folder / f"{name}.json").read_text("utf-8"))
           for name in ("speakers", "conversations", "corpus", "index")},
    }  # fmt: skip


folder = Path(sys.argv[1])
corpus = Corpus(filename=str(folder))
with tempfile.TemporaryDirectory() as scratch:
    corpus.dump("again", base_path=scratch, force_version=1)
    ours, theirs = rows(folder), rows(Path(scratch) / "again")
print(
    json.dumps(
        {
            "utterances": [
                {"id": one.id, "text": one.text, "speaker": one.speaker.id, "replies": one.reply_to,
                 "conversation": one.conversation_id, "meta": one.meta.to_dict()}
                for one in corpus.iter_utterances()
            ],
            "speakers": {one.id: one.meta.to_dict() for one in corpus.iter_speakers()},
            "conversations": {one.id: one.meta.to_dict() for one in corpus.iter_conversations()},
            "broken": [one.id for one in corpus.iter_conversations()
                       if not one.check_integrity(verbose=False)],
            "differs": [name for name in ours if ours[name] != theirs[name]],
        }
    )
)  # fmt: skip
