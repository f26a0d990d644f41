#!/usr/bin/env python3
"""Holds files and functions to their size, so that each stays one concept.

Usage: sizes.py SOURCE_DIR. Headers at most 150 lines, sources 400 (TypeScript, too),
functions 70, src/main.cpp 40. Prints what is larger; exit 1 if anything is.
"""

import pathlib
import re
import sys

LIMITS = {".hpp": 150, ".h": 150, ".cpp": 400, ".ino": 400,
          ".ts": 400, ".tsx": 400, ".mjs": 400}
FUNCTION_LIMIT = 70
MAIN_LIMIT = 40
NOT_A_FUNCTION = re.compile(r"^(export )?(namespace|struct|class|enum|union|extern|template|using|interface|type)\b")
INSTALLED = "node_modules"  # by npm, not ours


def functions(lines):
    """(first line, length) of every function that starts in the first column."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and re.match(r"^[A-Za-z_\[]", line):
            if not NOT_A_FUNCTION.match(line):
                start = number
        if start is not None and line.startswith("}"):
            yield start, number - start + 1
            start = None
        elif start is not None and line.rstrip().endswith(";") and not line.startswith(" "):
            start = None


def violations(root):
    files = []
    for top in ("src", "include", "tests", "firmware", "benchmarks"):
        files += sorted((root / top).rglob("*"))
    for path in files:
        limit = LIMITS.get(path.suffix)
        if limit is None or INSTALLED in path.parts or not path.is_file():
            continue
        relative = path.relative_to(root)
        lines = path.read_text().splitlines()
        if str(relative) == "src/main.cpp":
            limit = MAIN_LIMIT
        if len(lines) > limit:
            yield f"{relative}: {len(lines)} lines, at most {limit}"
        for first, length in functions(lines):
            if length > FUNCTION_LIMIT:
                yield f"{relative}:{first}: a function of {length} lines, at most {FUNCTION_LIMIT}"


def main():
    found = list(violations(pathlib.Path(sys.argv[1])))
    print("\n".join(found) if found else "every file and function is within its size")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
