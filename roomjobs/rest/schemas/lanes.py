"""Schemas of the lanes of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

if TYPE_CHECKING:
    from roomjobs.fleet.lanes import LaneState


Count = Annotated[int, msgspec.Meta(ge=0)]


class LanePause(msgspec.Struct):
    """Since when nobody receives from a lane."""

    at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    by: Annotated[str, msgspec.Meta(description="owner of the token that paused it")]


class LaneOut(msgspec.Struct):
    """A lane, and about how much waits in it."""

    name: Annotated[str, msgspec.Meta(description="interactive, batch or large")]
    queue: Annotated[str, msgspec.Meta(description="name of its queue")]
    visible: Annotated[Count, msgspec.Meta(description="messages waiting for a worker")]
    in_flight: Annotated[Count, msgspec.Meta(description="messages received by a worker")]
    delayed: Annotated[Count, msgspec.Meta(description="delayed messages")]
    pause: Annotated[LanePause, msgspec.Meta(description="null: workers receive from it")] | None


class Lanes(msgspec.Struct):
    """The lanes that have a queue of their own; lanes without one use that of the first."""

    lanes: list[LaneOut]


def lane(state: LaneState) -> LaneOut:
    return LaneOut(
        name=state.lane.value,
        queue=state.queue,
        visible=state.depth.visible,
        in_flight=state.depth.in_flight,
        delayed=state.depth.delayed,
        pause=None if state.pause is None else LanePause(at=state.pause.at, by=state.pause.by),
    )
