#!/usr/bin/env python3
"""Holds docs/openapi.json to OpenAPI 3.1, to its own examples and to control_api.md.

Usage: openapi_test.py SOURCE_DIR. Needs no network: the schemas are held to the
meta-schema of JSON Schema that the jsonschema package has with it, the rest to the
tables of members below.
"""

import json
import pathlib
import re
import sys
import unittest

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import api_file

DOCS = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".") / "docs"

# Of the objects of OpenAPI 3.1 that the file uses: members that must be there, others.
MEMBERS = {
    "document": ({"openapi", "info", "paths"}, {"servers", "security", "tags", "components"}),
    "info": ({"title", "version"}, {"summary", "description", "license"}),
    "components": (set(), {"securitySchemes", "parameters", "responses", "schemas"}),
    "operation": ({"operationId", "responses", "summary", "tags", "x-dyad-role"},
                  {"description", "security", "parameters", "requestBody", "x-dyad-websocket"}),
    "parameter": ({"name", "in", "schema"}, {"description", "required"}),
    "requestBody": ({"required", "content"}, set()),
    "response": ({"description"}, {"headers", "content", "x-dyad-codes"}),
    "header": ({"schema"}, {"description", "required"}),
    "media": ({"schema"}, set()),
}
# A word that JSON Schema does not know is ignored by it: a slip would check nothing.
KEYWORDS = {
    "$ref", "type", "enum", "const", "properties", "required", "additionalProperties",
    "unevaluatedProperties", "items", "oneOf", "anyOf", "minItems", "maxItems", "minLength", "minimum",
    "maximum", "exclusiveMinimum", "minProperties", "maxProperties", "pattern", "default",
    "description", "examples",
}
# Objects that others add members to, and documents with schemas of their own.
OPEN = {"SummaryMembers", "NoteMembers", "MeasuresMembers", "CalibrationMembers", "Document"}


def subschemas(schema, place):
    """The schema and all within it, each with its place."""
    yield place, schema
    for name, inner in schema.get("properties", {}).items():
        yield from subschemas(inner, f"{place}/properties/{name}")
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from subschemas(schema[word], f"{place}/{word}")
    for word in ("oneOf", "anyOf"):
        for index, inner in enumerate(schema.get(word, [])):
            yield from subschemas(inner, f"{place}/{word}/{index}")


def references(node):
    if isinstance(node, dict):
        for name, inner in node.items():
            if name == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def sibling(path, other):
    """'/sessions/{id}/log' and '/notes': '/sessions/{id}/notes'. A whole path stays."""
    if other.count("/") > 1 or other == "/" + path.split("/")[1]:
        return other
    return path.rsplit("/", 1)[0] + other


class Words:
    """What control_api.md says in words."""

    def __init__(self, text):
        self.text = text
        self.examples = [json.loads(block) for block in
                         re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]
        self.codes = {}
        for row in re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| ([\d, ]+) \|", text, re.MULTILINE):
            names, statuses = re.findall(r"[a-z-]+", row[0]), re.findall(r"\d+", row[1])
            for index, name in enumerate(names):
                self.codes[name] = int(statuses[min(index, len(statuses) - 1)])

    def operations(self):
        """{(path, method): role}; the role is None where the table has 'the same'."""
        found = {("/openapi.json", "get"): "nobody"} if "`/api/v1/openapi.json`" in self.text else {}
        for line in self.text.splitlines():
            row = re.match(r"\| (`(?:GET|POST|PUT|DELETE) /[^|]*) \| ([^|]+) \|", line)
            prose = re.match(r"`GET (/[^`?]+)(?:\?[^`]*)?`(?: \(WebSocket, viewer\))?:", line)
            prose = prose or re.match(r"`GET (/[^`?]+)(?:\?[^`]*)?` \(WebSocket, (viewer)\)", line)
            if prose:
                found[(prose[1], "get")] = "viewer"
            if row:
                role = {"none": "nobody", "the same": None}.get(row[2], row[2])
                found.update(dict.fromkeys(self.cell(row[1]), role))
        return found

    @staticmethod
    def cell(text):
        method = path = None
        for word in re.findall(r"`([^`]+)`", text):
            call = re.match(r"(?:(GET|POST|PUT|DELETE) )?(/[^ ?]*)", word)
            if call:
                method = (call[1] or method).lower()
                path = call[2] if call[1] else sibling(path, call[2])
                yield path, method


class OpenApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.api = api_file.ApiFile(DOCS / "openapi.json")
        cls.document = cls.api.document
        cls.schemas = cls.document["components"]["schemas"]
        cls.words = Words((DOCS / "control_api.md").read_text())

    def members(self, kind, node, place):
        must, may = MEMBERS[kind]
        self.assertLessEqual(must, node.keys(), place)
        self.assertLessEqual(node.keys(), must | may, place)

    def all_schemas(self):
        for name, schema in self.schemas.items():
            yield from subschemas(schema, name)
        for name, parameter in self.document["components"]["parameters"].items():
            yield name, parameter["schema"]
        for path, method, operation in self.api.operations():
            for parameter in operation.get("parameters", []):
                yield f"{method} {path}", self.api.resolve(parameter)["schema"]

    def test_objects_have_the_members_that_the_specification_gives_them(self):
        self.members("document", self.document, "the document")
        self.assertRegex(self.document["openapi"], r"^3\.1\.\d+$")
        self.members("info", self.document["info"], "info")
        self.members("components", self.document["components"], "components")
        for path, method, operation in self.api.operations():
            place = f"{method} {path}"
            self.assertIn(method, api_file.METHODS, place)
            self.members("operation", operation, place)
            if "requestBody" in operation:
                self.members("requestBody", operation["requestBody"], place)
            for parameter in map(self.api.resolve, operation.get("parameters", [])):
                self.members("parameter", parameter, place)
            for status, response in operation["responses"].items():
                self.assertRegex(status, r"^[1-5]\d\d$", place)
                self.response(self.api.resolve(response), f"{place} {status}")

    def response(self, response, place):
        self.members("response", response, place)
        for header in response.get("headers", {}).values():
            self.members("header", header, place)
        for media_type, media in response.get("content", {}).items():
            self.assertRegex(media_type, r"^[a-z]+/[a-z.+-]+$", place)
            self.members("media", media, place)

    def test_every_reference_leads_somewhere_and_every_component_is_used(self):
        used = set(references(self.document))
        for reference in used:
            self.api.at(reference)
        for kind in ("parameters", "responses", "schemas"):
            for name in self.document["components"][kind]:
                if name not in ("EventsEnd", "LiveMessage", "LiveWish"):
                    self.assertIn(f"#/components/{kind}/{name}", used)

    def test_operations_are_told_apart_and_name_tags_and_security_that_exist(self):
        names = [operation["operationId"] for _, _, operation in self.api.operations()]
        self.assertEqual(len(names), len(set(names)))
        tags = {tag["name"] for tag in self.document["tags"]}
        schemes = self.document["components"]["securitySchemes"]
        for path, method, operation in self.api.operations():
            self.assertLessEqual(set(operation["tags"]), tags, path)
            for requirement in operation.get("security", self.document["security"]):
                self.assertLessEqual(requirement.keys(), schemes.keys())
            self.assertEqual(operation["x-dyad-role"] == "nobody",
                             operation.get("security") == [], f"{method} {path}")
            self.assertIn(operation["x-dyad-role"], self.schemas["Role"]["enum"])

    def test_the_names_in_a_path_are_its_path_parameters(self):
        for path, method, operation in self.api.operations():
            parameters = [self.api.resolve(p) for p in operation.get("parameters", [])]
            named = [p["name"] for p in parameters if p["in"] == "path"]
            self.assertEqual(sorted(re.findall(r"{(\w+)}", path)), sorted(named), path)
            self.assertTrue(all(p.get("required") for p in parameters if p["in"] == "path"))

    def test_schemas_are_valid_json_schemas_without_unknown_words(self):
        for place, schema in self.all_schemas():
            jsonschema.Draft202012Validator.check_schema(schema)
            self.assertLessEqual(schema.keys(), KEYWORDS, place)
            self.assertLessEqual(set(schema.get("required", [])), self.properties_of(schema),
                                 place)

    def properties_of(self, schema):
        own = set(schema.get("properties", {}))
        return own | (self.properties_of(self.api.at(schema["$ref"])) if "$ref" in schema else set())

    def test_objects_are_closed(self):
        for place, schema in self.all_schemas():
            closed = "additionalProperties" in schema or "unevaluatedProperties" in schema
            if "properties" in schema and place not in OPEN:
                self.assertTrue(closed, place)

    def test_every_example_is_as_its_schema_says(self):
        count = 0
        for place, schema in self.all_schemas():
            for example in schema.get("examples", []):
                self.assertEqual(self.api.complaints(schema, example), [], place)
                count += 1
        self.assertGreater(count, 50)

    def test_control_api_md_names_the_same_operations_and_roles(self):
        words = self.words.operations()
        for (path, method), role in words.items():
            if role is None:
                words[(path, method)] = words[(path.replace("/rigs", "/schedules"), method)]
        here = {(path, method): operation["x-dyad-role"]
                for path, method, operation in self.api.operations()}
        self.assertEqual(words, here)

    def test_control_api_md_shows_examples_of_this_file(self):
        here = [example for schema in self.schemas.values()
                for example in schema.get("examples", [])]
        self.assertGreater(len(self.words.examples), 4)
        for example in self.words.examples:
            self.assertIn(example, here)

    def test_control_api_md_names_the_same_problems_with_the_same_status(self):
        types = self.schemas["Problem"]["properties"]["type"]["enum"]
        self.assertEqual(sorted(self.words.codes), sorted(t.split(":")[-1] for t in types))
        for path, method, operation in self.api.operations():
            for status, response in operation["responses"].items():
                for code in self.api.resolve(response).get("x-dyad-codes", []):
                    self.assertEqual(self.words.codes[code], int(status), f"{method} {path}")


if __name__ == "__main__":
    unittest.main()
