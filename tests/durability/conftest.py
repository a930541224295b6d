"""What the tests of processes need of the machine."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def recorder():
    """A machine on which strace may watch the calls of a process, and let them fail."""
    if os.name == "nt":
        pytest.skip("strace is not there on Windows")
    from disk import why_not_recorded

    if reason := why_not_recorded():
        pytest.skip(reason)
