"""The soak plays the rounds of the neighbouring folders; their tests need not have been collected before."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "durability"))
