#!/usr/bin/env python3
"""Which processors a real `dyad serve` and the session that it runs may use.

Usage: processors_test.py SOURCE_DIR DYAD_BINARY
"""

import json
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from api_client import RunningDaemon, wait_until

SOURCE, DYAD = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
del sys.argv[1:3]
ALL = sorted(os.sched_getaffinity(0))


def isolated():
    """The processors that the kernel keeps free; a machine of a lab may have some."""
    text = pathlib.Path("/sys/devices/system/cpu/isolated").read_text().strip()
    ranges = [list(map(int, part.split("-"))) for part in text.split(",") if part]
    return [cpu for first, *last in ranges for cpu in range(first, (last or [first])[0] + 1)]


# What sessions are given, and what is left to others.
THEIRS = isolated() or ALL[1:][-1:]
REST = [cpu for cpu in ALL if cpu not in THEIRS] or ALL


def processors_of_threads(process):
    """Of each thread, by its number."""
    return {int(task.name): sorted(os.sched_getaffinity(int(task.name)))
            for task in pathlib.Path(f"/proc/{process}/task").iterdir()}


def children_of(process):
    return [int(child) for task in pathlib.Path(f"/proc/{process}/task").iterdir()
            for child in (task / "children").read_text().split()]


class Processors(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.daemon = RunningDaemon(DYAD, SOURCE, folder.name)
        self.addCleanup(self.daemon.stop)

    def run_session(self, *options):
        """The session's process, and what it says of its real-time set-up."""
        self.daemon.start(*options)
        body = {"subjects": ["M1", "M2"], "schedule": "quick-start", "speed": "1"}
        self.assertEqual(self.daemon.ask("POST", "/sessions", body).status, 202)
        session = wait_until("a beat", lambda: self.daemon.json("/status")["session"])
        process, = children_of(self.daemon.process.pid)
        return process, {item["what"]: item for item in session["realtime"]}

    def test_the_server_keeps_off_the_sessions_processor(self):
        self.run_session()
        threads = processors_of_threads(self.daemon.process.pid)
        # The first thread only waits; the one that starts sessions hands on all.
        self.assertIn(REST, threads.values(), json.dumps(threads))

    def test_a_session_without_real_time_may_run_anywhere(self):
        process, _ = self.run_session()
        self.assertEqual(set(map(tuple, processors_of_threads(process).values())), {tuple(ALL)})

    def test_a_real_time_session_has_it_for_its_own_thread(self):
        process, realtime = self.run_session("--realtime")
        threads = processors_of_threads(process)
        pinned = THEIRS and (realtime["priority"]["got"] or isolated())
        self.assertEqual(threads.pop(process), THEIRS if pinned else ALL)
        self.assertEqual(set(map(tuple, threads.values())), {tuple(REST if pinned else ALL)})


if __name__ == "__main__":
    unittest.main()
