#include "mcu_pty/pty_session.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

namespace dyad::mcu_pty {
namespace {

namespace fs = std::filesystem;
using gpio_sim::text_of;
using Json = nlohmann::ordered_json;

Json poke_channel(const std::string& seat, const std::string& line) {
  return {{"kind", "poke"}, {"subject", seat}, {"device", "uno"},
          {"line", line},   {"active", "low"}, {"bias", "pull_up"}};
}

Json valve_channel(const std::string& seat, const std::string& line) {
  return {{"kind", "reward_valve"},
          {"subject", seat},
          {"device", "uno"},
          {"line", line},
          {"calibration", Json::array({{{"open_ms", 40}, {"ul", 4}}})},
          {"max_open_ms", 2000},
          {"budget_ms_per_min", 12'000}};
}

Json default_rig() {
  return {{"format", "dyad-rig/1"},
          {"name", "A simulated Uno"},
          {"subjects", {"left", "right"}},
          {"devices", {{"uno", {{"kind", "mcu"}, {"port", "/dev/null"}}}}},
          {"channels",
           {{"poke_left", poke_channel("left", "in0")},
            {"poke_right", poke_channel("right", "in1")},
            {"valve_left", valve_channel("left", "out0")},
            {"valve_right", valve_channel("right", "out1")}}}};
}

Json default_schedule() {
  return {{"format", "dyad-schedule/1"},
          {"name", "Short trials"},
          {"session", {{"duration_s", 60}}},
          {"stages",
           Json::array({{{"name", "together"},
                         {"window_ms", kWindow_ms},
                         {"reward_ul", 4},
                         {"iti_ms",
                          {{"coordinated", 200}, {"miss", 300}, {"aborted", 200}}}}})}};
}

// Of a log, for the eye: the twenty lines a second that nobody can read are left out.
std::string without_clock_samples(const std::string& log) {
  std::istringstream text(text_of(log));
  std::string left;
  for (std::string line; std::getline(text, line);) {
    if (line.find("\"type\":\"clock_sample\"") == std::string::npos)
      left += line + "\n";
  }
  return left;
}

}  // namespace

PtyTest::PtyTest() : rig(default_rig()), schedule(default_schedule()) {}

void PtyTest::SetUp() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const fs::path base = fs::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
  std::string name = (base / ("dyad_pty_" + std::string(test->name()) + "-XXXXXX"));
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  folder = name;
}

void PtyTest::TearDown() { fs::remove_all(folder); }

void PtyTest::set_valve_open(milliseconds open) {
  for (const char* valve : {"valve_left", "valve_right"}) {
    rig["channels"][valve]["calibration"][0]["open_ms"] = open.count();
  }
}

PtyTest::Ran PtyTest::dyad(const std::vector<std::string>& arguments,
                           milliseconds at_most) const {
  Child child(folder / "command", arguments);
  const auto exit = child.wait(at_most);
  EXPECT_TRUE(exit.has_value()) << "dyad did not end";
  return {exit ? exit->code : -1, child.out(), child.err()};
}

std::vector<std::string> PtyTest::run_arguments() const {
  return {"run",
          "--rig",
          (folder / "rig.json").string(),
          "--schedule",
          (folder / "schedule.json").string(),
          "--subjects",
          "A,B",
          "--data",
          (folder / "data").string(),
          "--seed",
          "1"};
}

void PtyTest::write_files() const {
  std::ofstream(folder / "rig.json") << rig.dump(2);
  std::ofstream(folder / "schedule.json") << schedule.dump(2);
}

std::vector<std::string> PtyTest::logs() const {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder / "data", none)) {
    found.push_back(entry.path().string());
  }
  return found;
}

void PtySession::SetUp() {
  PtyTest::SetUp();
  board = std::make_unique<BoardProcess>(folder / "board");
  set_port(board->port());
  // Both beams whole: the lines are active low.
  for (const unsigned input : {kLeft, kRight}) board->level(0, input, true);
}

void PtySession::TearDown() {
  if (HasFailure() && session) {
    std::cerr << "stdout of dyad:\n"
              << session->out() << "stderr of dyad:\n"
              << session->err();
    for (const std::string& log : logs()) std::cerr << without_clock_samples(log);
  }
  session.reset();
  board.reset();
  PtyTest::TearDown();
}

void PtySession::start() {
  write_files();
  session = std::make_unique<Child>(folder / "run", run_arguments());
  const SessionLog begun = log_when(
      [](const SessionLog& log) { return !log.notes<note::TrialStart>().empty(); });
  ASSERT_FALSE(begun.records.empty()) << "the session did not begin";
  mark();
}

void PtySession::poke(unsigned seat, std::int64_t in_ms, std::int64_t for_ms) const {
  board->level(mark_ms_ + in_ms, seat, false);
  board->level(mark_ms_ + in_ms + for_ms, seat, true);
}

SessionLog PtySession::log() const {
  const auto all = logs();
  return all.empty() ? SessionLog{} : SessionLog::read(all.front());
}

SessionLog PtySession::log_when(const Wanted& wanted) const {
  SessionLog last;
  const bool came = wait_for(kSoon, [&] {
    last = log();
    return wanted(last);
  });
  EXPECT_TRUE(came) << "the log does not show what was waited for";
  return last;
}

SessionLog PtySession::log_after_trials(std::size_t trials) const {
  return log_when([&](const SessionLog& log) {
    return log.notes<note::TrialOutcome>().size() >= trials;
  });
}

void PtySession::stop(int signal, int expected_code) {
  session->signal(signal);
  const auto exit = session->wait(kSoon);
  ASSERT_TRUE(exit.has_value()) << "dyad did not end";
  EXPECT_EQ(exit->signal, 0);
  EXPECT_EQ(exit->code, expected_code);
}

void PtySession::expect_identical_replay() const {
  const Ran replayed = dyad({"replay", logs().at(0)});
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
  EXPECT_NE(replayed.out.find("identical"), std::string::npos) << replayed.out;
}

}  // namespace dyad::mcu_pty
