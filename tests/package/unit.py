"""What systemd reads in a service's unit file, as far as the package's tests need it."""

import re


def values(text, key):
    """All values of a setting that may be given several times."""
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def value(text, key):
    found = values(text, key)
    assert len(found) == 1, f"{key}= stands {len(found)} times in the unit"
    return found[0]


def assignments(text):
    """NAME=VALUE lines, as of an EnvironmentFile."""
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def environment(unit, read):
    """Environment= and the files of EnvironmentFile=; `read` gives a file's text, or ''."""
    found = {}
    for pair in values(unit, "Environment"):
        found |= assignments(pair)
    for file in values(unit, "EnvironmentFile"):
        found |= assignments(read(file.removeprefix("-")))
    return found


def command_line(unit, variables):
    """ExecStart= as systemd splits it: ${X} is one word, $X as many as it holds."""
    words = []
    for word in value(unit, "ExecStart").split():
        whole = re.fullmatch(r"\$(\w+)", word)
        if whole:
            words += variables.get(whole[1], "").split()
        else:
            words.append(re.sub(r"\$\{(\w+)\}", lambda m: variables.get(m[1], ""), word))
    return words
