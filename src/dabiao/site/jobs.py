"""Jobs in the one-process default: one daemon thread takes them from the queue in the database, one keeps time."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from dabiao.people.me import jobs as digests

POLL_SECONDS = 0.3
"""How long an idle worker waits before it looks again: short enough for a page to feel answered."""

TICK_SECONDS = 60
"""How often the clock looks: hours are chosen to the minute."""

TICKS = (digests.tick,)
"""What the clock asks. A tick looks whether something is due and queues a job for it; the worker does the work."""

logger = logging.getLogger(__name__)


def start_worker_thread() -> threading.Thread:
    """Start the worker. The thread ends with the process; what it was doing is taken up again at next start."""
    thread = threading.Thread(target=_work, name="dabiao-jobs", daemon=True)
    thread.start()
    return thread


def start_clock_thread() -> threading.Thread:
    """Start the clock. The thread ends with the process; what it missed meanwhile it finds due at the next start."""
    thread = threading.Thread(target=_keep_time, name="dabiao-clock", daemon=True)
    thread.start()
    return thread


def ask_the_clock() -> None:
    """Ask every tick once; one that fails is logged and does not keep the others, or the clock, from going on."""
    for tick in TICKS:
        try:
            tick()
        except Exception:
            logger.exception("%s failed; it is asked again in a minute", tick.__module__)


def put_back_interrupted() -> int:
    """Queue again what was running when the last process ended. Only one process may work on this database."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return running.update(
        status=TaskResultStatus.READY, started_at=None, worker_ids=[], enqueued_at=timezone.now()
    )


def run_waiting_jobs() -> None:
    """Run every job that waits, here and now, and those they enqueue."""
    _worker(batch=True).run()


def _keep_time() -> None:
    never = threading.Event()
    while True:
        close_old_connections()
        ask_the_clock()
        close_old_connections()
        never.wait(TICK_SECONDS)


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
