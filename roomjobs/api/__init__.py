"""The REST API: `create_app` builds it, one module per kind of route."""

from roomjobs.api.app import Api, create_app

__all__ = ["Api", "create_app"]
