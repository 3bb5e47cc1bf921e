"""What must hold of an environment and no linter sees: functions that give the faults of a deployment."""

from tests.unit.deploy.contracts import gateway, monitoring, page, rights, scaling, stores, workers

CHECKS = (
    *gateway.CHECKS,
    *monitoring.CHECKS,
    *page.CHECKS,
    *rights.CHECKS,
    *scaling.CHECKS,
    *stores.CHECKS,
    *workers.CHECKS,
)
