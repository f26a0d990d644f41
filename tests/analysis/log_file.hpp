#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "dyad/core/utc_text.hpp"
#include "dyad/log/header.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/line_encoder.hpp"
#include "dyad/log/record.hpp"

// Logs of sessions that nobody ran, for whoever reads logs.
namespace dyad::analysis::testing {

// Removed with everything in it at the end.
struct Folder {
  std::string path =
      (std::filesystem::temp_directory_path() / "dyad-parts-XXXXXX").string();
  Folder() {
    if (::mkdtemp(path.data()) == nullptr) std::abort();
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string of(const std::string& name) const { return path + "/" + name; }
};

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A session of M1 and M2 on the simulated rig, in the second of two stages: window
// 750 ms, 30 min.
inline log::Header header(std::int64_t began_utc_us = 1'000'000) {
  log::Header header;
  header.source = "sim";
  header.rig = nlohmann::ordered_json::parse(
      file_text(std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/sim.json"));
  header.schedule = nlohmann::ordered_json::parse(R"({"format": "dyad-schedule/1",
    "name": "two steps", "session": {"duration_min": 30},
    "stages": [{"name": "one", "window_ms": 3000, "reward_ul": 5, "sessions": 2,
                "iti_ms": {"coordinated": 1000, "miss": 1000}},
               {"name": "two", "window_ms": 750, "reward_ul": 5,
                "iti_ms": {"coordinated": 1000, "miss": 1000}}]})");
  header.stage = 1;
  header.subjects = {"M1", "M2"};
  header.anchor.utc_us = began_utc_us;
  header.started_utc = utc_text(began_utc_us);
  return header;
}

inline std::string log_text(const log::Header& header,
                            const std::vector<log::Record>& records) {
  std::string text = *log::encode_header(header);
  const log::Names names = *log::Names::of(header);
  log::LineEncoder encoder(names);
  std::uint64_t seq = 0;
  for (const log::Record& record : records) text += encoder.encode(++seq, record);
  return text;
}

inline void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  ASSERT_TRUE(file.flush()) << path;
}

inline Time at(std::int64_t us) { return Time::from_us(us); }

inline log::Record edge(std::int64_t us, ChannelIndex channel, bool active) {
  Input input;
  input.time = at(us);
  input.source = 0;
  input.sequence = static_cast<std::uint64_t>(us);
  input.channel = channel;
  input.active = active;
  return input;
}

inline log::Record started(TrialNumber trial, std::int64_t us) {
  return Note{at(us), trial, note::TrialStart{}};
}
inline log::Record opened(TrialNumber trial, std::int64_t us, SubjectIndex first) {
  return Note{at(us), trial, note::WindowOpen{first, at(us + 750'000)}};
}
inline log::Record decided(TrialNumber trial, std::int64_t us, Outcome outcome) {
  note::TrialOutcome body;
  body.outcome = outcome;
  return Note{at(us), trial, body};
}
inline log::Record coordinated(TrialNumber trial, std::int64_t us, SubjectIndex first,
                               std::int64_t dt_us) {
  note::TrialOutcome body;
  body.outcome = Outcome::coordinated;
  body.first = first;
  body.dt = Duration::from_us(dt_us);
  body.dt_uncertainty = Duration::from_us(2);
  return Note{at(us), trial, body};
}
inline log::Record reward(Token token, TrialNumber trial, std::int64_t us,
                          SubjectIndex subject, std::uint32_t volume_nl) {
  Command command;
  command.time = at(us);
  command.kind = CommandKind::reward;
  command.token = token;
  command.trial = trial;
  command.subject = subject;
  command.volume_nl = volume_nl;
  command.duration = Duration::from_us(1000);
  return command;
}
inline log::Record ended(std::int64_t us, const std::string& reason = "duration") {
  return log::End{at(us), reason, {}};
}

}  // namespace dyad::analysis::testing
