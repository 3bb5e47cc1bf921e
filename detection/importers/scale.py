"""The scale of a drawing that is not to size: "1:100", or a length of the drawing with its real one."""

import math
import re
from dataclasses import dataclass
from typing import Any

_RATIO = re.compile(r"\s*(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)\s*")
_MEASURED = re.compile(
    r"\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*=\s*(\d+(?:\.\d+)?)\s*(mm|cm|dm|m|km|in|ft|yd|mi)\s*"
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Factor for the lengths of a drawing, and the units of the result."""

    factor: float
    units: str | None = None  # None: those of the drawing

    @classmethod
    def parse(cls, text: str) -> "Scale":
        """Read ``1:100``, or ``350=4.2m``: 350 units of the drawing are 4.2 metres.

        Raises
        ------
        ValueError
            The text is neither; its message says what is allowed.

        >>> Scale.parse("1:100"), Scale.parse("350=4.2m").units
        (Scale(factor=100.0, units=None), 'm')
        """
        if match := _RATIO.fullmatch(text):
            drawn, real, units = float(match[1]), float(match[2]), None
        elif match := _MEASURED.fullmatch(text):
            drawn, real, units = float(match[1]), float(match[2]), match[3]
        else:
            drawn, real, units = 0.0, 0.0, None
        if not (drawn > 0 and real > 0 and math.isfinite(real / drawn)):
            raise ValueError(
                f"must be a ratio like 1:100, or a length in the drawing with its real one "
                f"like 350=4.2m, is {text[:60]!r}"
            )
        return cls(real / drawn, units)

    def applied(self, plan: dict[str, Any]) -> dict[str, Any]:
        """The plan in real lengths."""
        scaled = {name: self._scaled(value) if name in _PLACES else value for name, value in plan.items()}
        return {**scaled, **({} if self.units is None else {"units": self.units})}

    def _scaled(self, value: Any) -> Any:  # noqa: ANN401 - whatever a plan holds
        if isinstance(value, list):
            return [self._scaled(each) for each in value]
        if isinstance(value, dict):
            return {name: self._scaled(each) if name in _LENGTHS else each for name, each in value.items()}
        return value * self.factor if isinstance(value, float) else value


_PLACES = ("walls", "labels", "spaces", "drawn_openings", "wall_thickness")
_LENGTHS = ("start", "end", "points", "point", "polygon", "thickness")
