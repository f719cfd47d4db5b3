"""Reading CHAT beside pylangacq and rustling, in one run.

``python -m benchmarks.chat [--peer PYTHON] [--utterances 40000]``: seconds, processor seconds and
memory of whole processes, the best of three. `PYTHON` is an interpreter that has rustling and pylangacq (``benchmarks/chat-peers.lock``).
All three give speakers, times and words; the peers parse the ``%mor`` line as well, and do not clean
the words into text; onrecord makes turns and people, and keeps what was retraced.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from onrecord.conversion import converse
from onrecord.source import Source

WORDS = "the dog wants more of that water and mummy goes where it was before you came here".split()
ODD = [
    "&-uh",
    "(be)cause",
    "xxx",
    "<the dog> [/]",
    "&=laughs",
    "(.)",
    "[= remark]",
    "duck@c",
    "no:",
]
PEERS = {
    "rustling": "import rustling.chat as c; r = c.CHAT.from_files([p], strict=False); n = len([(u.participant, u.time_marks, [t.word for t in u.tokens or []]) for u in r.utterances()])",
    "pylangacq": "import pylangacq as c; r = c.read_chat(p, strict=False); n = len([(u.participant, u.time_marks, [t.word for t in u.tokens or []]) for u in r.utterances()])",
}
TRIES = 3


def write_corpus(path: Path, utterances: int) -> None:
    """Write one long file of two speakers, a tenth of the words marked, a ``%mor`` line to each."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        file.write(
            "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tCHI Nest Target_Child, MOT Mother\n"
        )
        file.write("@ID:\teng|x|CHI|2;07.|||||Target_Child||\n@ID:\teng|x|MOT||||||Mother||\n")
        for number in range(utterances):
            plain = chance.choices(WORDS, k=chance.randint(2, 9))
            said = " ".join(
                w if chance.random() < 0.9 else chance.choice(ODD) + " " + w for w in plain
            )
            start = number * 2000
            code = chance.choice(["CHI", "MOT"])
            file.write(f"*{code}:\t{said} . \x15{start}_{start + 1900}\x15\n")
            file.write("%mor:\t" + " ".join(f"n|{word}" for word in plain) + " .\n")
        file.write("@End\n")


def read_here(path: Path) -> int:
    """The number of turns that onrecord makes of a file."""
    (conversation,) = converse(Source(path.name, path.read_bytes()), "chat")
    return len(conversation.turns)


def measure(command: list[str]) -> tuple[float, float, float]:
    """Seconds, processor seconds and MiB of the fastest of three runs of a command."""
    best = (float("inf"), 0.0, 0.0)
    for _ in range(TRIES):
        clock = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = status
        if status:
            raise SystemExit(f"failed: {' '.join(command)[:200]}")
        spent = used.ru_utime + used.ru_stime
        best = min(best, (time.perf_counter() - clock, spent, used.ru_maxrss / 1024))
    return best


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--peer", help="an interpreter with rustling and pylangacq")
    options.add_argument("--utterances", type=int, default=40_000)
    options.add_argument("--read", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.read:
        read_here(Path(chosen.read))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.cha"
        write_corpus(path, chosen.utterances)
        commands = {"onrecord": [sys.executable, "-m", "benchmarks.chat", "--read", str(path)]}
        for name, script in PEERS.items() if chosen.peer else ():
            commands[name] = [chosen.peer, "-W", "ignore", "-c", f"p = {str(path)!r}; {script}"]
        print(f"{chosen.utterances:,} utterances, {path.stat().st_size / 1e6:.1f} MB\n")
        print("| reader | seconds | processor seconds | peak MiB |\n| --- | ---: | ---: | ---: |")
        for name, command in commands.items():
            seconds, spent, memory = measure(command)
            print(f"| {name} | {seconds:.2f} | {spent:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
