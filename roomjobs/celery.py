"""What `celery -A roomjobs` looks for."""

import os

from roomjobs.config import Settings
from roomjobs.tasks import create_celery

app = create_celery(Settings.from_environment(os.environ))
