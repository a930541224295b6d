"""Looks for a regular expression in texts, in a process of its own that can be ended when a pattern does not come to an end.

Run as a file: the first line of its input is JSON with pattern and flags, each further line a text as JSON; the answer to each text
is one line, the places found as [start, end] in code points. Standard library only.
"""

from __future__ import annotations

import json
import re
import sys

MOST_PLACES = 1_000


def main() -> None:
    """Answer texts until the input ends."""
    asked = json.loads(sys.stdin.readline())
    pattern = re.compile(asked["pattern"], asked["flags"])
    for line in sys.stdin:
        places = []
        for match in pattern.finditer(json.loads(line)):
            if match.end() > match.start():
                places.append(match.span())
                if len(places) == MOST_PLACES:
                    break
        sys.stdout.write(json.dumps(places) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
