"""The commands of docs/installing.md, run as they stand in a clean Debian as root.

What is not there is stood in for: sudo, sudoedit and systemctl, for a Debian that is
entered and not booted.
"""

import re

SUDO = """#!/bin/sh
case $1 in
  -u) user=$2; shift 2; exec setpriv --reuid="$user" --regid="$user" --init-groups "$@" ;;
  *) exec "$@" ;;
esac
"""
# What systemd is told is written down; the test does it.
SYSTEMCTL = """#!/bin/sh
echo "$*" >>/systemctl.told
"""


def section(text, title):
    """From its headline to the next of the same height."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"the document has no section '{title}'"
    return found[1]


def block_with(text, word):
    """The one block of commands that has the word."""
    blocks = [block for block in re.findall(r"^```\n(.*?)^```", text, re.M | re.S)
              if word in block]
    assert len(blocks) == 1, f"{len(blocks)} blocks with '{word}', not one"
    return blocks[0]


def stand_in(root):
    programs = {"local/bin/sudo": SUDO, "local/bin/sudoedit": "#!/bin/sh\n",
                "local/bin/systemctl": SYSTEMCTL,
                # No package starts a service here: it would take the machine's own ports.
                "sbin/policy-rc.d": "#!/bin/sh\nexit 101\n"}
    for name, text in programs.items():
        program = root.at(f"/usr/{name}")
        program.write_text(text)
        program.chmod(0o755)
    root.at("/etc/apt/apt.conf.d/90yes").write_text('APT::Get::Assume-Yes "true";\n')


def told_systemd(root):
    return root.at("/systemctl.told").read_text().splitlines()


def follow(root, commands):
    """What they print; the test ends where one fails."""
    path = "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return root.inside(["env", path, "bash", "-euo", "pipefail", "-c", commands])
