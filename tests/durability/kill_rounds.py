"""Kills the program at random moments and looks at what is left: `python tests/durability/kill_rounds.py --rounds 200`.

Each round is a project of its own, a real process, a SIGKILL at a random time, after a random number of acknowledgements or in
the midst of a commit, the project opened again, `check`, and a second run that completes the work. A seed makes the same rounds
again (the moments of the machine differ). The exit status is 1 if anything acknowledged was lost or stands twice, or if anything
is unsound.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from coding_rounds import round_of_file, round_of_pipe  # noqa: E402
from joining_rounds import round_of_merge, round_of_migration, round_of_publish  # noqa: E402
from outcome import Outcome  # noqa: E402
from whole_rounds import round_of_codebook, round_of_import, round_of_undo  # noqa: E402
from window_rounds import round_of_window  # noqa: E402
from written_rounds import round_of_backup, round_of_export  # noqa: E402

KINDS: dict[str, Callable[..., Outcome]] = {
    "annotate-file": round_of_file,
    "annotate-pipe": round_of_pipe,
    "window": round_of_window,
    "import": round_of_import,
    "undo": round_of_undo,
    "codebook": round_of_codebook,
    "publish": round_of_publish,
    "merge": round_of_merge,
    "migration": round_of_migration,
    "export": round_of_export,
    "backup": round_of_backup,
}
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(slots=True)
class Tally:
    """The rounds of one kind, added up."""

    kind: str
    rounds: int = 0
    ended_before: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unsound: int = 0
    slowest_end: float = 0.0
    slowest_opening: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, seed: int, outcome: Outcome) -> None:
        """Add a round."""
        self.rounds += 1
        self.ended_before += outcome.finished
        self.acknowledged += outcome.acknowledged
        self.lost += len(outcome.lost)
        self.doubled += len(outcome.doubled)
        self.unsound += len(outcome.unsound)
        self.slowest_end = max(self.slowest_end, outcome.ended)
        self.slowest_opening = max(self.slowest_opening, outcome.reopened)
        self.faults += [f"{self.kind}, seed {seed}: {what}" for what in outcome.faults]

    def row(self) -> str:
        """Return the line of the table."""
        counts = (self.rounds, self.ended_before, self.acknowledged, self.lost, self.doubled, self.unsound)
        cells = [f"{count:,}" for count in counts] + [f"{seconds:.3f} s" for seconds in (self.slowest_end, self.slowest_opening)]
        return f"{self.kind:14}" + "".join(f"{cell:>13}" for cell in cells)


COLUMNS = ("rounds", "ended before", "acknowledged", "lost", "doubled", "unsound", "ended in", "reopened in")
HEAD = f"{'':14}" + "".join(f"{word:>13}" for word in COLUMNS)


def play(kind: str, rounds: int, seed: int, *, signals: bool = False) -> Tally:
    """Play rounds of one kind and add them up; with ``signals`` the program is asked to end and not killed. Ctrl+C ends the rounds."""
    tally = Tally(kind)
    try:
        for own_seed in range(seed, seed + rounds):
            rng = random.Random(own_seed)
            sign = rng.choice(SIGNALS) if signals else signal.SIGKILL
            with tempfile.TemporaryDirectory(prefix="annotator-killed-") as folder:
                tally.add(own_seed, KINDS[kind](rng, Path(folder), sign=sign))
    except KeyboardInterrupt:
        print(f"stopped after {tally.rounds} rounds", file=sys.stderr)
    return tally


def main() -> int:
    """Play the rounds that are asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, help="rounds of each kind")
    parser.add_argument("--kind", choices=KINDS, action="append", help="a kind of work to kill (default: all)")
    parser.add_argument("--seed", type=int, default=None, help="the seed of the first round; the next rounds count up from it")
    parser.add_argument("--signals", action="store_true", help="send SIGTERM, SIGINT or SIGHUP instead of SIGKILL")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f"seeds {seed} to {seed + arguments.rounds - 1}", flush=True)
    tallies = []
    with tempfile.TemporaryDirectory(prefix="annotator-killed-") as folder:
        for variable in ("ANNOTATOR_SETTINGS", "ANNOTATOR_DATA"):
            os.environ[variable] = os.path.join(folder, variable.lower())
            os.mkdir(os.environ[variable])
        for kind in arguments.kind or KINDS:
            started = time.monotonic()
            tallies.append(play(kind, arguments.rounds, seed, signals=arguments.signals))
            for fault in tallies[-1].faults:
                print(fault, flush=True)
            print(f"{kind}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print(HEAD)
    for tally in tallies:
        print(tally.row())
    return 1 if any(tally.faults for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
