"""A valid call of every operation of docs/openapi.json, by its operationId."""

import json

ROW = {"open_ms": "30", "pulses": 100, "weights_mg": ["412.5", "414.0"]}
ROWS = [{"open_ms": "20", "pulses": 100, "weights_mg": ["210"]}, ROW,
        {"open_ms": "60", "pulses": 100, "weights_mg": ["830.5"]}]


def bodies(source, tokens):
    schedule = (source / "rig-configs/schedules/quick-start.json").read_text()
    rig = (source / "rig-configs/rigs/sim.json").read_text()
    start = {"subjects": ["M1", "M2"], "schedule": "quick-start", "duration": "30min",
             "labels": {}, "seed": "42", "speed": "1", "override": ["disk-low"]}
    return {
        "signIn": {"token": tokens["operator"]},
        "startSession": start,
        "checkStart": start,
        "giveRewardInSession": {"subject": "M1", "volume_ul": 2.5},
        "writeNote": {"text": "M1 sneezed"},
        "storeSchedule": {"text": renamed(schedule, "contract"), "note": "of the test"},
        "validateSchedule": {"text": schedule},
        "storeRig": {"text": renamed(rig, "contract box"), "note": "of the test"},
        "validateRig": {"text": rig},
        "pulse": {"channel": "light", "duration_ms": 10, "count": 2, "gap_ms": 20},
        "giveReward": {"channel": "valve_left", "volume_ul": 4},
        "flush": {"channels": ["valve_left", "valve_right"], "lease_ms": 3000},
        "renewFlush": {"lease_ms": 3000},
        "fitCalibration": {"channel": "valve_left", "rows": ROWS},
        "storeCalibration": {"channel": "valve_left", "rows": ROWS, "note": "new valve"},
    }


def renamed(text, name):
    document = json.loads(text)
    document["name"] = name
    return json.dumps(document)


# Names in a path that lead nowhere, and queries that must be there.
NOWHERE = {"id": "no-such-session", "name": "no-such-name", "job": "999999", "lease": "999999"}
QUERIES = {"getWhatIf": "?window_ms=500", "followEvents": "?session=current"}


def target_of(path, operation_id, names=None):
    for name, value in {**NOWHERE, **(names or {})}.items():
        path = path.replace("{%s}" % name, str(value))
    return path + QUERIES.get(operation_id, "")
