"""How many workers so many messages are worth: the steps of the scaling, for those who wake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_STEP = re.compile(r"(\d{1,9}):(\d{1,9})")
_MOST = re.compile(r"max:(\d{1,9})")


@dataclass(frozen=True, slots=True)
class WakeSteps:
    """As text `1:1 10:3 max:10`: one task from 1 message on, three from 10, and never more than ten."""

    steps: tuple[tuple[int, int], ...] = ((1, 1),)  # messages and tasks, both ascending
    most: int = 1  # tasks

    @classmethod
    def parse(cls, text: str) -> WakeSteps:
        """
        Read the text.

        Raises
        ------
        ValueError
            It is no such text.
        """
        *words, last = text.split() or [""]
        steps = [_STEP.fullmatch(word) for word in words]
        most = _MOST.fullmatch(last)
        if most is None or not steps or not all(steps):
            raise ValueError(f"must be steps and a limit like '1:1 10:3 max:10', not {text!r}")
        read = tuple((int(step[1]), int(step[2])) for step in steps if step)
        if any(one[0] >= next_[0] or one[1] >= next_[1] for one, next_ in pairwise(read)):
            raise ValueError(f"must have ascending steps, not {text!r}")
        return cls(read, int(most[1]))

    def __str__(self) -> str:
        return " ".join([*(f"{messages}:{tasks}" for messages, tasks in self.steps), f"max:{self.most}"])

    def tasks(self, messages: int) -> int:
        """How many tasks so many messages are worth; one at least, since somebody asks."""
        reached = [tasks for least, tasks in self.steps if least <= messages]
        return max(1, min(self.most, reached[-1] if reached else 1))
