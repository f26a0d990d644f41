#!/usr/bin/env python3
"""How late a session's loop wakes while many clients hammer its daemon.

Usage: server_load.py DYAD [--rounds 5] [--seconds 10] [--clients 50] [--realtime]

Runs `dyad serve` on the simulated rig. Each round is two sessions, one
with nobody connected and one with the clients asking for the status, the session's
columns and the start page as fast as they are answered; which comes first changes from
round to round. The session's own loop measures how late it wakes after the instant it
asked for, as `lateness` of the status tells. Prints both and their ratio; exits 1 if
the median round's ratio is above 1.2 for the median or for the 99th percentile.

The clients stand for other machines: they run at the lowest priority here, and off the
processor that the daemon leaves to sessions, the last one, as the daemon itself does.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parent.parent
# Session time over wall time: so many more wakeups to measure, each as late as ever.
SPEED = 60
LIMIT = 1.2
PATHS = ("/api/v1/status", "/api/v1/sessions/current/columns", "/")


def start_daemon(dyad, folder, realtime):
    shutil.copy(SOURCE / "rig-configs/rigs/sim.json", folder / "rig.json")
    command = [dyad, "serve", "--rig", folder / "rig.json", "--data", folder / "data",
               "--schedules", SOURCE / "rig-configs/schedules", "--listen", "127.0.0.1:0"]
    daemon = subprocess.Popen(command + (["--realtime"] if realtime else []),
                              stdout=subprocess.PIPE, text=True)
    for line in daemon.stdout:
        if line.startswith("dyad: listening on "):
            return daemon, int(line.rsplit(":", 1)[1])
    sys.exit("the daemon did not start")


def call(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    text = None if body is None else json.dumps(body)
    connection.request(method, path, text, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    if answer.status >= 400:
        sys.exit(f"{method} {path}: {answer.status} {data.decode()}")
    return json.loads(data) if data else None


def leave_the_sessions_processor():
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) > 1:
        os.sched_setaffinity(0, processors[:-1])


def hammer(port, number, stop, answered):
    """One client, at an address of its own: the rate limit is for each address."""
    os.nice(19)
    leave_the_sessions_processor()
    connection = None
    count = 0
    while not stop.is_set():
        try:
            if connection is None:
                connection = http.client.HTTPConnection(
                    "127.0.0.1", port, timeout=30, source_address=(f"127.0.1.{number + 1}", 0))
            connection.request("GET", PATHS[count % len(PATHS)])
            connection.getresponse().read()
            count += 1
        except (OSError, http.client.HTTPException):
            connection = None
    with answered.get_lock():
        answered.value += count


def run_session(port, seconds, number):
    """The session's lateness, as it stood when it last said so."""
    call(port, "POST", "/api/v1/sessions",
         {"subjects": [f"A{number}", f"B{number}"], "schedule": "quick-start",
          "duration": f"{seconds * SPEED}s", "seed": "1", "speed": str(SPEED)})
    lateness = None
    while True:
        status = call(port, "GET", "/api/v1/status")
        if status["last_problem"]:
            sys.exit(f"the session did not run: {status['last_problem']}")
        if status["session"] and status["session"].get("lateness"):
            lateness = status["session"]["lateness"]
        elif lateness and status["state"] == "idle":
            return lateness
        time.sleep(0.3)


def run_hammered(port, seconds, number, clients):
    stop, answered = multiprocessing.Event(), multiprocessing.Value("L", 0)
    processes = [multiprocessing.Process(target=hammer, args=(port, i, stop, answered))
                 for i in range(clients)]
    for process in processes:
        process.start()
    lateness = run_session(port, seconds, number)
    stop.set()
    for process in processes:
        process.join()
    return lateness, answered.value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dyad")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--realtime", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        daemon, port = start_daemon(options.dyad, pathlib.Path(name), options.realtime)
        leave_the_sessions_processor()  # this one is a client, too
        ratios = {"median_us": [], "p99_us": []}
        for turn in range(options.rounds):
            def quiet():
                return run_session(port, options.seconds, 2 * turn)

            def hammered():
                return run_hammered(port, options.seconds, 2 * turn + 1, options.clients)

            if turn % 2 == 0:
                alone, (under_load, requests) = quiet(), hammered()
            else:
                (under_load, requests), alone = hammered(), quiet()
            for figure, values in ratios.items():
                values.append(under_load[figure] / max(alone[figure], 1))
            print(f"round {turn + 1}: alone {alone}, with {options.clients} clients "
                  f"{under_load}, {requests / options.seconds:.0f} requests/s", flush=True)
        daemon.terminate()
        daemon.wait()
    worst = 0.0
    for figure, values in ratios.items():
        ratio = statistics.median(values)
        worst = max(worst, ratio)
        print(f"{figure}: {ratio:.2f} times (limit {LIMIT})")
    return 1 if worst > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
