"""Application server: threads bear slow uploads, two processes survive the loss of one."""

import os
from importlib import import_module
from pathlib import Path
from threading import Thread

bind = f"{os.environ.get('BIND_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = (
    120  # seconds without a sign of life; an upload of 50 MB over a slow line keeps its thread busy, not the process
)
graceful_timeout = 30
max_requests = 5000  # a process is renewed before a slow leak hurts
max_requests_jitter = 500
preload_app = True
limit_request_line = 0  # our own views answer overlong addresses in German; the web server in front sets the limit
control_socket_disable = True  # would write into the home folder
if Path("/dev/shm").is_dir():  # the heartbeat file must not wait for a disk
    worker_tmp_dir = "/dev/shm"


def post_worker_init(worker: object) -> None:
    """Read the dictionary, which takes seconds, before somebody searches; threads begun earlier are not forked."""
    Thread(target=lambda: import_module("search.analysis").warm(), name="dictionary", daemon=True).start()
