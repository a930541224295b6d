"""The one door: words for the terminal stay there, everything else opens the window, or says why it cannot."""

from __future__ import annotations

import sys

import pytest

from annotator.__main__ import main


class Broken:
    """Finds no ``ui.app``, as Python does where a library that Qt needs is not installed, or where our own code is at fault."""

    def __init__(self, path: str | None) -> None:
        self._path = path

    def find_spec(self, name: str, *_others: object) -> None:
        if name == "ui.app":
            raise ImportError("libEGL.so.1: cannot open shared object file", name=name, path=self._path)


def test_a_library_of_the_system_that_is_missing_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "meta_path", [Broken("PySide6/QtGui.abi3.so"), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "ui.app", raising=False)

    assert main([]) == 1

    told = capsys.readouterr().err
    assert "libEGL.so.1" in told
    assert told.count("\n") == 1


def test_a_mistake_of_ours_is_not_taken_for_a_missing_library(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [Broken(None), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "ui.app", raising=False)

    with pytest.raises(ImportError):
        main([])
