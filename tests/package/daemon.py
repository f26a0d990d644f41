"""The daemon of an installed package, started as its unit says, without systemd."""

import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time

import unit

UNIT = "/usr/lib/systemd/system/dyad.service"
# How long anything may take before the test gives up: no bound on dyad.
PATIENCE_S = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Daemon:
    """Runs in `root` from `with` on; what it prints is in `said`, what it tells systemd
    in `told`."""

    def __init__(self, root, listen):
        text = root.at(UNIT).read_text()
        with open(root.at("/etc/dyad/dyad.env"), "a") as options:
            options.write(f"DYAD_LISTEN={listen}\n")

        def read(file):
            return root.at(file).read_text() if root.at(file).exists() else ""
        variables = unit.environment(text, read)
        user = unit.value(text, "User")
        # What systemd does for StateDirectory=.
        state = "/var/lib/" + unit.value(text, "StateDirectory")
        root.inside(["install", "-d", "-o", user, "-g", user,
                     "-m", unit.value(text, "StateDirectoryMode"), state])
        self.notifications = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notifications.bind(str(root.at("/run/notify")))
        os.chmod(root.at("/run/notify"), 0o777)
        watchdog = str(int(unit.value(text, "WatchdogSec")) * 1_000_000)
        self.said, self.told = "", []
        self.process = subprocess.Popen(
            root.command(unit.command_line(text, variables), user=user,
                         groups=unit.value(text, "SupplementaryGroups").replace(" ", ",")),
            env=root.environment({**variables, "NOTIFY_SOCKET": "/run/notify",
                                  "WATCHDOG_USEC": watchdog}),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.selector.register(self.notifications, selectors.EVENT_READ)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.notifications.close()

    def listen(self, until):
        """Takes what it says and tells until `until()` holds."""
        give_up = time.monotonic() + PATIENCE_S
        while not until():
            if time.monotonic() > give_up:
                sys.exit(f"waited {PATIENCE_S} s; the daemon said:\n{self.said}\n"
                         f"and told systemd {self.told}")
            for key, _ in self.selector.select(timeout=1):
                if key.fileobj is self.notifications:
                    self.told += self.notifications.recv(4096).decode().split("\n")
                    continue
                piece = os.read(self.process.stdout.fileno(), 4096).decode()
                if not piece:
                    sys.exit(f"the daemon ended with {self.process.wait()}:\n{self.said}")
                self.said += piece

    def address(self):
        """Where it says it listens, once it has told systemd that it is ready."""
        pattern = re.compile(r"^dyad: listening on (http://\S+)$", re.MULTILINE)
        self.listen(lambda: "READY=1" in self.told and pattern.search(self.said))
        return pattern.search(self.said)[1]

    def until_fed(self):
        """The watchdog is fed, again from now."""
        self.told.clear()
        self.listen(lambda: "WATCHDOG=1" in self.told)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=PATIENCE_S)
        self.said += rest.decode()
        return self.process.returncode
