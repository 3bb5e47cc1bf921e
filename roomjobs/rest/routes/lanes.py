"""The routes of lanes: what waits in each, and a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort

from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares
from roomjobs.rest.http.access import current_owner, require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.schemas import lanes as schemas

if TYPE_CHECKING:
    from roomjobs.fleet.lanes import LaneService
    from roomjobs.jobs.lanes import Lane

_CHANGED = answers(200, schemas.LaneOut, "The lane as it is now.")


def blueprint(service: LaneService) -> Blueprint:
    """Routes over the lanes at `service`."""
    routes = Blueprint("lanes", __name__, url_prefix="/fleet")

    def find(name: str) -> Lane:
        known = {lane.value: lane for lane in service.lanes}
        if name not in known:
            abort(404, f"There is no lane {name[:80]} with a queue of its own; there are {', '.join(known)}.")
        return known[name]

    @routes.get("/lanes")
    @require(Scope.OPERATE)
    @declares(answers(200, schemas.Lanes, "The lanes that have a queue of their own."), refuses=(503,))
    def list_lanes() -> Response:
        """The lanes, how much waits in each, and which are paused."""
        return json_response(schemas.Lanes([schemas.lane(each) for each in service.listed()]))

    @routes.post("/lanes/<lane>:pause")
    @require(Scope.OPERATE)
    @declares(_CHANGED, refuses=(404, 503))
    def pause_lane(lane: str) -> Response:
        """
        Have no worker receive jobs from a lane.

        Jobs are still accepted, and wait; those that workers have received are still done. Workers that start
        meanwhile keep to it, too. A lane that is paused already stays as it is.
        """
        return json_response(schemas.lane(service.pause(find(lane), current_owner())))

    @routes.post("/lanes/<lane>:resume")
    @require(Scope.OPERATE)
    @declares(_CHANGED, refuses=(404, 503))
    def resume_lane(lane: str) -> Response:
        """Have workers receive from a lane again, within half a minute at most."""
        return json_response(schemas.lane(service.resume(find(lane))))

    return routes
