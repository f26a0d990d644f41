#include "gpio_sim/live_session.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>

namespace dyad::gpio_sim {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json poke_channel(const std::string& seat) {
  return {{"kind", "poke"},         {"subject", seat}, {"device", "pi"},
          {"line", "poke-" + seat}, {"active", "low"}, {"bias", "pull_up"}};
}

Json valve_channel(const std::string& seat) {
  return {{"kind", "reward_valve"},
          {"subject", seat},
          {"device", "pi"},
          {"line", "valve-" + seat},
          {"calibration", Json::array({{{"open_ms", 60}, {"ul", 4}}})},
          {"max_open_ms", 1000},
          {"budget_ms_per_min", 20'000}};
}

Json default_rig() {
  return {{"format", "dyad-rig/1"},
          {"name", "Simulated lines"},
          {"subjects", {"left", "right"}},
          {"devices", {{"pi", {{"kind", "gpio"}, {"chip", "dyad-sim"}}}}},
          {"channels",
           {{"poke_left", poke_channel("left")},
            {"poke_right", poke_channel("right")},
            {"valve_left", valve_channel("left")},
            {"valve_right", valve_channel("right")}}}};
}

Json default_schedule() {
  return {{"format", "dyad-schedule/1"},
          {"name", "Short trials"},
          {"session", {{"duration_s", 60}}},
          {"stages",
           Json::array({{{"name", "together"},
                         {"window_ms", kWindow.us() / 1000},
                         {"reward_ul", 4},
                         {"iti_ms",
                          {{"coordinated", 200}, {"miss", 300}, {"aborted", 200}}}}})}};
}

fs::path new_folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  // Memory where there is some: a real disk's delays are not under test here.
  const fs::path base = fs::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
  fs::path folder = base / ("dyad_gpio_sim_" + std::string(test->name()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

}  // namespace

LiveSession::LiveSession() : rig(default_rig()), schedule(default_schedule()) {}

void LiveSession::SetUp() {
  folder = new_folder();
  data = folder / "data";
}

void LiveSession::TearDown() {
  show_failure();
  dyad.reset();
  for (const int fd : held_) ::close(fd);
  fs::remove_all(folder);
}

void LiveSession::show_failure() const {
  if (!HasFailure() || !dyad) return;
  std::cerr << "stdout of dyad:\n" << dyad->out() << "stderr of dyad:\n" << dyad->err();
  const std::string log = text_of(log_path());
  constexpr std::size_t kShown = 10'000;
  std::cerr << "its log:\n" << log.substr(0, kShown);
  if (log.size() > 2 * kShown) std::cerr << "\n...";
  if (log.size() > kShown)
    std::cerr << log.substr(std::max(kShown, log.size() - kShown));
  std::cerr << '\n';
}

void LiveSession::set_valve_open(milliseconds open) {
  for (const char* valve : {"valve_left", "valve_right"}) {
    rig["channels"][valve]["calibration"][0]["open_ms"] = open.count();
  }
}

void LiveSession::set_debounce(milliseconds confirm, milliseconds lockout) {
  for (const char* poke : {"poke_left", "poke_right"}) {
    rig["channels"][poke]["debounce"] = {{"confirm_us", confirm.count() * 1000},
                                         {"lockout_us", lockout.count() * 1000}};
  }
}

void LiveSession::launch() {
  std::ofstream(folder / "rig.json") << rig.dump(2);
  std::ofstream(folder / "schedule.json") << schedule.dump(2);
  std::vector<std::string> arguments{"run",
                                     "--rig",
                                     folder / "rig.json",
                                     "--schedule",
                                     folder / "schedule.json",
                                     "--subjects",
                                     "A,B",
                                     "--data",
                                     data,
                                     "--seed",
                                     "1"};
  arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
  dyad = std::make_unique<Child>(folder / "run", arguments);
}

void LiveSession::start() {
  launch();
  const SessionLog begun = log_when(
      [](const SessionLog& log) { return !log.notes<note::TrialStart>().empty(); });
  ASSERT_FALSE(begun.records.empty()) << "the session did not begin";
  anchor_ = begun.header.anchor;
}

void LiveSession::until(milliseconds session_time) const {
  sleep_until_ns(
      anchor_.to_monotonic_ns(Time() + Duration::from_ms(session_time.count())));
}

Time LiveSession::now() const { return anchor_.from_monotonic_ns(monotonic_ns()); }

Time LiveSession::move_beam(const std::string& seat, bool broken) const {
  const Time before = now();
  chip.pull("poke-" + seat, !broken);
  return before;
}

void LiveSession::coordinate() const {
  const std::int64_t begin = monotonic_ns();
  poke("left");
  sleep_until_ns(begin + 30'000'000);
  poke("right");
  sleep_until_ns(begin + 130'000'000);
  leave("left");
  leave("right");
}

bool LiveSession::becomes_open(const std::string& seat, milliseconds at_most) const {
  return wait_for(at_most, [&] { return valve_open(seat); });
}

bool LiveSession::becomes_closed(const std::string& seat, milliseconds at_most) const {
  return wait_for(at_most, [&] { return !valve_open(seat); });
}

void LiveSession::keep_lines_driven() {
  held_ = dyad->descriptors_like("anon_inode:gpio-line");
  // One for the inputs, one for the outputs.
  ASSERT_EQ(held_.size(), 2U) << "dyad's requests were not found";
}

fs::path LiveSession::log_path() const {
  std::error_code none_yet;
  for (const auto& entry : fs::directory_iterator(data, none_yet)) {
    if (entry.path().extension() == ".jsonl") return entry.path();
  }
  return {};
}

SessionLog LiveSession::log() const { return SessionLog::read(log_path()); }

SessionLog LiveSession::log_when(const Wanted& wanted, milliseconds at_most) const {
  SessionLog last;
  const bool came = wait_for(at_most, [&] {
    last = log();
    return wanted(last);
  });
  EXPECT_TRUE(came) << "the log does not show what was waited for";
  return last;
}

SessionLog LiveSession::log_after_trials(std::size_t trials) const {
  return log_when([&](const SessionLog& log) {
    return log.notes<note::TrialOutcome>().size() >= trials;
  });
}

void LiveSession::stop(int signal, int expected_code) {
  dyad->signal(signal);
  expect_exit(expected_code);
}

void LiveSession::expect_exit(int expected_code) {
  const auto exit = dyad->wait(kSoon);
  ASSERT_TRUE(exit.has_value()) << "dyad did not end";
  EXPECT_EQ(exit->signal, 0);
  EXPECT_EQ(exit->code, expected_code);
}

void LiveSession::expect_identical_replay() const {
  Child replay(folder / "replay", {"replay", log_path().string()});
  const auto exit = replay.wait(kSoon);
  ASSERT_TRUE(exit.has_value()) << "the replay did not end";
  EXPECT_EQ(exit->code, 0) << replay.out() << replay.err();
  EXPECT_NE(replay.out().find("identical"), std::string::npos) << replay.out();
}

}  // namespace dyad::gpio_sim
