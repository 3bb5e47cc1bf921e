"""What `celery -A roomjobs` looks for."""

from roomjobs.config import settings_or_exit
from roomjobs.tasks import create_celery

app = create_celery(settings_or_exit())
