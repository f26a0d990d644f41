#!/usr/bin/env python3
"""The installed unit under a real systemd, booted in a container.

Usage: booted_test.py FOLDER_OF_THE_PACKAGE SOURCE_DIR. Needs root. What happens in there
is booted.sh; here it is started, and what it left is read.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

from debian_root import DebianRoot, enter_own_mounts, need_root

HERE = pathlib.Path(__file__).parent
PATIENCE_S = 150


def prepare(root, package):
    shutil.copy(package, root.at(f"/tmp/{package.name}"))
    root.install(f"/tmp/{package.name}", "systemd-sysv")
    shutil.copy(root.at("/usr/share/dyad/rig-configs/rigs/sim.json"),
                root.at("/etc/dyad/rig.json"))
    shutil.copy(HERE / "booted.sh", root.at("/booted.sh"))
    root.at("/etc/systemd/system/booted.service").write_text(
        "[Service]\nType=oneshot\nExecStart=/bin/bash /booted.sh\n"
        "StandardOutput=append:/told\nStandardError=append:/told\n"
        "ExecStopPost=/bin/systemctl --no-block poweroff\n"
        "[Install]\nWantedBy=multi-user.target\n")
    root.inside(["systemctl", "enable", "booted.service"])


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
    told = root.at("/told").read_text() if root.at("/told").exists() else ""
    if "done" not in told.split():
        journal = subprocess.run(["journalctl", "--root", str(root.path), "-u", "dyad", "-n", "50"],
                                 capture_output=True, text=True).stdout
        sys.exit(f"it did not come to its end:\n{console[-3000:]}\n{told}\n{journal}")
    return told


def check(root, told):
    saw = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
    assert saw["user"] == "dyad", told
    assert saw["restarts"] == "1", told
    assert (saw["Result"], saw["ExecMainStatus"]) == ("success", "0"), told
    log, = root.at("/var/lib/dyad").rglob("*_M1-M2.jsonl")
    records = [json.loads(line) for line in log.read_text().splitlines()]
    # The session's process outlived the daemon, said so, and ended in order.
    assert any(r["type"] == "fault" and r["kind"] == "daemon_died" for r in records), records[-3:]
    assert records[-1]["type"] == "end", records[-1]


def main():
    package, = pathlib.Path(sys.argv[1]).glob("dyad_*.deb")
    with DebianRoot(pathlib.Path(sys.argv[2])) as root:
        prepare(root, package)
        root.leave_mounts()
        told = boot(root)
        print(told)
        check(root, told)


if __name__ == "__main__":
    need_root()
    enter_own_mounts()
    main()
