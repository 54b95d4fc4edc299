"""The learning rate over a run, and how far a run has come."""

import math
import time
from dataclasses import dataclass

WARM_UP_STEPS = 150
FLOOR = 0.01  # of the peak, at the end


@dataclass(frozen=True)
class Budget:
    """A run ends after so many minutes, or so many steps, whichever the one given is; the other is infinite."""

    minutes: float
    steps: float

    def __post_init__(self):
        if not (self.minutes > 0 and self.steps > 0) or math.isinf(self.minutes) == math.isinf(self.steps):
            raise ValueError(
                f"Cannot train for minutes={self.minutes}, steps={self.steps}: expected exactly one, above 0"
            )

    def stated(self) -> str:
        return f"{self.steps:g} steps" if math.isinf(self.minutes) else f"{self.minutes:g} minutes"

    def spent(self, step: int, seconds: float) -> float:
        """Fraction of the run done, from 0 to 1."""
        return min(1.0, max(step / self.steps, seconds / 60 / self.minutes))


def learning_rate(peak: float, step: int, spent: float) -> float:
    """Linear warm-up by step, then a cosine over the fraction spent."""
    cosine = FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * spent))
    return peak * cosine * min(1.0, (step + 1) / WARM_UP_STEPS)


class Stopwatch:
    """Seconds of training, those before a resume included."""

    def __init__(self, before_s: float):
        self._start = time.monotonic() - before_s

    def seconds(self) -> float:
        return time.monotonic() - self._start
