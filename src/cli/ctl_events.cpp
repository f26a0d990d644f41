#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include "dyad/cli/ctl.hpp"

namespace dyad::cli {
namespace {

constexpr std::chrono::seconds kBeforeAnotherTry(1);

// Prints lines of a log as they come, each once and in order.
class Follower {
 public:
  Follower(const Daemon& daemon, std::string id, std::uint64_t from)
      : daemon_(daemon), id_(std::move(id)), next_(from) {}

  // Until the session has ended, or the daemon says no.
  int run() {
    bool opened_before = false;
    while (true) {
      EventReader reader;
      const auto answer = reader.open(daemon_.http(), target());
      if (!answer && !opened_before) return complain(unreachable(answer.error()));
      if (answer && answer->status != 101) {
        return complain(refusal(daemon_.http().origin(), *answer));
      }
      if (answer) {
        opened_before = true;
        if (read_all(reader)) return kFine;
      }
      std::cerr << "dyad: the connection was lost; trying again\n";
      std::this_thread::sleep_for(kBeforeAnotherTry);
    }
  }

 private:
  std::string target() const {
    return Daemon::target("/events?session=" + percent_encoded(id_) +
                          "&from=" + std::to_string(next_));
  }

  // True: the session's last line was there, or nobody reads any more.
  bool read_all(EventReader& reader) {
    while (true) {
      const auto message = reader.next();
      if (!message || !*message) return false;
      std::istringstream lines(**message);
      for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && take(line)) return true;
      }
      std::cout << std::flush;
      if (!std::cout) return true;  // who read it has gone: `| head`
    }
  }

  bool take(const std::string& line) {
    const Json record = Json::parse(line, nullptr, false);
    if (text_at(record, "stream") == "end") return true;
    if (at(record, "seq").is_number_unsigned()) {
      const auto seq = at(record, "seq").get<std::uint64_t>();
      if (seq < next_) return false;
      next_ = seq + 1;
    }
    std::cout << line << '\n';
    return false;
  }

  const Daemon& daemon_;
  std::string id_;
  std::uint64_t next_;
};

int follow(const Daemon& daemon, const std::string& id, std::uint64_t from) {
  // Who comes back must not find the next session under the same word.
  const Reply session = daemon.get("/sessions/" + percent_encoded(id));
  if (!session) return complain(session);
  return Follower(daemon, text_at(session.json, "id"), from).run();
}

}  // namespace

void add_ctl_events(CLI::App& ctl, const CtlCommands& commands) {
  auto id = std::make_shared<std::string>("current");
  auto from = std::make_shared<std::uint64_t>(0);
  CLI::App* command = commands.add(
      ctl, "events", "Prints the lines of a session's log as they are written",
      [id, from](const Daemon& daemon) { return follow(daemon, *id, *from); });
  command->add_option("ID", *id, "The session")->capture_default_str();
  command->add_option("--from", *from, "The number (seq) of the first line")
      ->capture_default_str();
}

}  // namespace dyad::cli
