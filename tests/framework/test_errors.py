"""Diagnostics: what they look like, and their order."""

from __future__ import annotations

from backedge.errors import ConfigError, Diagnostic, Location


def test_a_warning_says_so() -> None:
    """A diagnostic is an error unless it says otherwise."""
    where = Location("g", 1, 2)
    assert str(Diagnostic("no", where, "yes")) == "g:1:2: error: no\n    yes"
    assert str(Diagnostic("no", where, severity="warning")) == "g:1:2: warning: no"


def test_order() -> None:
    """Diagnostics of one file are in the order of its text, each once; those at one place stay as they came."""
    found = [
        Diagnostic("second", Location("g", 2, 10)),
        Diagnostic("inner", Location("h", 1, 1)),
        Diagnostic("nowhere"),
        Diagnostic("first", Location("g", 2, 9)),
        Diagnostic("second too", Location("g", 2, 10)),
        Diagnostic("whole file", Location("g")),
        Diagnostic("second", Location("g", 2, 10)),
    ]
    assert [diagnostic.message for diagnostic in ConfigError(found).diagnostics] == [
        "whole file",
        "first",
        "second",
        "second too",
        "inner",
        "nowhere",
    ]
