#!/usr/bin/env python3
"""Holds the package's contents to what Debian and a lab expect.

Usage: contents_test.py FOLDER_OF_THE_PACKAGE SOURCE_DIR. FOLDER has one .deb.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import unit

FOLDER, SOURCE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
PLACES = re.compile(r"\./(etc/dyad/|usr/bin/dyad$|usr/lib/systemd/system/dyad@?\.service$|"
                    r"usr/lib/sysusers\.d/dyad\.conf$|usr/lib/udev/rules\.d/60-dyad\.rules$|"
                    r"usr/share/dyad/|usr/share/doc/dyad/|usr/share/man/man1/dyad\.1\.gz$)")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.deb, = FOLDER.glob("dyad_*.deb")
        cls.listing = [line.split(None, 5) for line in
                       output("dpkg-deb", "-c", cls.deb).splitlines()]
        cls.files = {row[5].split(" -> ")[0]: row for row in cls.listing if row[0][0] != "d"}
        cls.temporary = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.temporary.name)
        output("dpkg-deb", "-R", cls.deb, cls.root)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def field(self, name):
        return output("dpkg-deb", "-f", self.deb, name).strip()

    def test_every_file_lies_where_it_belongs_and_is_roots(self):
        for name, row in self.files.items():
            self.assertRegex(name, PLACES)
        for row in self.listing:
            self.assertEqual(row[1], "root/root", row)

    def test_nobody_but_root_may_write_and_everybody_may_read(self):
        for row in self.listing:
            expected = {"d": "drwxr-xr-x", "l": "lrwxrwxrwx"}.get(row[0][0], "-rw-r--r--")
            if row[5] == "./usr/bin/dyad":
                expected = "-rwxr-xr-x"
            self.assertEqual(row[0], expected, row)

    def test_what_a_lab_may_change_is_a_conffile(self):
        conffiles = (self.root / "DEBIAN/conffiles").read_text().split()
        in_etc = sorted(name[1:] for name in self.files if name.startswith("./etc/"))
        self.assertEqual(sorted(conffiles), in_etc)

    def test_the_binary_is_stripped_and_hardened(self):
        binary = self.root / "usr/bin/dyad"
        self.assertNotIn(".symtab", output("readelf", "-SW", binary))
        headers = output("readelf", "-hldW", binary)
        for sign in ("DYN (Position-Independent", "GNU_RELRO", "BIND_NOW"):
            self.assertIn(sign, headers)
        self.assertRegex(headers, r"GNU_STACK.* RW ")
        symbols = output("readelf", "--dyn-syms", "-W", binary)
        self.assertIn("__stack_chk_fail", symbols)
        self.assertRegex(symbols, r"__\w+_chk")
        self.assertNotRegex(headers, "RPATH|RUNPATH")

    def test_it_depends_on_its_libraries_and_on_no_backport(self):
        depends = self.field("Depends")
        for library in ("libc6", "libstdc++6", "libspdlog", "libsimdjson"):
            self.assertIn(library, depends)
        self.assertNotIn("libgpiod", depends)

    def test_examples_firmware_and_documents_are_there(self):
        for place, folder in (("usr/share/dyad/rig-configs", "rig-configs"),
                              ("usr/share/doc/dyad/docs", "docs"),
                              ("usr/share/doc/dyad/examples", "packaging/examples")):
            shipped = {str(p.relative_to(self.root / place))
                       for p in (self.root / place).rglob("*") if p.is_file()}
            source = {str(p.relative_to(SOURCE / folder))
                      for p in (SOURCE / folder).rglob("*") if p.is_file()}
            self.assertEqual(shipped, source)
        for board in ("uno", "mega"):
            hex_file = self.root / f"usr/share/dyad/firmware/dyad_firmware_{board}.hex"
            self.assertTrue(hex_file.read_text().startswith(":"))

    def test_the_manual_page_is_sound_and_names_every_command(self):
        page = self.root / "usr/share/man/man1/dyad.1.gz"
        said = subprocess.run(["man", "--warnings", "--local-file", page], text=True,
                              capture_output=True, env={"PATH": os.environ["PATH"],
                                                        "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        offered = output(self.root / "usr/bin/dyad", "--help").split("Subcommands:")[1]
        for name in re.findall(r"^  (\w+) +\S", offered, re.MULTILINE):
            self.assertRegex(said.stdout, rf"(?m)^ +{name}\b")
        for path in re.findall(r"/usr/share/[\w/.-]+\w", said.stdout):
            self.assertTrue((self.root / path[1:]).exists(), path)

    def test_its_fields_are_complete(self):
        for name in ("Version", "Maintainer", "Description", "Installed-Size"):
            self.assertTrue(self.field(name), name)
        self.assertEqual((self.field("Section"), self.field("Priority")), ("science", "optional"))

    def test_both_units_are_the_same_but_for_the_rigs_name(self):
        units = self.root / "usr/lib/systemd/system"
        one = (units / "dyad.service").read_text()
        many = (units / "dyad@.service").read_text()

        def settings(text):
            return [line for line in text.splitlines() if not line.startswith("#")]
        as_one = (many.replace(", rig %i", "").replace("/etc/dyad/%i.json", "/etc/dyad/rig.json")
                  .replace("/etc/dyad/%i.env", "/etc/dyad/dyad.env").replace("dyad/%i", "dyad"))
        self.assertEqual(settings(as_one), settings(one))

    def test_the_guard_outlives_the_daemon(self):
        text = (self.root / "usr/lib/systemd/system/dyad.service").read_text()
        self.assertEqual(unit.value(text, "KillMode"), "process")
        self.assertEqual(unit.value(text, "RemoveIPC"), "no")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
