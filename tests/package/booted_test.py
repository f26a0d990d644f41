#!/usr/bin/env python3
"""The installed unit under a real systemd, booted in a container.

Usage: booted_test.py FOLDER_OF_THE_PACKAGE SOURCE_DIR. Needs root. What happens in there
is booted.sh; here it is started, and what it left is read.
"""

import json
import os
import pathlib
import subprocess
import sys

from booted_debian import pairs, prepare, told
from debian_root import DebianRoot, enter_own_mounts, need_root

PATIENCE_S = 150


def boot(root):
    """The words that booted.sh wrote, a line each: what it looked at, and what it saw."""
    command = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit",
               "--private-network", "--console=pipe", "--machine", f"dyad-{os.getpid()}",
               "--directory", str(root.path)]
    try:
        booted = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, timeout=PATIENCE_S)
        console = booted.stdout
    except subprocess.TimeoutExpired as late:
        console = (late.stdout or b"").decode(errors="replace")
    return told(root, console)


def check(root, text):
    saw = pairs(text)
    assert saw["user"] == "dyad", text
    assert (saw["restarts"], saw["restarts_left"], saw["left"]) == ("1", "0", "success"), text
    assert (saw["Result"], saw["ExecMainStatus"]) == ("success", "0"), text
    log, = root.at("/var/lib/dyad").rglob("*_M1-M2.jsonl")
    records = [json.loads(line) for line in log.read_text().splitlines()]
    # The session's process outlived the daemon, said so, and ended in order.
    assert any(r["type"] == "fault" and r["kind"] == "daemon_died" for r in records), records[-3:]
    assert records[-1]["type"] == "end", records[-1]
    assert len(list(root.at("/var/lib/dyad/left").glob("*_L1-L2.jsonl"))) == 1, text


def main():
    package, = pathlib.Path(sys.argv[1]).glob("dyad_*.deb")
    with DebianRoot(pathlib.Path(sys.argv[2])) as root:
        prepare(root, package, "booted.sh", "sim.json")
        root.leave_mounts()
        text = boot(root)
        print(text)
        check(root, text)


if __name__ == "__main__":
    need_root()
    enter_own_mounts()
    main()
