#!/usr/bin/env python3
"""Shows that the checks of the house can fail: each on a small tree that breaks it."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import layering
import sizes


class Tree(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class Layering(Tree):
    def test_an_include_that_runs_down_is_fine(self):
        self.write("src/session/a.cpp", '#include "dyad/task/engine.hpp"\n')
        self.assertEqual(list(layering.violations(self.root)), [])

    def test_an_include_that_runs_up_is_named_with_its_line(self):
        self.write("src/task/a.cpp", '\n#include "dyad/log/record.hpp"\n')
        self.assertEqual(
            list(layering.violations(self.root)),
            ["src/task/a.cpp:2: task/ may not use log/"],
        )

    def test_a_sideways_include_is_refused(self):
        self.write("include/dyad/log/a.hpp", '#include "dyad/task/engine.hpp"\n')
        self.assertEqual(len(list(layering.violations(self.root))), 1)

    def test_clocks_threads_io_and_random_are_refused_in_task_only(self):
        text = "#include <chrono>\n#include <thread>\n#include <random>\n#include \"boost/asio.hpp\"\n"
        self.write("src/task/a.cpp", text)
        self.write("src/session/b.cpp", text)
        found = list(layering.violations(self.root))
        self.assertEqual(len(found), 4)
        self.assertTrue(all("src/task/a.cpp" in line for line in found))

    def test_a_room_without_a_floor_is_refused(self):
        self.write("src/attic/a.cpp", "")
        self.assertEqual(len(list(layering.violations(self.root))), 1)


class Sizes(Tree):
    def test_a_long_file_is_named(self):
        self.write("src/core/a.cpp", "\n" * 401)
        self.write("include/dyad/core/a.hpp", "\n" * 150)
        self.assertEqual(
            list(sizes.violations(self.root)), ["src/core/a.cpp: 401 lines, at most 400"]
        )

    def test_a_long_function_is_named(self):
        self.write("src/core/a.cpp", "int f() {\n" + "  g();\n" * 69 + "}\n")
        self.write("src/core/b.cpp", "int f() {\n" + "  g();\n" * 68 + "}\n")
        self.assertEqual(
            list(sizes.violations(self.root)),
            ["src/core/a.cpp:1: a function of 71 lines, at most 70"],
        )

    def test_a_long_main_is_named(self):
        self.write("src/main.cpp", "\n" * 41)
        self.assertEqual(len(list(sizes.violations(self.root))), 1)


if __name__ == "__main__":
    unittest.main()
