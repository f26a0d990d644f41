#!/usr/bin/env python3
"""Holds golden_frames.txt to an encoder that shares nothing with the C++ one.

Usage: golden_frames.py [--fill] FILE. Checks each `wire` line of a good frame, and that
each bad one cannot be decoded. --fill writes the `wire` lines of good frames anew.
"""

import binascii
import pathlib
import re
import struct
import sys


def cobs(data):
    return b"".join(bytes([len(run) + 1]) + run for run in data.split(b"\0")) + b"\0"


def encode(kind, sequence, ack, payload):
    content = struct.pack("<BHH", kind, sequence, ack) + payload
    # binascii's CRC is the same polynomial, most significant bit first.
    return cobs(content + struct.pack("<H", binascii.crc_hqx(content, 0xFFFF)))


def decodes(wire):
    data, at = b"", 0
    while at < len(wire) - 1:
        code = wire[at]
        run = wire[at + 1:at + code]
        if code == 0 or len(run) != code - 1 or 0 in run:
            return False
        data += (b"\0" if at else b"") + run
        at += code
    good = wire[-1:] == b"\0" and 7 <= len(data) <= 62
    return good and binascii.crc_hqx(data[:-2], 0xFFFF) == int.from_bytes(data[-2:], "little")


def check(block, fill):
    """The block as it should be; raises AssertionError where it is not."""
    fields = dict(re.findall(r"^ +(\w+) ?(.*)$", block, re.MULTILINE))
    name = block.split("\n")[0]
    wire = bytes.fromhex(fields.get("wire", ""))
    if "bad" in fields:
        assert wire and not decodes(wire), f"{name}: decodes, but is said to be bad"
        return block
    expected = encode(int(fields["type"], 0), int(fields["sequence"]), int(fields["ack"]),
                      bytes.fromhex(fields["payload"]))
    if fill:
        return re.sub(r"\n  wire.*", "", block) + f"\n  wire {expected.hex(' ')}"
    assert wire == expected, f"{name}: wire should be {expected.hex(' ')}"
    assert decodes(wire) and len(wire) <= 64, f"{name}: not a frame"
    return block


def main():
    fill, path = sys.argv[1] == "--fill", pathlib.Path(sys.argv[-1])
    assert binascii.crc_hqx(b"123456789", 0xFFFF) == 0x29B1
    head, *blocks = path.read_text().strip().split("\n\n")
    blocks = [check(block, fill) for block in blocks]
    if fill:
        path.write_text("\n\n".join([head, *blocks]) + "\n")
    assert len(blocks) >= 20, "too few frames"
    print(f"{len(blocks)} frames hold")


if __name__ == "__main__":
    main()
