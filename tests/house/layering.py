#!/usr/bin/env python3
"""Holds the includes to the house's floors: an arrow never runs up.

Usage: layering.py SOURCE_DIR. Prints every include that breaks a rule; exit 1
if there is one. The table is that of docs/architecture.md.
"""

import pathlib
import re
import sys

MAY_USE = {
    "core": set(),
    "config": {"core"},
    "link": {"core", "firmware"},
    "task": {"config", "core"},
    "device": {"link", "config", "core", "firmware"},
    "log": {"config", "core"},
    "session": {"device", "task", "log", "config", "core"},
    "replay": {"log", "task", "config", "core"},
    "analysis": {"log", "task", "config", "core"},
    "server": {"session", "replay", "analysis", "device", "task", "log", "config", "core"},
    "cli": {
        "server", "session", "replay", "analysis", "log", "device", "task",
        "link", "config", "core", "firmware",
    },
}

# The engine is pure: what it decides must not depend on a clock, a thread, a
# file or a library's random numbers.
IMPURE = re.compile(
    r"[<\"](chrono|ctime|time\.h|sys/time\.h|thread|mutex|shared_mutex|condition_variable|"
    r"future|atomic|semaphore|stop_token|random|iostream|fstream|cstdio|stdio\.h|"
    r"filesystem|unistd\.h|fcntl\.h|poll\.h|spdlog/.*|boost/asio.*|gpiod\.hpp|gpiod\.h|"
    r"ostream|istream|sstream|syncstream|cstdlib|pthread\.h|unordered_map|unordered_set)[>\"]"
)
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"][^>"]+[>"])')


def room_of(path):
    """The room a source or header stands in: src/ROOM/x or include/dyad/ROOM/x."""
    parts = path.parts
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else None
    return parts[2] if len(parts) > 3 else None


def target_of(include):
    """The room an include leads to; None for libraries."""
    name = include.strip('<>"')
    if name.startswith("dyad_firmware/"):
        return "firmware"
    parts = name.split("/")
    return parts[1] if parts[0] == "dyad" and len(parts) > 2 else None


def includes(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def violations(root):
    for top in ("src", "include/dyad"):
        for path in sorted((root / top).rglob("*.[ch]pp")):
            relative = path.relative_to(root)
            room = room_of(relative)
            if room is None:
                continue
            if room not in MAY_USE:
                yield f"{relative}: room '{room}' is not in the table of layering.py"
                continue
            for number, include in includes(path):
                target = target_of(include)
                if target and target != room and target not in MAY_USE[room]:
                    yield f"{relative}:{number}: {room}/ may not use {target}/"
                if room == "task" and IMPURE.match(include):
                    yield f"{relative}:{number}: task/ is pure and may not use {include}"


def main():
    found = list(violations(pathlib.Path(sys.argv[1])))
    print("\n".join(found) if found else "every include runs down")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
