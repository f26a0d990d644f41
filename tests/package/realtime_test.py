#!/usr/bin/env python3
"""The installed unit with --realtime on GPIO lines, on a kernel that is all its own.

Usage: realtime_test.py FOLDER_OF_THE_PACKAGE SOURCE_DIR. Needs root. Boots a clean Debian
in User-Mode Linux (tests/gpio_sim), where systemd may raise every limit, the lines are the
kernel's, and a refused device is refused. What happens in there is realtime.sh; here it is
started, and what it left is read.
"""

import json
import os
import pathlib
import subprocess
import sys
import unittest

from booted_debian import pairs, prepare, told
from debian_root import DebianRoot, enter_own_mounts, need_root

HERE = pathlib.Path(__file__).parent
PATIENCE_S = 240
SCHED_FIFO, SESSION_PRIORITY, GUARD_PRIORITY = 1, 40, 80


def boot(root, source):
    command = [source / "scripts/with-gpio-sim", "bash", HERE / "uml_boot.sh", root.path]
    booted = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env={**os.environ, "DYAD_GPIO_SIM_UML": "1",
                        "DYAD_GPIO_SIM_TIMEOUT_S": str(PATIENCE_S)})
    console = root.at("/told/console")
    said = console.read_text(errors="replace")[-3000:] if console.exists() else ""
    return told(root, booted.stdout[-6000:] + said)


class Process:
    """As /proc had it."""

    def __init__(self, folder):
        self.status = dict(line.split(":\t", 1) for line in
                           (folder / "status").read_text().splitlines() if ":\t" in line)
        # (policy, priority) of each thread; after the name in its brackets comes field 3.
        self.threads = {(int(fields[38]), int(fields[37])) for fields in
                        (line.rpartition(") ")[2].split() for line in
                         (folder / "threads").read_text().splitlines())}

    def kib(self, name):
        return int(self.status[name].split()[0])


class RealTime(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        package, = pathlib.Path(sys.argv[1]).glob("dyad_*.deb")
        source = pathlib.Path(sys.argv[2])
        cls.root = cls.enterClassContext(DebianRoot(source))
        prepare(cls.root, package, "realtime.sh", "pi-gpio-two-pokes.json", "udev")
        cls.root.leave_mounts()
        cls.text = boot(cls.root, source)
        print(cls.text, (cls.root.at("/told/journal")).read_text(), flush=True)
        cls.saw = pairs(cls.text)
        cls.processes = [Process(folder) for folder in cls.root.at("/told/processes").iterdir()]

    def read(self, name):
        return json.loads(self.root.at(f"/told/{name}").read_text())

    def child(self, parent):
        found = [each for each in self.processes if each.status["PPid"] == parent]
        self.assertEqual(len(found), 1, [each.status for each in self.processes])
        return found[0]

    def test_the_unit_is_active_and_its_data_are_its_own(self):
        self.assertEqual(self.saw["state"], "active")
        self.assertEqual(self.saw["data"], "dyad 750")

    def test_lines_and_sleep_states_are_the_groups_by_the_packages_rules(self):
        self.assertEqual((self.saw["lines"], self.saw["sleep_states"]), ("gpio 660", "gpio 660"))

    def test_the_doctor_finds_the_rig_and_the_permissions_in_order(self):
        findings = {each["id"]: each for each in self.read("doctor.json")["findings"]}
        for name in ("realtime", "gpio", "rig-file", "data-folder"):
            self.assertEqual(findings[name]["level"], "ok", findings[name])
        # What the unit's restrictions must not hide from it.
        self.assertIn("kept by nobody", findings["clock-sync"]["detail"])

    def test_everything_that_realtime_asks_for_is_granted(self):
        items = {item["what"]: item for item in self.read("status.json")["session"]["realtime"]}
        self.assertEqual(items["priority"]["detail"], f"SCHED_FIFO {SESSION_PRIORITY}")
        self.assertIn("memory", items)
        self.assertEqual([item for item in items.values() if not item["got"]], [])

    def test_the_kernel_says_so_too(self):
        daemon = self.child("1")
        session = self.child(daemon.status["Pid"])
        guard = self.child(session.status["Pid"])
        self.assertNotIn(SCHED_FIFO, {policy for policy, _ in daemon.threads})
        self.assertIn((SCHED_FIFO, SESSION_PRIORITY), session.threads)
        self.assertEqual(guard.threads, {(SCHED_FIFO, GUARD_PRIORITY)})
        self.assertGreater(session.kib("VmLck"), session.kib("VmRSS"))

    def test_no_process_has_any_capability(self):
        for process in self.processes:
            for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
                self.assertEqual(int(process.status[kind], 16), 0, process.status)
            self.assertEqual((process.status["NoNewPrivs"], process.status["Seccomp"]), ("1", "2"))
            self.assertNotEqual(process.status["Uid"].split()[0], "0")

    def test_lines_and_boards_may_be_opened_and_other_devices_not(self):
        self.assertEqual(self.saw["outside"], "opened")
        self.assertEqual(self.saw["own_device"], "opened")
        self.assertEqual(self.saw["boards"],
                         "No such device or address, No such device or address")
        self.assertEqual(self.saw["other_device"], "Operation not permitted")

    def test_the_session_gave_a_reward_and_ended_in_order(self):
        lines = self.root.at("/told/log.jsonl").read_text().splitlines()
        records = [json.loads(line) for line in lines]
        self.assertEqual(records[0]["source"], "live")
        self.assertEqual([r for r in records if r["type"] == "fault"], [])
        self.assertEqual(records[-1]["type"], "end")
        self.assertEqual((self.saw["Result"], self.saw["ExecMainStatus"]), ("success", "0"))
        opened = {r["channel"] for r in records if r["type"] == "actuation" and r["status"] == "done"}
        self.assertLessEqual({"valve_left", "valve_right"}, opened)
        self.assertEqual((self.saw["valves"], self.saw["valves_at_the_end"]), ("were open", "00"))


if __name__ == "__main__":
    need_root()
    enter_own_mounts()
    unittest.main(argv=sys.argv[:1], verbosity=2)
