#!/usr/bin/env python3
"""Installs the package in a clean Debian, uses it there, and removes it.

Usage: installed_test.py FOLDER_OF_THE_PACKAGE SOURCE_DIR [--without-daemon]. Needs root.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import time

from daemon import Daemon, free_port
from debian_root import DebianRoot, enter_own_mounts, need_root, run

RIGS, SCHEDULES = "/usr/share/dyad/rig-configs/rigs", "/usr/share/dyad/rig-configs/schedules"
SCHEDULE = f"{SCHEDULES}/quick-start.json"
DATA = "/var/lib/dyad"


def say(text):
    print(f"{time.monotonic() - STARTED:6.1f} s  {text}", flush=True)


def check_installation(root):
    who = root.inside(["id", "dyad"])
    assert "(gpio)" in who and "(dialout)" in who, who
    shell = root.inside(["getent", "passwd", "dyad"]).strip().rpartition(":")[2]
    assert shell.endswith("nologin"), shell
    assert root.inside(["dyad", "--version"]).startswith("dyad "), "no version"
    unit = "/usr/lib/systemd/system/dyad.service"
    verify = root.command(["systemd-analyze", "verify", "--man=no", unit,
                           unit.replace("dyad.", "dyad@a.")])
    said = subprocess.run(verify, env=root.environment(), capture_output=True, text=True)
    assert said.returncode == 0 and "dyad" not in said.stderr, said.stderr
    assert not root.at("/etc/systemd/system/multi-user.target.wants/dyad.service").exists(), \
        "the daemon is enabled before there is a rig"


def run_a_session(root):
    """As a person would, with no daemon."""
    root.inside(["install", "-d", "-o", "dyad", "-g", "dyad", "/tmp/run"])
    said = run(root.command(["dyad", "run", "--rig", f"{RIGS}/sim.json", "--schedule", SCHEDULE,
                             "--subjects", "M1,M2", "--duration", "60s", "--speed", "max",
                             "--data", "/tmp/run"], user="dyad"), env=root.environment())
    log, = root.at("/tmp/run").glob("*.jsonl")
    check_replay(root, f"/tmp/run/{log.name}")
    return said


def check_replay(root, log):
    said = root.inside(["dyad", "replay", log])
    assert "identical" in said, said


def run_a_session_by_the_daemon(root):
    shutil.copy(root.at(f"{RIGS}/sim.json"), root.at("/etc/dyad/rig.json"))
    with Daemon(root, f"127.0.0.1:{free_port()}") as daemon:
        log = use(root, daemon)
        code = daemon.end()
    assert code == 0, f"SIGTERM ended it with {code}:\n{daemon.said}"
    say("SIGTERM ended the daemon in order")
    return log


def use(root, daemon):
    """A session from its start to its log in a person's hands, by dyad ctl."""
    url = daemon.address()
    say(f"the daemon listens on {url}")

    def ctl(*words):
        return root.inside(["dyad", "ctl", "--url", url, *words])
    assert '"idle"' in ctl("--json", "status").replace(" ", "")
    daemon.until_fed()
    summary = ctl("start", "--schedule", SCHEDULE, "--subjects", "M1,M2", "--duration", "20s",
                  "--speed", "5", "--wait")
    say("a session has ended:\n" + summary)
    log, = root.at(DATA).rglob("*_M1-M2.jsonl")
    session = log.name.removesuffix(".jsonl")
    assert session in ctl("sessions")
    ctl("log", session, "--out", "/tmp/fetched.jsonl")
    assert root.at("/tmp/fetched.jsonl").read_bytes() == log.read_bytes()
    check_replay(root, "/tmp/fetched.jsonl")
    last = json.loads(log.read_text().splitlines()[-1])
    assert last["type"] == "end", last
    return log


def check_purge(root, log):
    """Nothing with its name is left but the data."""
    root.inside(["apt-get", "-y", "-qq", "purge", "dyad"])
    left = run(["find", root.path, "-xdev", "-name", "*dyad*"]).split()
    allowed = [root.at(DATA), root.at("/var/log"), root.at("/tmp"), root.at("/root")]
    ours = [name for name in left
            if not any(pathlib.Path(name).is_relative_to(place) for place in allowed)]
    assert not ours, f"the purge left {ours}"
    if log is None:
        assert not root.at(DATA).exists(), "an empty data folder is left"
    else:
        assert log.exists(), "the purge took a session's log"


def main():
    package, = pathlib.Path(sys.argv[1]).glob("dyad_*.deb")
    with DebianRoot(pathlib.Path(sys.argv[2])) as root:
        say("a clean Debian is there")
        shutil.copy(package, root.at(f"/tmp/{package.name}"))
        root.install(f"/tmp/{package.name}")
        root.at(f"/tmp/{package.name}").unlink()
        say("the package is installed")
        check_installation(root)
        run_a_session(root)
        say("a session by dyad run, and its replay")
        log = None
        if "--without-daemon" not in sys.argv:
            log = run_a_session_by_the_daemon(root)
        check_purge(root, log)
        say("the purge left nothing but the data")


STARTED = time.monotonic()
if __name__ == "__main__":
    need_root()
    enter_own_mounts()
    main()
