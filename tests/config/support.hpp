#pragma once

#include <gtest/gtest.h>

#include <string>

#include "dyad/config/read.hpp"

// Documents to start from, and problems as text.
namespace dyad::config::test {

inline const char* const kSmallRig = R"({
  "format": "dyad-rig/1",
  "name": "small",
  "subjects": ["left", "right"],
  "devices": {
    "pi": { "kind": "gpio", "chip": "pinctrl-rp1" },
    "sim": { "kind": "sim" }
  },
  "channels": {
    "poke_left": { "kind": "poke", "subject": "left", "device": "pi", "line": "GPIO17" },
    "poke_right": { "kind": "poke", "subject": "right", "device": "sim" },
    "valve_left": { "kind": "reward_valve", "subject": "left", "device": "pi", "line": 22,
      "calibration": [{ "open_ms": 20, "ul": 2.1 }, { "open_ms": 40, "ul": 5 }],
      "max_open_ms": 200, "budget_ms_per_min": 3000 },
    "valve_right": { "kind": "reward_valve", "subject": "right", "device": "sim",
      "calibration": [{ "open_ms": 20, "ul": 2.1 }, { "open_ms": 40, "ul": 6 }],
      "max_open_ms": 200, "budget_ms_per_min": 3000 },
    "light": { "kind": "cue_light", "device": "pi", "line": 24 }
  }
})";

inline const char* const kSmallSchedule = R"({
  "format": "dyad-schedule/1",
  "name": "small",
  "session": { "duration_min": 30 },
  "stages": [{ "name": "one", "window_ms": 750, "reward_ul": 4 }]
})";

inline std::string text_of(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) text += problem.text() + "\n";
  return text;
}

inline Document parsed(const std::string& text) {
  Problems problems;
  auto document = parse_document("test.json", text, problems);
  EXPECT_TRUE(document) << text_of(problems);
  return document ? *document : Document{};
}

// A copy of the document with one value set, as --set does.
inline Document with(Document document, const std::string& pointer, const char* value) {
  Problems problems;
  EXPECT_TRUE(set_value(document, pointer, Json::parse(value), problems))
      << text_of(problems);
  return document;
}

inline Rig good_rig(const Document& document) {
  Problems problems;
  const auto rig = read_rig(document, problems);
  EXPECT_TRUE(rig) << text_of(problems);
  return rig.value_or(Rig{});
}

inline Schedule good_schedule(const Document& document) {
  Problems problems;
  const auto schedule = read_schedule(document, problems);
  EXPECT_TRUE(schedule) << text_of(problems);
  return schedule.value_or(Schedule{});
}

inline std::string rig_problems(const Document& document) {
  Problems problems;
  const bool read = read_rig(document, problems).has_value();
  EXPECT_EQ(read, problems.empty());
  return text_of(problems);
}

inline std::string schedule_problems(const Document& document) {
  Problems problems;
  const bool read = read_schedule(document, problems).has_value();
  EXPECT_EQ(read, problems.empty());
  return text_of(problems);
}

}  // namespace dyad::config::test
