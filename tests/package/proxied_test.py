#!/usr/bin/env python3
"""The documented proxy, set up by the documented commands: nginx before the daemon.

Usage: proxied_test.py FOLDER_OF_THE_PACKAGE SOURCE_DIR. Needs root. In a clean Debian with
the package and Debian's nginx, and in a network of its own, so that the ports are those of
the document. All that the daemon is asked goes over TLS and through nginx.
"""

import http.client
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from daemon import Daemon
from debian_root import DebianRoot, enter_own_mounts, need_root, run
from documented import block_with, follow, section, stand_in, told_systemd
from https_client import Computer
from own_network import enter_own_network

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "server"))
from api_client import wait_until

HERE = pathlib.Path(__file__).parent
API = "/api/v1"
# More than the daemon takes at once from one address, see docs/control_api.md.
MANY = 5000


class Lab:
    """The machine with the rig, behind its proxy, from `with` on."""

    def __init__(self, package, source):
        self.package, self.root = package, DebianRoot(source)

    def __enter__(self):
        self.root.__enter__()
        self.install()
        self.read_document()
        self.set_up()
        enter_own_network()
        self.proxy = subprocess.Popen(self.root.command(["nginx", "-g", "daemon off;"]))
        wait_until("nginx", self.is_reached)
        self.daemon = None
        return self

    def __exit__(self, *exception):
        self.end_daemon()
        self.proxy.terminate()
        self.proxy.wait()
        self.root.__exit__(*exception)

    def install(self):
        shutil.copy(self.package, self.root.at(f"/tmp/{self.package.name}"))
        stand_in(self.root)
        self.root.install(f"/tmp/{self.package.name}", "nginx", "openssl")
        shutil.copy(self.root.at("/usr/share/dyad/rig-configs/rigs/sim.json"),
                    self.root.at("/etc/dyad/rig.json"))
        # The daemon's first start made it: see unit.py.
        self.root.inside(["install", "-d", "-o", "dyad", "-g", "dyad", "/var/lib/dyad"])

    def read_document(self):
        """The one that the package brings."""
        text = self.root.at("/usr/share/doc/dyad/docs/installing.md").read_text()
        self.document = section(text, "From other computers")
        self.options = block_with(self.document, "--allow-host")
        self.name = re.search(r"--allow-host (\S+)", self.options)[1]

    def set_up(self):
        """As the document says it; its name and its certificate's place may stand as they are."""
        tokens = follow(self.root, block_with(self.document, "token add")).split()
        self.operator, self.viewer = tokens
        follow(self.root, block_with(self.document, "openssl req"))
        follow(self.root, block_with(self.document, "nginx.conf"))
        assert told_systemd(self.root) == ["reload nginx", "restart dyad"], told_systemd(self.root)
        # The lab's name server.
        hosts = self.root.folder / "hosts"
        hosts.write_text(f"127.0.0.1 localhost {self.name}\n")
        run(["mount", "--bind", hosts, "/etc/hosts"])

    def is_reached(self):
        assert self.proxy.poll() is None, "nginx ended"
        try:
            self.computer("127.0.0.1").ask("GET", "/")
        except ConnectionRefusedError:
            return False
        return True

    def start_daemon(self, options):
        self.end_daemon()
        self.root.at("/etc/dyad/dyad.env").write_text(options)
        self.daemon = Daemon(self.root, "127.0.0.1:8470")
        self.daemon.address()

    def end_daemon(self):
        if self.daemon:
            code = self.daemon.end()
            assert code == 0, f"{code}: {self.daemon.said}"
            self.daemon.notifications.close()
            self.root.at("/run/notify").unlink()
        self.daemon = None

    def computer(self, address):
        return Computer(address, self.name, self.root.at("/etc/ssl/certs/dyad.pem"))


class Proxied(unittest.TestCase):
    """Each test is a computer of its own, by the address that the daemon is to see."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(*PACKAGE_AND_SOURCE)
        cls.enterClassContext(cls.lab)
        cls.lab.start_daemon(cls.lab.options)
        cls.addresses = (f"127.0.1.{i}" for i in range(1, 255))

    def computer(self, token=None):
        computer = self.lab.computer(next(self.addresses))
        if token:
            self.assertEqual(computer.sign_in(token).status, 200)
        return computer

    def assertProblem(self, answer, status, code):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(json.loads(answer.body)["type"], f"urn:dyad:problem:{code}")

    def test_who_has_no_token_sees_the_page_and_nothing_else(self):
        anybody = self.computer()
        self.assertIn(b"<html", anybody.ask("GET", "/").body)
        self.assertProblem(anybody.ask("GET", f"{API}/status"), 401, "token-required")
        self.assertProblem(anybody.sign_in("x" * 43), 401, "token-wrong")
        self.assertProblem(anybody.ask("GET", f"{API}/status",
                                       headers={"Authorization": "Bearer " + "y" * 43}),
                           401, "token-wrong")
        self.assertProblem(anybody.web_socket(f"{API}/live").answer(), 401, "token-required")

    def test_signing_in_gives_a_cookie_that_leaves_by_tls_alone(self):
        anna = self.computer()
        answer = anna.sign_in(self.lab.operator)
        self.assertEqual(json.loads(answer.body)["name"], "anna")
        cookie = answer.headers["Set-Cookie"].split("; ")
        for part in ("Secure", "HttpOnly", "SameSite=Strict"):
            self.assertIn(part, cookie)
        self.assertEqual(json.loads(anna.ask("GET", f"{API}/me").body)["role"], "operator")
        self.assertIn("Secure", anna.ask("POST", f"{API}/sign-out").headers["Set-Cookie"])

    def test_a_session_is_started_watched_to_its_end_and_downloaded(self):
        anna, screen = self.computer(self.lab.operator), self.computer(self.lab.viewer)
        start = {"subjects": ["M1", "M2"], "schedule": "quick-start", "duration": "20s",
                 "speed": "5"}
        self.assertProblem(screen.ask("POST", f"{API}/sessions", start), 403, "role-too-low")
        self.assertEqual(anna.ask("POST", f"{API}/sessions", start,
                                  {"Origin": f"https://{self.lab.name}"}).status, 202)
        wait_until("the session", lambda: self.state(screen) == "running")
        events = screen.web_socket(f"{API}/events?session=current")
        self.assertEqual(events.status, 101)
        messages = [events.message()]
        self.assertEqual(self.state(screen), "running")
        while '"stream":"end"' not in messages[-1]:
            messages.append(events.message())
        self.assertIsNone(events.message())
        events.close()
        log = screen.ask("GET", f"{API}/sessions/current/log")
        self.assertIn("attachment", log.headers["Content-Disposition"])
        self.assertEqual("\n".join(messages[:-1]).split(), log.body.decode().split())
        self.assertEqual(json.loads(log.body.splitlines()[-1])["type"], "end")
        stored, = self.lab.root.at("/var/lib/dyad").rglob("*_M1-M2.jsonl")
        self.assertEqual(log.body, stored.read_bytes())

    def test_the_page_in_a_browser_runs_a_session(self):
        done = subprocess.run(["node", HERE / "page_behind_proxy.mjs",
                               PACKAGE_AND_SOURCE[1].resolve() / "src/dashboard",
                               f"https://{self.lab.name}", self.lab.operator],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def state(self, computer):
        return json.loads(computer.ask("GET", f"{API}/status").body)["state"]

    def test_pages_of_another_site_are_refused(self):
        anna = self.computer(self.lab.operator)
        for said in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
                     {"Origin": f"http://{self.lab.name}"},
                     # The proxy puts its own word in the place of such.
                     {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}):
            end = anna.ask("POST", f"{API}/sessions/current/end", {}, said)
            self.assertProblem(end, 403, "cross-origin")
            socket = anna.web_socket(f"{API}/live", said)
            self.assertProblem(socket.answer(), 403, "cross-origin")
        self.assertProblem(anna.ask("GET", "/", headers={"Host": "evil.example"}),
                           421, "wrong-host")

    def test_wrong_tokens_are_counted_against_who_sent_them(self):
        guesser, other = self.computer(), self.computer()
        for i in range(11):
            # It cannot say that it is somebody else, either.
            answer = guesser.ask("POST", f"{API}/sign-in", {"token": f"{i:043d}"},
                                 {"X-Forwarded-For": f"10.0.0.{i}"})
        self.assertProblem(answer, 429, "too-many-wrong-tokens")
        self.assertProblem(other.sign_in("z" * 43), 401, "token-wrong")

    def test_who_asks_too_much_holds_up_nobody_else(self):
        busy, other = self.computer(), self.computer()
        kept = busy.connection()
        answers = (busy.ask("GET", f"{API}/me", connection=kept,
                            headers={"X-Forwarded-For": f"10.0.{i // 250}.{i % 250}"})
                   for i in range(MANY))
        limited = next((answer for answer in answers if answer.status == 429), None)
        kept.close()
        self.assertIsNotNone(limited, f"{MANY} requests were not too many")
        self.assertProblem(limited, 429, "too-many-requests")
        self.assertEqual(other.ask("GET", f"{API}/me").status, 200)

    def test_the_port_without_tls_leads_to_the_other(self):
        plain = http.client.HTTPConnection(self.lab.name, 80)
        self.addCleanup(plain.close)
        plain.request("GET", "/sessions")
        answer = plain.getresponse()
        self.assertEqual((answer.status, answer.headers["Location"]),
                         (301, f"https://{self.lab.name}/sessions"))

    def test_without_a_token_file_nobody_is_let_in_by_the_proxy(self):
        self.lab.start_daemon(self.lab.options.replace("--tokens /var/lib/dyad/tokens", ""))
        self.addCleanup(self.lab.start_daemon, self.lab.options)
        anybody = self.computer()
        for answer in (anybody.ask("GET", f"{API}/status"),
                       anybody.ask("POST", f"{API}/sessions", {}),
                       anybody.web_socket(f"{API}/live").answer()):
            self.assertProblem(answer, 403, "proxy-without-tokens")


if __name__ == "__main__":
    need_root()
    enter_own_mounts()
    PACKAGE_AND_SOURCE = (next(pathlib.Path(sys.argv[1]).glob("dyad_*.deb")),
                          pathlib.Path(sys.argv[2]))
    unittest.main(argv=sys.argv[:1], verbosity=2)
