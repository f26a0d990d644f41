#!/usr/bin/env python3
"""Holds a real `dyad serve` and docs/openapi.json to each other.

Usage: contract_test.py SOURCE_DIR DYAD_BINARY [TEST]. Every operation is called with what
is valid and with what is not; status, media type, headers and body of each answer are held
to the file. An operation that was not reached with a 2xx, a route that the file lacks and
an operation that the server lacks are failures.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from api_client import RunningDaemon, wait_until
from api_file import ApiFile
from contract_calls import NOWHERE, bodies, target_of

SOURCE, DYAD = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
del sys.argv[1:3]


class Contract(unittest.TestCase):
    """A daemon of its own for every test, and what its answers are held to."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.api = ApiFile(SOURCE / "docs/openapi.json")
        self.operations = {operation["operationId"]: (path, method, operation)
                           for path, method, operation in self.api.operations()}
        self.daemon = RunningDaemon(DYAD, SOURCE, folder.name)
        self.bodies = bodies(SOURCE, self.daemon.tokens)
        self.reached = set()

    def start(self):
        self.daemon.start()
        self.addCleanup(self.daemon.stop)

    def call(self, name, names=None, *, body=None, query="", **more):
        """The answer, held to the file. The body is the valid one where none is given."""
        path, method, operation = self.operations[name]
        if body is None and "raw" not in more:
            body = self.bodies.get(name)
        answer = self.daemon.ask(method.upper(), target_of(path, name, names) + query, body, **more)
        self.hold(name, operation, answer)
        return answer

    def hold(self, name, operation, answer):
        """Fails where the answer is not one that the file has for the operation."""
        place = f"{name}: {answer.status} {answer.body[:300]}"
        responses = operation["responses"]
        self.assertIn(str(answer.status), responses, place)
        response = self.api.resolve(responses[str(answer.status)])
        for header, what in response.get("headers", {}).items():
            self.assertIn(header, answer.headers, place)
            self.assertEqual(self.api.complaints(what["schema"], answer.headers[header]), [], place)
        self.hold_body(response, answer, place)
        if answer.status < 300:
            self.reached.add(name)

    def hold_body(self, response, answer, place):
        content = response.get("content")
        if not content:
            self.assertEqual(answer.body, b"", place)
            return
        media_type = answer.headers.get_content_type()
        self.assertIn(media_type, content, place)
        if "json" not in media_type or media_type.endswith("ndjson"):
            self.assertNotEqual(answer.body, b"", place)
            return
        value = json.loads(answer.body)
        self.assertEqual(self.api.complaints(content[media_type]["schema"], value), [], place)
        if answer.status >= 400:
            self.assertEqual(value["status"], answer.status, place)
            self.assertIn(value["type"].split(":")[-1], response["x-dyad-codes"], place)
            self.assertTrue(value["title"] and value["detail"], place)

    def good(self, name, names=None, **more):
        """A call that must be answered with 2xx; its JSON, or its bytes."""
        answer = self.call(name, names, **more)
        self.assertLess(answer.status, 300, f"{name}: {answer.body[:500]}")
        is_json = answer.body and answer.headers.get_content_type() == "application/json"
        return json.loads(answer.body) if is_json else answer.body

    def code(self, answer):
        return json.loads(answer.body)["type"].split(":")[-1]


class ValidCalls(Contract):
    def test_every_operation_answers_as_the_file_says(self):
        continued = self.daemon.interrupted_log("T1,T2")
        dismissed = self.daemon.interrupted_log("T3,T4")
        self.start()
        self.who_is_asking()
        self.documents()
        self.interrupted_sessions(continued, dismissed)
        self.session()
        self.hardware()
        self.calibration()
        self.assertEqual(sorted(set(self.operations) - self.reached), [])
        self.assertEqual(self.daemon.stop(), 0)

    def who_is_asking(self):
        self.assertEqual(self.good("getMe")["role"], "operator")
        self.assertEqual(self.good("getMe", role=None)["role"], "nobody")
        self.assertTrue(self.good("getOpenapi", role=None) == self.api.document)
        answer = self.call("signIn", role=None)
        cookie = re.match(r"[^;]+", answer.headers["Set-Cookie"])[0]
        scheme = self.api.document["components"]["securitySchemes"]["cookie"]
        self.assertEqual(cookie.split("=")[0], scheme["name"])
        self.good("getStatus", role=None, headers={"Cookie": cookie})
        self.good("signOut")
        self.good("getStatus")
        self.good("getDoctor")

    def documents(self):
        for one, many in (("Schedule", "schedules"), ("Rig", "rigs")):
            self.assertTrue(self.good("validate" + one)["valid"])
            stored = self.good("store" + one)
            self.assertFalse(stored["already_there"])
            self.assertTrue(self.good("store" + one)["already_there"])
            listed = self.good(f"list{one}s")[many]
            self.assertIn(stored["name"], [document["name"] for document in listed])
            text = json.loads(self.bodies["store" + one]["text"])
            names = {"name": stored["name"]}
            self.assertEqual(self.good("get" + one, names), text)
            self.assertEqual(self.good("get" + one, names, query="?version=" + stored["id"]), text)
            wrong = self.good("validate" + one, body={"text": "{}"})
            self.assertFalse(wrong["valid"])
            self.assertTrue(wrong["problems"])

    def interrupted_sessions(self, continued, dismissed):
        offered = {one["id"] for one in self.good("getStatus")["interrupted"]}
        self.assertEqual(offered, {continued, dismissed})
        self.good("dismissSession", {"id": dismissed})
        self.good("startSession", body={"continue": continued, "speed": "max"})
        self.daemon.until_state("idle")
        self.assertEqual(self.good("getSession", {"id": "current"})["continues"], continued)
        self.assertEqual(self.good("getStatus")["interrupted"], [])

    def session(self):
        self.assertTrue(self.good("checkStart")["ok"])
        self.good("startSession")
        self.daemon.until_state("running")
        status = wait_until("the session", lambda: self.good("getStatus")["session"])
        self.streams(status["id"])
        self.assertEqual(self.good("giveRewardInSession")["volume_nl"], 2500)
        self.good("pauseSession")
        self.daemon.until_state("paused")
        self.good("resumeSession")
        self.daemon.until_state("running")
        note = self.good("writeNote", {"id": "current"})
        self.assertEqual(self.good("listNotes", {"id": "current"})["notes"][-1], note)
        self.good("endSession")
        self.daemon.until_state("idle")
        self.finished_session(status["id"])

    def finished_session(self, name):
        names = {"id": name}
        # T1 and T2 have two: the interrupted session and the one that continued it.
        for pair, count in (("M1,M2", 1), ("M2%2CM1", 1), ("T2,T1", 2), ("M1,T1", 0), ("m1", 0)):
            self.assertEqual(self.good("listSessions", query=f"?subject={pair}")["total"],
                             count, pair)
        listed = self.good("listSessions", query="?subject=M1&schedule=quick-start&limit=1")
        self.assertEqual([one["id"] for one in listed["sessions"]], [name])
        self.assertEqual(self.good("getSession", names)["end_reason"], "operator")
        last = self.good("getLog", names).splitlines()[-1]
        self.assertEqual(json.loads(last)["type"], "end")
        for part, status in ((f"bytes=-{len(last) + 1}", 206), ("bytes=999999999-", 416)):
            self.assertEqual(self.call("getLog", names, headers={"Range": part}).status, status)
        for operation in ("getTrialsCsv", "getEventsCsv", "getColumns", "getWhatIf"):
            self.good(operation, names)

    def streams(self, name):
        events = self.daemon.socket(f"/events?session={name}&from=0")
        self.hold_socket("followEvents", events)
        first = events.message().splitlines()[0]
        self.assertEqual(json.loads(first)["type"], "header")
        events.close()
        live = self.daemon.socket("/live")
        self.hold_socket("followLive", live)
        schema = self.operations["followLive"][2]["x-dyad-websocket"]["server"]
        seen = set()
        self.good("writeNote", {"id": "current"})
        while not {"status", "note", "measures"} <= seen:
            message = json.loads(live.message())
            self.assertEqual(self.api.complaints(schema, message), [], str(message)[:500])
            seen.update(message)
        live.close()

    def hold_socket(self, name, stream):
        self.assertEqual(stream.status, 101, name)
        self.reached.add(name)

    def hardware(self):
        self.good("openHardware")
        wait_until("open lines", lambda: self.good("getHardware")["state"] == "open")
        self.assertIn("poke_left", self.good("getHardware")["lines"])
        job = {"job": self.good("pulse")["job"]}
        done = wait_until("the pulses", lambda: self.ended(job))
        self.assertEqual((done["state"], done["done"]), ("done", 2))
        long = {"job": self.good("pulse", body={**self.bodies["pulse"], "count": 1000})["job"]}
        self.good("stopJob", long)
        self.assertEqual(wait_until("the stop", lambda: self.ended(long))["state"], "stopped")
        reward = {"job": self.good("giveReward")["job"]}
        self.assertEqual(wait_until("the reward", lambda: self.ended(reward))["state"], "done")
        lease = {"lease": self.good("flush")["lease"]}
        self.good("renewFlush", lease)
        self.good("closeFlush", lease)
        self.assertEqual(self.call("renewFlush", lease).status, 404)
        self.good("closeHardware")

    def ended(self, job):
        state = self.good("getJob", job)
        return state if state["state"] != "running" else None

    def calibration(self):
        fitted = self.good("fitCalibration")
        record = self.good("storeCalibration")
        self.assertEqual(record["table"], fitted["table"])
        channels = {one["channel"]: one for one in self.good("listCalibrations")["channels"]}
        self.assertEqual(channels["valve_left"]["in_use"]["record"], record["id"])
        self.assertEqual(channels["valve_left"]["history"][0], record)


class InvalidCalls(Contract):
    def setUp(self):
        super().setUp()
        self.start()

    def each_with_a_body(self):
        for name, (path, _, operation) in self.operations.items():
            if "requestBody" in operation:
                # What the path names must be there for the body to be looked at.
                yield name, {"id": "current"} if "{id}" in path else None

    def schema_of(self, name):
        body = self.operations[name][2]["requestBody"]
        schema = self.api.resolve(body["content"]["application/json"]["schema"])
        return self.api.resolve(schema["oneOf"][0]) if "oneOf" in schema else schema

    def pointers(self, answer, place):
        self.assertEqual(answer.status, 400, f"{place}: {answer.status} {answer.body[:300]}")
        self.assertEqual(self.code(answer), "bad-request", place)
        return {one["pointer"] for one in json.loads(answer.body).get("problems", [])}

    def test_a_member_that_is_missing_wrong_or_unknown_is_named(self):
        self.good("startSession", body={**self.bodies["startSession"], "speed": "max"})
        self.daemon.until_state("idle")
        for name, names in self.each_with_a_body():
            for member, wrong in self.wrong_bodies(name):
                with self.subTest(operation=name, member=member, body=str(wrong)[:200]):
                    found = self.pointers(self.call(name, names, body=wrong), name)
                    self.assertTrue(any(p == f"/{member}" or p.startswith(f"/{member}/")
                                        for p in found), f"{found} lacks /{member}")

    def wrong_bodies(self, name):
        schema, valid = self.schema_of(name), self.bodies[name]
        for member in schema["required"]:
            yield member, {key: value for key, value in valid.items() if key != member}
        for member, value in valid.items():
            yield member, {**valid, member: 7 if isinstance(value, (dict, str)) else {"no": 1}}
        yield "no-such-member", {**valid, "no-such-member": 1}

    def test_a_body_that_is_no_json_object_is_a_bad_request(self):
        for name, names in self.each_with_a_body():
            for raw in (b"{", b"[]", b"", b'"text"', b"\xff\xfe"):
                with self.subTest(operation=name, raw=raw):
                    self.pointers(self.call(name, names or {"lease": 1}, raw=raw), name)

    def test_another_content_type_is_refused(self):
        for name, names in self.each_with_a_body():
            with self.subTest(operation=name):
                answer = self.call(name, names, headers={"Content-Type": "text/plain"})
                self.assertEqual(answer.status, 415)

    def test_a_body_that_is_too_large_is_refused(self):
        answer = self.call("validateSchedule", body={"text": " " * (4 << 20)})
        self.assertEqual(answer.status, 413)

    def test_what_a_path_names_must_be_there(self):
        for name, (path, _, operation) in self.operations.items():
            if "{" not in path or "x-dyad-websocket" in operation:
                continue
            with self.subTest(operation=name):
                self.assertEqual(self.code(self.call(name, NOWHERE)), "not-found")
                for odd in ("x", "-1", "%20"):
                    self.assertEqual(self.call(name, dict.fromkeys(NOWHERE, odd)).status, 404, odd)
                for hostile in ("%00", "a%2Fb", "%2e%2e"):
                    answer = self.call(name, dict.fromkeys(NOWHERE, hostile))
                    self.assertIn(self.code(answer), ("not-found", "malformed-request"), hostile)
        self.assertEqual(self.daemon.ask("GET", "/no-such-path").status, 404)

    def test_unknown_channels_are_named(self):
        for name in ("pulse", "giveReward", "fitCalibration", "storeCalibration"):
            with self.subTest(operation=name):
                answer = self.call(name, body={**self.bodies[name], "channel": "no-such-one"})
                self.assertEqual(self.pointers(answer, name), {"/channel"})

    def test_another_method_is_refused_and_told_which_there_are(self):
        for path, item in self.api.document["paths"].items():
            target = target_of(path, "")
            fitting = [other for other in self.api.document["paths"]
                       if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(other)), target)]
            there = {method.upper() for other in fitting
                     for method in self.api.document["paths"][other]}
            for method in {"GET", "POST", "PUT", "DELETE"} - there:
                with self.subTest(path=path, method=method):
                    answer = self.daemon.ask(method, target, {})
                    self.assertEqual(answer.status, 405, answer.body)
                    self.assertEqual(self.code(answer), "method-not-allowed")
                    self.assertLessEqual({m.upper() for m in item},
                                         set(re.findall(r"\w+", answer.headers["Allow"])))

    def test_a_query_that_cannot_be_read_is_a_bad_request(self):
        self.good("startSession", body={**self.bodies["startSession"], "speed": "max"})
        self.daemon.until_state("idle")
        for target in ("/sessions?limit=many", "/sessions?offset=-1",
                       "/sessions/current/what-if", "/sessions/current/what-if?window_ms=x",
                       "/sessions/current/what-if?window_ms=-5"):
            with self.subTest(target=target):
                answer = self.daemon.ask("GET", target)
                self.assertEqual((answer.status, self.code(answer)), (400, "bad-request"))
        for target in ("/events?session=current&from=x", "/events?session=no-such"):
            with self.subTest(target=target):
                stream = self.daemon.socket(target)
                self.assertEqual(stream.status, 101)
                self.assertIsNone(stream.message())
                self.assertTrue(stream.goodbye)
                stream.close()


class Roles(Contract):
    def setUp(self):
        super().setUp()
        self.start()

    def ask(self, name, role):
        path, method, operation = self.operations[name]
        if "x-dyad-websocket" in operation:
            return self.daemon.socket(target_of(path, name), role).answer()
        return self.daemon.ask(method.upper(), target_of(path, name), self.bodies.get(name), role=role)

    def test_a_viewer_is_kept_from_exactly_what_is_the_operators(self):
        for name, (_, _, operation) in self.operations.items():
            with self.subTest(operation=name):
                answer = self.ask(name, "viewer")
                refused = answer.status == 403
                self.assertEqual(refused, operation["x-dyad-role"] == "operator", answer.body)
                if refused:
                    self.hold(name, operation, answer)
                    self.assertEqual(self.code(answer), "role-too-low")

    def test_without_a_token_there_is_nothing_but_the_sign_in(self):
        for name, (_, _, operation) in self.operations.items():
            with self.subTest(operation=name):
                answer = self.ask(name, None)
                self.assertEqual(answer.status == 401, operation["x-dyad-role"] != "nobody",
                                 answer.body)
                if answer.status == 401:
                    self.hold(name, operation, answer)
                    self.assertEqual(self.code(answer), "token-required")

    def test_a_token_that_is_removed_closes_its_web_sockets(self):
        streams = [self.daemon.socket("/live", role) for role in ("viewer", "operator")]
        self.daemon.run("token", "remove", "--file", "tokens.json", "--name", "the-viewer")
        wait_until("the goodbye", lambda: streams[0].message() is None)
        self.assertIn("removed", streams[0].goodbye)
        self.assertIn("status", json.loads(streams[1].message()))
        for stream in streams:
            stream.close()
        self.assertEqual(self.daemon.socket("/live", "viewer").status, 401)

    def test_a_wrong_token_is_refused(self):
        self.daemon.tokens["wrong"] = "x" * len(self.daemon.tokens["viewer"])
        answer = self.call("getStatus", role="wrong")
        self.assertEqual(self.code(answer), "token-wrong")
        answer = self.call("signIn", body={"token": self.daemon.tokens["wrong"]}, role=None)
        self.assertEqual(self.code(answer), "token-wrong")


class Routes(Contract):
    def test_the_server_and_the_file_have_the_same_operations_and_roles(self):
        told = subprocess.run(self.daemon.command("--routes"), cwd=self.daemon.folder,
                              check=True, capture_output=True, text=True).stdout
        server = {tuple(line.split()) for line in told.splitlines()}
        file = {(method.upper(), "/api/v1" + path, operation["x-dyad-role"])
                for path, method, operation in self.operations.values()}
        self.assertEqual(sorted(server - file), [], "the file lacks them")
        self.assertEqual(sorted(file - server), [], "the server lacks them")


if __name__ == "__main__":
    unittest.main()
