"""What must hold of an environment and no linter sees: functions that give the faults of a deployment."""

from tests.unit.deploy.contracts import (
    bounds,
    calls,
    choices,
    gateway,
    kinds,
    metrics,
    monitoring,
    page,
    production,
    rights,
    scaling,
    stores,
    wiring,
    workers,
)

CHECKS = (
    *bounds.CHECKS,
    *calls.CHECKS,
    *choices.CHECKS,
    *gateway.CHECKS,
    *kinds.CHECKS,
    *metrics.CHECKS,
    *monitoring.CHECKS,
    *page.CHECKS,
    *production.CHECKS,
    *rights.CHECKS,
    *scaling.CHECKS,
    *stores.CHECKS,
    *wiring.CHECKS,
    *workers.CHECKS,
)
