"""A clean Debian with the package, made to run one script of ours once it has booted.

The script's output is the file /told/told of that Debian; whatever it wants looked at it
leaves beside it. When it has ended the Debian switches itself off.
"""

import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
UNIT = """[Service]
Type=oneshot
ExecStart=/bin/bash /ours/{script}
StandardOutput=append:/told/told
StandardError=append:/told/told
ExecStopPost=/bin/systemctl --no-block poweroff
[Install]
WantedBy=multi-user.target
"""


def prepare(root, package, script, rig, *packages):
    """Before the boot: `rig` is the name of one that the package brings."""
    shutil.copy(package, root.at(f"/tmp/{package.name}"))
    root.install(f"/tmp/{package.name}", "systemd-sysv", *packages)
    shutil.copy(root.at(f"/usr/share/dyad/rig-configs/rigs/{rig}"), root.at("/etc/dyad/rig.json"))
    for folder in ("/ours", "/told"):
        root.at(folder).mkdir()
    for file in (script, "booted_steps.sh"):
        shutil.copy(HERE / file, root.at(f"/ours/{file}"))
    root.at("/etc/systemd/system/ours.service").write_text(UNIT.format(script=script))
    root.inside(["systemctl", "enable", "ours.service"])


def told(root, console):
    """What the script wrote, which must be up to its end; `console` helps where it is not."""
    file = root.at("/told/told")
    text = file.read_text() if file.exists() else ""
    if "done" not in text.splitlines():
        journal = subprocess.run(["journalctl", "--root", str(root.path), "-u", "dyad", "-n", "50"],
                                 capture_output=True, text=True).stdout
        sys.exit(f"it did not come to its end:\n{console[-3000:]}\n{text}\n{journal}")
    return text


def pairs(text):
    """The lines NAME=VALUE of it."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
