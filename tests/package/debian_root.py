"""A clean Debian to install a package in: a fresh copy, thrown away afterwards.

Needs root, and a mount namespace of its own (enter_own_mounts), so that no mount
outlives the test however it ends.
"""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

APT = ["apt-get", "-y", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "APT::Install-Recommends=false"]
PROXIES = ("http_proxy", "https_proxy", "no_proxy")


def need_root():
    if os.geteuid() != 0:
        sys.exit("this test makes a Debian and enters it with chroot: run it as root")


def enter_own_mounts():
    """Runs this program again where its mounts are nobody else's."""
    if "DYAD_OWN_MOUNTS" not in os.environ:
        os.environ["DYAD_OWN_MOUNTS"] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private",
                              sys.executable, *sys.argv])


def run(command, **options):
    """The command's standard output; tells everything where it fails."""
    command = [str(word) for word in command]
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class DebianRoot:
    """Use it in a `with`. Paths given to `inside` and `at` are the new system's."""

    def __init__(self, source_dir):
        # Its progress goes to the terminal: the first time takes a minute.
        self.clean = pathlib.Path(subprocess.run(
            [source_dir / "scripts/clean-debian-root"], check=True, text=True,
            stdout=subprocess.PIPE).stdout.strip())
        self.archives = self.clean.parent / "apt-archives"

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dyad-debian-"))
        self.path = self.folder / "root"
        self.mounted = []
        # In memory: some 400 MB, and no file of it ever reaches a disk.
        run(["mount", "-t", "tmpfs", "-o", "mode=755", "debian", self.folder])
        run(["cp", "-a", self.clean, self.path])
        shutil.copy("/etc/resolv.conf", self.at("/etc/resolv.conf"))
        self.mount("/proc", "-t", "proc", "proc")
        # Not the machine's /dev: debootstrap made what programs need, and the rings of
        # other sessions are none of its business.
        self.mount("/dev/shm", "-t", "tmpfs", "-o", "mode=1777", "shm")
        # What apt has downloaded once it need not download again.
        self.archives.mkdir(exist_ok=True)
        self.mount("/var/cache/apt/archives", "--bind", self.archives)
        return self

    def __exit__(self, *exception):
        self.leave_mounts()
        run(["umount", "--lazy", self.folder])
        self.folder.rmdir()

    def mount(self, place, *what):
        run(["mount", *what, self.at(place)])
        self.mounted.append(place)

    def leave_mounts(self):
        while self.mounted:
            run(["umount", "--lazy", self.at(self.mounted.pop())])

    def at(self, path):
        return self.path / str(path).lstrip("/")

    def command(self, words, user="root", groups=""):
        """The host's command line that runs `words` there."""
        who = [f"--userspec={user}:{user}", f"--groups={groups}"] if user != "root" else []
        return ["chroot", *who, str(self.path), *map(str, words)]

    def environment(self, more=()):
        own = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/", "LC_ALL": "C.UTF-8",
               "DEBIAN_FRONTEND": "noninteractive"}
        own |= {name: os.environ[name] for name in PROXIES if name in os.environ}
        return own | dict(more)

    def inside(self, words, **who):
        return run(self.command(words, **who), env=self.environment())

    def install(self, *packages):
        command = self.command([*APT, "install", *packages])
        with open(self.archives.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # apt would refuse to share the downloads
            done = subprocess.run(command, env=self.environment(), capture_output=True)
            if done.returncode != 0:
                # What apt knew when the clean root was made may be on no mirror any more.
                self.inside([*APT, "update"])
                self.inside([*APT, "install", *packages])
