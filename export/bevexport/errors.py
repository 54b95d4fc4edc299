"""The one error of this package that a command shows as a line instead of a trace."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input. Its message reads: Cannot <action>: <fact>, expected <what>."""


def first_line(error: Exception) -> str:
    """What another library's error says, in one line; its type where it says nothing."""
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__
