"""A real `dyad serve` on the simulated rig, and what a client asks of it."""

import base64
import collections
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

AT_MOST_S = 60

Answer = collections.namedtuple("Answer", "status headers body")


def wait_until(what, condition):
    """The first true value of the condition; an error where there was none in time."""
    end = time.monotonic() + AT_MOST_S
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited {AT_MOST_S} s in vain for {what}")


class RunningDaemon:
    """In a folder of its own: rig.json, data/, tokens.json."""

    def __init__(self, dyad, source, folder):
        self.dyad, self.source, self.folder = dyad, source, pathlib.Path(folder)
        shutil.copy(source / "rig-configs/rigs/sim.json", self.folder / "rig.json")
        self.tokens = {role: self.run("token", "add", "--file", "tokens.json",
                                      "--name", f"the-{role}", "--role", role)
                       for role in ("viewer", "operator")}
        self.process = None

    def run(self, *words):
        done = subprocess.run([self.dyad, *words], cwd=self.folder,
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def command(self, *more):
        return [self.dyad, "serve", "--rig", "rig.json", "--data", "data", "--listen",
                "127.0.0.1:0", "--tokens", "tokens.json", "--schedules",
                str(self.source / "rig-configs/schedules"), *more]

    def interrupted_log(self, subjects):
        """The log of a session that lost its end; its id."""
        (self.folder / "data").mkdir(exist_ok=True)
        before = set((self.folder / "data").glob("*.jsonl"))
        self.run("run", "--rig", "rig.json", "--schedule",
                 str(self.source / "rig-configs/schedules/quick-start.json"), "--subjects",
                 subjects, "--data", "data", "--speed", "max", "--duration", "2min")
        path, = set((self.folder / "data").glob("*.jsonl")) - before
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:len(lines) // 2]))
        return path.stem

    def start(self, *more):
        self.process = subprocess.Popen(self.command(*more), cwd=self.folder, text=True,
                                        stdout=subprocess.PIPE)
        for line in self.process.stdout:
            match = re.search(r"listening on http://127\.0\.0\.1:(\d+)", line)
            if match:
                self.port = int(match[1])
                return
        raise AssertionError("the daemon does not listen")

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate(timeout=AT_MOST_S)
        return self.process.returncode if self.process else 0

    def ask(self, method, target, body=None, *, role="operator", raw=None, headers=()):
        """Body: what is sent as JSON; raw: the bytes themselves. Comes back where it is told to."""
        sent = dict(headers)
        if role:
            sent["Authorization"] = "Bearer " + self.tokens[role]
        content = json.dumps(body).encode() if raw is None and body is not None else raw
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=AT_MOST_S)
            connection.request(method, "/api/v1" + target, content, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
            connection.close()
            if answer.status != 429:
                return answer
            time.sleep(min(float(answer.headers["Retry-After"]), 1))

    def json(self, target):
        return json.loads(self.ask("GET", target).body)

    def until_state(self, state):
        return wait_until(state, lambda: self.json("/status")["state"] == state)

    def socket(self, target, role="operator"):
        stream = socket.create_connection(("127.0.0.1", self.port), AT_MOST_S)
        return WebSocket(stream, f"127.0.0.1:{self.port}", "/api/v1" + target,
                         {"Authorization": "Bearer " + self.tokens[role]} if role else {})


class WebSocket:
    """As much of RFC 6455 as it takes to read short answers of a server. Takes over the
    stream, a connected socket."""

    def __init__(self, stream, host, target, headers):
        self.stream = stream
        self.file = self.stream.makefile("rb")
        head = [f"GET {target} HTTP/1.1", f"Host: {host}", "Upgrade: websocket",
                "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode()]
        head += [f"{name}: {value}" for name, value in headers.items()]
        self.stream.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        self.status = int(self.file.readline().split()[1])
        self.headers = http.client.parse_headers(self.file)
        length = int(self.headers.get("Content-Length", 0))
        self.body = self.file.read(length) if self.status != 101 else b""

    def answer(self):
        """As of a plain call; the connection is not used further."""
        self.close()
        return Answer(self.status, self.headers, self.body)

    def message(self):
        """The next text message; None where the server closed, `goodbye` saying why."""
        while True:
            first, second = self.file.read(2)
            length = second & 127
            if length == 126:
                length = int.from_bytes(self.file.read(2), "big")
            elif length == 127:
                length = int.from_bytes(self.file.read(8), "big")
            content = self.file.read(length)
            if first & 15 == 1:
                assert first & 128, "a message in parts"
                return content.decode()
            if first & 15 == 8:
                self.goodbye = content[2:].decode()
                return None

    def send(self, text):
        data = text.encode()
        assert len(data) < 126
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.stream.sendall(bytes([0x81, 0x80 | len(data)]) + mask + masked)

    def close(self):
        self.file.close()
        self.stream.close()
