"""What the window looks like: colours, type and sizes of DESIGN.md sections 3 and 4.

``current()`` is the one theme in use; ``apply`` and ``follow_system`` change it, after which every part paints itself anew.
"""

from __future__ import annotations

from ui.theme.categories import CategoryColours
from ui.theme.style import apply, current, follow_system, is_between, notifier
from ui.theme.tokens import Theme

__all__ = ["CategoryColours", "Theme", "apply", "current", "follow_system", "is_between", "notifier"]
