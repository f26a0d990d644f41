#!/usr/bin/env python3
"""Holds the JSON Schemas and the parser to the same verdict on the corpus.

Usage: schema_test.py DYAD_BINARY. In corpus/good and corpus/bad both say the
same; in corpus/bad_beyond_schema stands what a schema cannot say: it accepts,
the parser refuses. The example files pass both.
"""
import json
import pathlib
import subprocess
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "config" / "corpus"
EXAMPLES = ROOT / "rig-configs"


def validator(kind):
    path = EXAMPLES / "schema" / f"{kind}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


VALIDATORS = {kind: validator(kind) for kind in ("rig", "schedule")}


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def schema_verdict(kind, path):
    """None where the schema accepts, else why not."""
    try:
        text = path.read_bytes().decode("utf-8")
        document = json.loads(text, parse_constant=refuse_constant)
    except ValueError as error:
        return str(error)
    for error in VALIDATORS[kind].iter_errors(document):
        return error.message
    return None


def parser_verdicts(binary, paths):
    """By path: None where the parser accepts, else its problems."""
    done = subprocess.run([binary, "check", "--json", *map(str, paths)],
                          stdout=subprocess.PIPE, check=False)
    assert done.returncode in (0, 1), done.returncode
    files = json.loads(done.stdout)["files"]
    assert len(files) == len(paths)
    return {pathlib.Path(file["file"]):
            None if file["valid"] else [p["text"] for p in file["problems"]]
            for file in files}


def main(binary):
    expected = []  # kind, path, schema accepts, parser accepts
    for folder, schema_accepts, parser_accepts in (
            ("good", True, True), ("bad", False, False),
            ("bad_beyond_schema", True, False)):
        for path in sorted((CORPUS / folder).glob("*.json")):
            kind = path.name.split("-")[0]
            expected.append((kind, path, schema_accepts, parser_accepts))
    for kind in ("rig", "schedule"):
        for path in sorted((EXAMPLES / f"{kind}s").glob("*.json")):
            expected.append((kind, path, True, True))
    # One call a kind and verdict, so that no rig is held against a schedule.
    parser = {}
    for kind in ("rig", "schedule"):
        parser.update(parser_verdicts(binary, [e[1] for e in expected if e[0] == kind]))

    failures = 0
    for kind, path, schema_accepts, parser_accepts in expected:
        for who, reason, accepts in (
                ("schema", schema_verdict(kind, path), schema_accepts),
                ("parser", parser[path], parser_accepts)):
            if (reason is None) == accepts:
                continue
            failures += 1
            wanted = "accept" if accepts else "refuse"
            print(f"{path.relative_to(ROOT)}: the {who} should {wanted} it: {reason}")
    print(f"{len(expected)} files, {failures} wrong verdicts")
    return 1 if failures or len(expected) < 400 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
