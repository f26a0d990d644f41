"""docs/openapi.json as the tests read it, and schemas of it to hold a value to."""

import json
import pathlib

import jsonschema

METHODS = ("get", "post", "put", "delete")


class ApiFile:
    def __init__(self, path):
        self.document = json.loads(pathlib.Path(path).read_text())

    def resolve(self, node):
        """What stands there, or what its $ref leads to."""
        while isinstance(node, dict) and "$ref" in node and len(node) == 1:
            node = self.at(node["$ref"])
        return node

    def at(self, reference):
        """What '#/components/...' names; KeyError where there is nothing."""
        if not reference.startswith("#/"):
            raise KeyError(reference)
        node = self.document
        for part in reference[2:].split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def operations(self):
        """(path, method, operation) of all there are."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                yield path, method, operation

    def validator(self, schema):
        """Of a schema of the file: its references lead into the components."""
        components = {"schemas": self.document["components"]["schemas"]}
        return jsonschema.Draft202012Validator(
            {"allOf": [schema], "components": components})

    def complaints(self, schema, value):
        """Everything in which the value is not as the schema says, a line each."""
        return [f"{error.json_path}: {error.message[:300]}"
                for error in self.validator(schema).iter_errors(value)]
