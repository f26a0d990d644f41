#!/usr/bin/env python3
"""A lab's day through `dyad ctl` alone, on a real `dyad serve`.

Usage: ctl_on_daemon_test.py SOURCE_DIR DYAD_BINARY
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from api_client import AT_MOST_S, RunningDaemon, wait_until

SOURCE, DYAD = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
del sys.argv[1:3]
SCHEDULE = str(SOURCE / "rig-configs/schedules/quick-start.json")


class Ctl(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.daemon = RunningDaemon(DYAD, SOURCE, folder.name)
        self.addCleanup(self.daemon.stop)

    def popen(self, *words, role="operator"):
        environment = {**os.environ, "DYAD_TOKEN": self.daemon.tokens[role]}
        return subprocess.Popen(
            [DYAD, "ctl", "--url", f"http://127.0.0.1:{self.daemon.port}", *words],
            cwd=self.daemon.folder, env=environment, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)

    def ctl(self, *words, code=0, **more):
        process = self.popen(*words, **more)
        out, err = process.communicate(timeout=AT_MOST_S)
        self.assertEqual(process.returncode, code, f"{words}: {out}{err}")
        return out if code == 0 else err

    def start(self, *words):
        self.ctl("start", "--schedule", "quick-start", "--subjects", "M1,M2", *words)

    def test_a_session_is_started_watched_and_downloaded(self):
        self.daemon.start()
        self.assertIn("idle", self.ctl("status"))
        self.assertIn("can be started", self.ctl("check", "--schedule", "quick-start", "--subjects", "M1,M2"))
        summary = self.ctl("start", "--schedule", SCHEDULE, "--subjects", "M1,M2", "--speed", "max",
                           "--duration", "2min", "--seed", "1", "--wait")
        self.assertIn("ended (duration) after 2:00.0", summary)
        for animals in ("M1", "M1,M2", "M2,M1"):
            self.assertIn("M1, M2", self.ctl("sessions", "--subject", animals))
        self.assertIn("no such session", self.ctl("sessions", "--subject", "M1,M3"))
        self.ctl("log", "current", "--out", "copy.jsonl")
        log = (self.daemon.folder / "copy.jsonl").read_text()
        self.assertEqual(self.ctl("events"), log)
        self.assertEqual(self.ctl("events", "--from", "5"), "".join(log.splitlines(True)[5:]))
        self.ctl("log", "current", "--out", "copy.jsonl", code=3)
        self.assertEqual((self.daemon.folder / "copy.jsonl").read_text(), log)

    def test_events_come_while_the_session_runs_and_end_with_it(self):
        self.daemon.start()
        self.start("--speed", "1")
        self.daemon.until_state("running")
        follower = self.popen("events")
        self.assertEqual(json.loads(follower.stdout.readline())["type"], "header")
        self.ctl("pause")
        self.daemon.until_state("paused")
        self.assertIn("paused", self.ctl("status"))
        self.ctl("resume")
        self.ctl("note", "M1 sneezed")
        self.ctl("start", "--schedule", "quick-start", "--subjects", "M3,M4", code=1)
        self.ctl("lines", code=1)
        self.ctl("end")
        lines = follower.communicate(timeout=AT_MOST_S)[0].splitlines()
        self.assertEqual(json.loads(lines[-1])["type"], "end")
        self.assertEqual(follower.returncode, 0)
        self.daemon.until_state("idle")
        self.assertIn("M1 sneezed", self.ctl("show", "current"))
        self.ctl("pause", code=1)

    def test_an_animal_is_given_water_by_hand_and_a_replay_gives_it_too(self):
        self.daemon.start()
        self.ctl("give", "M1", code=1)
        self.start("--speed", "1")
        self.daemon.until_state("running")
        session = lambda: self.daemon.json("/status")["session"]
        wait_until("a beat", lambda: session() and "tally" in session())
        self.assertIn("to give M1 4.000 µl", self.ctl("give", "M1"))
        wait_until("the water", lambda: session()["tally"]["manual_rewards"] == [1, 0])
        self.ctl("pause")
        self.daemon.until_state("paused")
        self.assertIn("to give M2 2.500 µl", self.ctl("give", "M2", "--volume", "2.5"))
        wait_until("more water", lambda: session()["tally"]["manual_rewards"] == [1, 1])
        self.assertIn("rewards + 1 by hand", self.ctl("status"))
        self.assertIn("/subject: is no animal", self.ctl("give", "M3", code=2))
        self.assertIn("/volume_ul", self.ctl("give", "M1", "--volume", "999", code=2))
        self.ctl("give", "M1", "--volume", "much", code=2)
        self.ctl("end")
        self.daemon.until_state("idle")
        self.ctl("log", "current", "--out", "water.jsonl")
        self.assertIn("identical", self.daemon.run("replay", "water.jsonl"))
        given = [line for line in (self.daemon.folder / "water.jsonl").read_text().splitlines()
                 if '"kind":"manual_reward"' in line]
        self.assertEqual([json.loads(line)["volume_nl"] for line in given], [4000, 2500])
        columns = self.daemon.json("/sessions/current/columns")
        self.assertIn(True, columns["rewards"][0]["manual"])

    def test_events_end_with_whoever_reads_them(self):
        self.daemon.start()
        self.start("--speed", "10")
        self.daemon.until_state("running")
        follower = self.popen("events")
        follower.stdout.readline()
        follower.stdout.close()
        self.assertEqual(follower.wait(timeout=AT_MOST_S), 0)
        self.ctl("end")
        self.daemon.until_state("idle")

    def test_interrupted_sessions_go_on_or_are_dismissed(self):
        first, second = (self.daemon.interrupted_log(pair) for pair in ("T1,T2", "T3,T4"))
        self.daemon.start()
        self.assertIn(f"dyad ctl start --continue {first}", self.ctl("status"))
        self.ctl("dismiss", second)
        self.assertIn(f"continues   {first}",
                      self.ctl("start", "--continue", first, "--speed", "max", "--wait"))
        self.assertNotIn("Interrupted", self.ctl("status"))

    def test_documents_are_stored_and_come_back_byte_for_byte(self):
        self.daemon.start()
        for one, path in (("schedule", SCHEDULE), ("rig", str(self.daemon.folder / "rig.json"))):
            name = self.ctl(one, "put", path, "--note", "of the test").split()[0]
            self.assertIn(name.split("@")[1], self.ctl(one + "s"))
            self.ctl(one, "get", name, "--out", one + ".copy")
            self.assertEqual((self.daemon.folder / (one + ".copy")).read_bytes(),
                             pathlib.Path(path).read_bytes())
        (self.daemon.folder / "bad.json").write_text("{}")
        self.assertIn("bad.json: ", self.ctl("schedule", "put", "bad.json", code=1))

    def test_the_hardware_is_tried(self):
        self.daemon.start()
        self.assertIn("poke_left", self.ctl("lines"))
        self.assertIn("3 of 3 pulses done", self.ctl("pulse", "light", "--duration", "10ms",
                                                     "--count", "3", "--gap", "20ms"))
        self.assertIn("1 of 1 pulses done", self.ctl("reward", "valve_left", "--volume", "4"))
        self.assertIn("no output 'nothing'", self.ctl("pulse", "nothing", "--duration", "1ms", code=2))
        self.assertIn("Closed.", self.ctl("flush", "valve_left", "valve_right", "--for", "1500ms"))
        flush = self.popen("flush", "valve_left", "--for", "2min")
        self.assertIn("Open", flush.stdout.readline())
        active = lambda: self.daemon.json("/hardware")["lines"].get("valve_left")
        wait_until("the open valve", active)
        flush.send_signal(signal.SIGINT)
        self.assertIn("Closed.", flush.communicate(timeout=AT_MOST_S)[0])
        wait_until("the closed valve", lambda: not active())
        self.assertIn("valve_left", self.ctl("calibrations"))

    def test_who_may_not_is_told_so(self):
        self.daemon.start()
        self.ctl("status", role="viewer")
        self.assertIn("The token may not do this", self.ctl("end", role="viewer", code=3))
        self.daemon.tokens["wrong"] = "x" * 43
        self.assertIn("not known here", self.ctl("status", role="wrong", code=3))
        doctor = self.popen("doctor", role="viewer")
        self.assertIn("ok ", doctor.communicate(timeout=AT_MOST_S)[0])
        self.assertIn(doctor.returncode, (0, 1))  # the machine's own state


if __name__ == "__main__":
    unittest.main()
