#!/usr/bin/env python3
"""A worker that claims parse jobs and reports how far it is. Python's standard library is all it needs.

    jobs-view init queue.sqlite3        (or: jobs-view migrate, for a queue that is there already)
    sqlite3 queue.sqlite3 "INSERT INTO cf_processing_queue (plugin_name, config_overrides, status)
        VALUES ('line_counter v1.0', '{\"files\": [\"a.log\", \"b.log\"]}', 'QUEUED')"
    worker.py queue.sqlite3
"""

import json
import os
import socket
import sqlite3
import sys
import time
import traceback

REPORT_EVERY = 1.0  # seconds

CLAIM = """
UPDATE cf_processing_queue
SET status = 'RUNNING', claim_time = datetime('now'), worker_host = ?, worker_pid = ?
WHERE id = (
  SELECT id FROM cf_processing_queue WHERE status IN ('QUEUED', 'PENDING') ORDER BY priority DESC, id LIMIT 1
)
RETURNING id, config_overrides
"""
PROGRESS = """
UPDATE cf_processing_queue
SET items_processed = ?, items_failed = ?, items_total = ?, updated_at = datetime('now')
WHERE id = ?
"""
FAILURE = "INSERT INTO cf_job_failures (job_id, file_path, error_message, stack_trace) VALUES (?, ?, ?, ?)"
END = "UPDATE cf_processing_queue SET status = ?, end_time = datetime('now'), error_message = ? WHERE id = ?"


def main(path: str) -> None:
    # isolation_level None: every statement is a transaction of its own, and a short one.
    queue = sqlite3.connect(path, timeout=5, isolation_level=None)
    while True:
        job = queue.execute(CLAIM, (socket.gethostname(), os.getpid())).fetchone()
        if job is None:
            return
        identity, settings = job
        work_through(queue, identity, json.loads(settings or "{}").get("files", []))


def work_through(queue: sqlite3.Connection, identity: int, files: list[str]) -> None:
    failed = 0
    reported = time.monotonic()
    for done, file in enumerate(files, start=1):
        try:
            count_lines(file)
        except Exception as error:
            failed += 1
            queue.execute(FAILURE, (identity, file, f"{type(error).__name__}: {error}", traceback.format_exc()))
        if time.monotonic() - reported >= REPORT_EVERY or done == len(files):
            reported = time.monotonic()
            queue.execute(PROGRESS, (done, failed, len(files), identity))
    if failed == 0:
        queue.execute(END, ("COMPLETED", None, identity))
    else:
        queue.execute(END, ("FAILED", f"{failed} of {len(files)} files could not be read", identity))


def count_lines(file: str) -> int:
    """Stands for your work."""
    with open(file, encoding="utf-8") as lines:
        return sum(1 for _ in lines)


if __name__ == "__main__":
    main(sys.argv[1])
