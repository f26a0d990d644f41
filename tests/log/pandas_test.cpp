#include <gtest/gtest.h>

#include <cstdlib>

#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;

// What pandas.read_json(path, lines=True) needs: each line a JSON object of its own,
// and no member that is a number in one line and a text in another.
constexpr const char* kCheck = R"(
import json, sys
types = {}
for line in open(sys.argv[1], encoding="utf-8"):
    for name, value in json.loads(line).items():
        if value is not None:
            types.setdefault(name, set()).add(type(value).__name__)
mixed = {name: kinds for name, kinds in types.items() if len(kinds) > 1}
if mixed:
    sys.exit(f"members of more than one type: {mixed}")
missing = {"seq", "t", "type", "crc", "dt_us", "latency_us", "boot", "sent_us", "ticks", "verdict", "first_us", "block", "conditions", "target", "catch", "choice", "choices"} - set(types)
if missing:
    sys.exit(f"members never seen: {missing}")
)";

TEST(SessionLog, IsATableOfOneTypeAColumn) {
  const TempDir dir;
  write_log(dir.file("a.jsonl"), sample_records());
  spill(dir.file("check.py"), kCheck);
  const std::string command =
      "python3 '" + dir.file("check.py") + "' '" + dir.file("a.jsonl") + "'";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace dyad::log
