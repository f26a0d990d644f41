#!/usr/bin/env python3
"""Runs every command that README shows.

Usage: readme_test.py SOURCE_DIR DYAD_BINARY. The ```sh blocks are run as they stand,
in a folder laid out like a clone after scripts/demo; every subcommand of the overview
must be there; every script named must be there and executable. scripts/demo and
scripts/test are not run from here: scripts/test is what runs this.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run_shell_blocks(source, dyad, text):
    with tempfile.TemporaryDirectory() as folder:
        clone = pathlib.Path(folder)
        (clone / "rig-configs").symlink_to(source / "rig-configs")
        (clone / "build/release").mkdir(parents=True)
        (clone / "build/release/dyad").symlink_to(dyad)
        shown = blocks(text, "sh")
        assert shown, "README shows no ```sh block"
        for block in shown:
            subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=clone, check=True,
                           stdout=subprocess.DEVNULL)
        return len(shown)


def check_subcommands(dyad, text):
    overview = "".join(blocks(text, ""))
    names = sorted(set(re.findall(r"^dyad (\w+) ", overview, re.MULTILINE)))
    assert len(names) >= 6, f"README's overview names only {names}"
    for name in names:
        subprocess.run([dyad, name, "--help"], check=True, stdout=subprocess.DEVNULL)
    offered = subprocess.run([dyad, "--help"], check=True, capture_output=True, text=True)
    for name in re.findall(r"^  (\w+) +\S", offered.stdout.split("Subcommands:")[1],
                           re.MULTILINE):
        assert name in names, f"README's overview does not name 'dyad {name}'"
    return names


def check_scripts(source, text):
    names = sorted(set(re.findall(r"\bscripts/[\w-]+", text)))
    for name in names:
        assert os.access(source / name, os.X_OK), f"{name} cannot be run"
    return names


def main():
    source, dyad = pathlib.Path(sys.argv[1]), sys.argv[2]
    for document in ("README.md", "CONTRIBUTING.md", "docs/testing.md", "firmware/README.md"):
        check_scripts(source, (source / document).read_text())
    text = (source / "README.md").read_text()
    print(f"{run_shell_blocks(source, dyad, text)} block(s) run")
    print("subcommands:", " ".join(check_subcommands(dyad, text)))


if __name__ == "__main__":
    main()
