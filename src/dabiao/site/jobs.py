"""Jobs in the one-process default: a daemon thread takes them from the queue in the database."""

from __future__ import annotations

import threading

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

POLL_SECONDS = 0.3
"""How long an idle worker waits before it looks again: short enough for a page to feel answered."""


def start_worker_thread() -> threading.Thread:
    """Start the worker. The thread ends with the process; what it was doing is taken up again at next start."""
    thread = threading.Thread(target=_work, name="dabiao-jobs", daemon=True)
    thread.start()
    return thread


def put_back_interrupted() -> int:
    """Queue again what was running when the last process ended. Only one process may work on this database."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return running.update(
        status=TaskResultStatus.READY, started_at=None, worker_ids=[], enqueued_at=timezone.now()
    )


def run_waiting_jobs() -> None:
    """Run every job that waits, here and now, and those they enqueue."""
    _worker(batch=True).run()


def _work() -> None:
    put_back_interrupted()
    _worker(batch=False).run()


def _worker(*, batch: bool) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=POLL_SECONDS,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="in-process",
        excluded_queue_names=[],
    )
