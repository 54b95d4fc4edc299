"""The one error of this package that a command shows as a line instead of a trace."""


class InputError(ValueError):
    """Bad input. Its message reads: Cannot <action>: <fact>, expected <what>."""
