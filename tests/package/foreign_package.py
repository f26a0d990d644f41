#!/usr/bin/env python3
"""Runs the binary of an arm64 package here, under qemu.

Usage: foreign_package.py PACKAGE SYSROOT. SYSROOT is what it was compiled against
(scripts/arm64-sysroot). Nothing is installed.
"""

import pathlib
import subprocess
import sys
import tempfile


def output(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}:\n"
                 f"{done.stdout}{done.stderr}")
    return done.stdout


def main():
    package, sysroot = map(pathlib.Path, sys.argv[1:])
    assert output("dpkg-deb", "-f", package, "Architecture").strip() == "arm64"
    depends = output("dpkg-deb", "-f", package, "Depends").strip()
    assert "libc6" in depends and "libgpiod" not in depends, depends
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        output("dpkg-deb", "-x", package, root)
        binary, examples = root / "usr/bin/dyad", root / "usr/share/dyad/rig-configs"
        header = output("readelf", "-hlW", binary)
        assert "Machine:                           AArch64" in header, header
        assert "GNU_RELRO" in header and "ld-linux-aarch64" in header, header

        def dyad(*words):
            return output("qemu-aarch64-static", "-L", sysroot, binary, *words)
        print(dyad("--version").strip())
        dyad("run", "--rig", examples / "rigs/sim.json",
             "--schedule", examples / "schedules/quick-start.json", "--subjects", "M1,M2",
             "--duration", "60s", "--speed", "max", "--data", root / "data")
        log, = (root / "data").glob("*.jsonl")
        said = dyad("replay", log)
        assert "identical" in said, said
        print(f"a session of 60 s under qemu, and its replay: {said.strip().splitlines()[-1]}")
    print(f"depends on: {depends}")


if __name__ == "__main__":
    main()
