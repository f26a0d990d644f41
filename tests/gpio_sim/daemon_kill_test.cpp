#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "gpio_sim/http_call.hpp"
#include "gpio_sim/live_session.hpp"
#include "gpio_sim/process_tree.hpp"

namespace dyad::gpio_sim {
namespace {

namespace fs = std::filesystem;

constexpr int kKills = 200;
constexpr milliseconds kBound{100};  // docs/valve_safety.md
constexpr milliseconds kOpen{150};   // long enough to be seen open

// Counts how often each valve was seen to open, from outside of dyad.
class ValveWitness {
 public:
  explicit ValveWitness(const SimChip& chip)
      : thread_([this, &chip](const std::stop_token& stop) {
          while (!stop.stop_requested()) look(chip);
        }) {}
  std::size_t finish() {
    thread_.request_stop();
    thread_.join();
    return openings_;
  }

 private:
  void look(const SimChip& chip) {
    const std::array<bool, 2> now{chip.value("valve-left"), chip.value("valve-right")};
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (now[i] && !open_[i]) ++openings_;
    }
    open_ = now;
    sleep_until_ns(monotonic_ns() + 5'000'000);
  }

  std::array<bool, 2> open_{};
  std::size_t openings_ = 0;
  std::jthread thread_;
};

enum class Killed { daemon, session, everything };

class DaemonKill : public LiveSession {
 protected:
  // The daemon of this round; its address.
  void start_daemon() {
    daemon_ = std::make_unique<Child>(
        folder / ("daemon" + std::to_string(++daemons_)),
        std::vector<std::string>{"serve", "--rig", folder / "rig.json", "--data", data,
                                 "--schedules", folder / "schedules", "--listen",
                                 "127.0.0.1:0"});
    const bool up = wait_for(kSoon, [this] { return port_in(daemon_->out()) != 0; });
    ASSERT_TRUE(up) << daemon_->out() << daemon_->err();
    port_ = port_in(daemon_->out());
  }

  static std::uint16_t port_in(const std::string& out) {
    const std::size_t end = out.find('\n');
    const std::size_t colon = out.rfind(':', end);
    if (end == std::string::npos || colon == std::string::npos) return 0;
    return static_cast<std::uint16_t>(std::stoi(out.substr(colon + 1)));
  }

  void start_session(const nlohmann::json& start) {
    const Answer started = http_call(port_, "POST", "/sessions", start);
    ASSERT_EQ(started.status, 202) << started.body << daemon_->err();
    const bool runs = wait_for(kSoon, [this] {
      status_ = http_call(port_, "GET", "/status").body;
      return status_.value("state", "") == "running" && status_["session"].is_object();
    });
    ASSERT_TRUE(runs) << status_ << daemon_->err();
    id_ = status_["session"]["id"];
  }

  // From now on no line is closed merely because its process is gone, as on a Pi.
  std::vector<int> hold_lines(pid_t session) const {
    return descriptors_like(session, "anon_inode:gpio-line");
  }

  void kill_now(Killed killed, pid_t session) {
    if (killed == Killed::daemon) daemon_->signal(SIGKILL);
    if (killed == Killed::session) ::kill(session, SIGKILL);
    if (killed != Killed::everything) return;
    for (const pid_t pid : descendants_of(daemon_->pid())) ::kill(pid, SIGKILL);
    daemon_->signal(SIGKILL);
  }

  void round(Killed killed, milliseconds after) {
    start_daemon();
    expect_recovered();
    start_session({{"subjects", {"A", "B"}},
                   {"schedule", "short-trials"},
                   {"override", {"already-run-today"}}});
    if (HasFatalFailure()) return;
    const pid_t session = child_named(daemon_->pid(), "run");
    ASSERT_GT(session, 0);
    const auto held =
        killed == Killed::everything ? std::vector<int>() : hold_lines(session);
    ValveWitness witness(chip);
    const std::int64_t kill_at =
        monotonic_ns() + std::chrono::nanoseconds(after).count();
    std::jthread animals([this, kill_at] {
      while (monotonic_ns() < kill_at) coordinate();
    });
    sleep_until_ns(kill_at);
    kill_now(killed, session);
    EXPECT_TRUE(becomes_closed("left", kBound) && becomes_closed("right", kBound))
        << "a valve stays open";
    animals.join();
    EXPECT_TRUE(wait_for(kSoon, [&] { return !exists(session); }));
    EXPECT_TRUE(wait_for(kSoon, [] { return processes_named("dyad-guard") == 0; }));
    openings_ = witness.finish();
    for (const int fd : held) ::close(fd);
    kill_daemon();
  }

  void kill_daemon() {
    daemon_->signal(SIGKILL);
    daemon_->wait(kSoon);
  }

  // The next daemon offers to go on with the last round's session, if any, and its log
  // has all that was seen to happen.
  void expect_recovered() {
    if (id_.empty()) return;
    status_ = http_call(port_, "GET", "/status").body;
    offer_ = offer_of(id_);
    EXPECT_GT(offer_.value("remaining_us", std::int64_t{0}), 0) << status_;
    const SessionLog log = SessionLog::read(data / (id_ + ".jsonl"));
    EXPECT_EQ(log.error, "");
    EXPECT_GE(log.rewards().size(), openings_) << "an opening is not in the log";
    seen_ += openings_;
    id_.clear();
  }

  nlohmann::json offer_of(const std::string& id) const {
    for (const auto& offer : status_["interrupted"]) {
      if (offer["id"] == id) return offer;
    }
    return nlohmann::json::object();
  }

  // The rest of the session that was killed last, on the same lines, ended by a person.
  void take_up_the_offer() {
    // Of the day's other sessions.
    start_session({{"continue", offer_["id"]}, {"override", {"already-run-today"}}});
    if (HasFailure()) return;
    const SessionLog old =
        SessionLog::read(data / (offer_["id"].get<std::string>() + ".jsonl"));
    const fs::path path = data / (id_ + ".jsonl");
    ValveWitness witness(chip);
    EXPECT_TRUE(wait_for(kSoon, [&] {
      coordinate();
      return !SessionLog::read(path).rewards().empty();
    })) << "no trial is coordinated";
    EXPECT_EQ(http_call(port_, "POST", "/sessions/current/end").status, 202);
    EXPECT_TRUE(wait_for(kSoon, [this] {
      status_ = http_call(port_, "GET", "/status").body;
      return status_["state"] == "idle" && offer_of(offer_["id"]).empty();
    })) << status_;
    EXPECT_GT(witness.finish(), 0U);
    expect_rest_of(old, SessionLog::read(path));
    id_.clear();
  }

  void expect_rest_of(const SessionLog& old, const SessionLog& rest) const {
    EXPECT_EQ(rest.error, "");
    EXPECT_EQ(rest.end_reason(), "operator");
    ASSERT_TRUE(rest.header.continues);
    EXPECT_EQ(rest.header.continues->log, offer_["id"]);
    EXPECT_EQ(rest.header.subjects, old.header.subjects);
    EXPECT_EQ(rest.header.stage, old.header.stage);
    EXPECT_EQ(rest.header.schedule["stages"], old.header.schedule["stages"]);
    // As the new log has it, in which durations are whole milliseconds.
    const auto summary = http_call(port_, "GET", "/sessions/" + id_).body;
    const auto remaining_us = offer_["remaining_us"].get<std::int64_t>();
    EXPECT_EQ(summary["planned_us"], remaining_us / 1000 * 1000) << summary;
    EXPECT_EQ(summary["continues"], offer_["id"]);
  }

  // A lab's day has few logs, and ends with what the last kill left over.
  void end_the_day() {
    start_daemon();
    expect_recovered();
    if (!HasFailure()) take_up_the_offer();
    kill_daemon();
    fs::remove_all(data);
  }

  std::unique_ptr<Child> daemon_;
  int daemons_ = 0;  // each has its outputs in a folder of its own
  std::uint16_t port_ = 0;
  nlohmann::json status_;
  std::string id_;
  nlohmann::json offer_;  // of the round before
  std::size_t openings_ = 0;
  std::size_t seen_ = 0;
};

TEST_F(DaemonKill, AtAnyMomentLeavesValvesClosedAndALogThatCanBeGoneOnFrom) {
  set_valve_open(kOpen);
  fs::create_directories(folder / "schedules");
  std::ofstream(folder / "rig.json") << rig.dump(2);
  std::ofstream(folder / "schedules" / "short.json") << schedule.dump(2);
  constexpr unsigned kSeed = 20261124;
  std::cout << "seed " << kSeed << '\n';
  std::mt19937 random(kSeed);
  for (int i = 0; i < kKills && !HasFailure(); ++i) {
    SCOPED_TRACE("kill " + std::to_string(i));
    if (i > 0 && i % 10 == 0) end_the_day();
    const auto killed = static_cast<Killed>(random() % 3);
    round(killed, milliseconds(random() % 500));
    if (HasFailure()) std::cerr << daemon_->err();
  }
  end_the_day();
  EXPECT_GT(seen_, static_cast<std::size_t>(kKills) / 2) << "hardly a valve opened";
}

}  // namespace
}  // namespace dyad::gpio_sim
