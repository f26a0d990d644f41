#include "replay/logged_session.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "dyad/core/random.hpp"
#include "dyad/log/writer.hpp"
#include "dyad/replay/drive.hpp"

namespace dyad::replay::testing {
namespace {

// Removed with everything in it when the process ends.
struct Folder {
  std::string path =
      (std::filesystem::temp_directory_path() / "dyad-replay-XXXXXX").string();
  int logs = 0;
  Folder() {
    if (::mkdtemp(path.data()) == nullptr) std::abort();
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

ChannelIndex poke_channel(SubjectIndex subject) { return subject; }

}  // namespace

log::Header header() {
  log::Header header;
  header.program_version = "0.1.0";
  header.source = "sim";
  std::ifstream rig(std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/sim.json");
  header.rig = config::Json::parse(rig);
  header.schedule = config::Json::parse(R"({
    "format": "dyad-schedule/1", "name": "test",
    "session": {"duration_min": 10},
    "stages": [{
      "name": "only", "window_ms": 750, "reward_ul": 4,
      "iti_ms": {"coordinated": {"uniform": [1000, 2000]},
                 "miss": {"uniform": [1000, 2000]}, "aborted": 1000},
      "outputs": [{"at": "trial_start", "channel": "light", "pulse_ms": 100}]}]})");
  header.subjects = {"A", "B"};
  header.seed = 7;
  return header;
}

std::vector<log::Record> session(const log::Header& header,
                                 const std::vector<Poke>& pokes) {
  const Result<Setting> setting = setting_of(header);
  if (!setting) ADD_FAILURE() << setting.error().text();
  std::vector<log::Record> records;
  const auto heard = [&records](const Input& input, const task::Output& out) {
    records.emplace_back(input);
    records.insert(records.end(), out.notes.begin(), out.notes.end());
    records.insert(records.end(), out.commands.begin(), out.commands.end());
  };
  task::Engine engine(setting->plan, setting->seed);
  Driver driver(engine);
  Input start;
  start.kind = InputKind::operator_action;
  driver.feed(start, heard);
  std::uint64_t sequence = 0;
  for (const Poke& poke : pokes) {
    Input edge;
    edge.time = Time::from_us(poke.us);
    edge.source = 0;
    edge.sequence = ++sequence;
    edge.channel = poke_channel(poke.subject);
    edge.active = true;
    edge.uncertainty = Duration::from_us(1);
    driver.feed(edge, heard);
  }
  driver.finish(Time() + setting->plan.duration, heard);
  records.emplace_back(log::End{Time() + setting->plan.duration, "duration", {}});
  return records;
}

std::vector<Poke> random_pokes(std::size_t count) {
  Random random(1);
  std::vector<Poke> pokes;
  std::int64_t us = 0;
  for (std::size_t i = 0; i < count; ++i) {
    us += random.between(0, 1'500'000);
    pokes.push_back({us, static_cast<SubjectIndex>(random.below(2))});
  }
  return pokes;
}

std::string write_log(const log::Header& header,
                      const std::vector<log::Record>& records) {
  static Folder folder;
  const std::string path = folder.path + "/" + std::to_string(++folder.logs) + ".jsonl";
  auto writer = log::Writer::create(path, header, {.wait_for_room = true});
  if (!writer) {
    ADD_FAILURE() << writer.error().text();
    return path;
  }
  (*writer)->start();
  for (const log::Record& record : records) (*writer)->append(record);
  EXPECT_TRUE((*writer)->close());
  return path;
}

}  // namespace dyad::replay::testing
