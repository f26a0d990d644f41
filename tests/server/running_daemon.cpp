#include "server/running_daemon.hpp"

#include <algorithm>
#include <filesystem>

namespace dyad::server::testing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAtMost{20'000};

std::vector<std::string> arguments(const std::string& data,
                                   const std::vector<std::string>& more) {
  std::vector<std::string> words{"serve",       "--rig",       kSimulatedRig,
                                 "--data",      data,          "--listen",
                                 "127.0.0.1:0", "--schedules", kSchedules};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// A daemon's outputs must not be taken for those of the one before it.
std::string new_folder(const Scratch& scratch) {
  int n = 1;
  while (std::filesystem::exists(scratch.path("daemon-" + std::to_string(n)))) ++n;
  return scratch.path("daemon-" + std::to_string(n));
}

std::uint16_t port_in(const std::string& out) {
  const std::string before = "listening on http://127.0.0.1:";
  const std::size_t at = out.find(before);
  if (at == std::string::npos || out.find('\n', at) == std::string::npos) return 0;
  return static_cast<std::uint16_t>(std::stoi(out.substr(at + before.size())));
}

}  // namespace

RunningDaemon::RunningDaemon(const Scratch& scratch, std::vector<std::string> more,
                             const std::string& program)
    : data_(scratch.path("data")),
      process_(new_folder(scratch), arguments(data_, more), program) {
  gpio_sim::wait_for(kAtMost, [this] {
    port_ = port_in(process_.out());
    return port_ != 0 || process_.wait(milliseconds(0)).has_value();
  });
}

Reply RunningDaemon::get(const std::string& path) const {
  return ask(port_, "GET /api/v1" + path);
}

Reply RunningDaemon::post(const std::string& path, const Json& body) const {
  return ask(port_, "POST /api/v1" + path, kJson, body.dump());
}

RunningDaemon::Json RunningDaemon::json(const std::string& path) const {
  return Json::parse(get(path).body, nullptr, false);
}

Reply RunningDaemon::start(const std::string& speed, Json more) const {
  Json body{{"subjects", {"M1", "M2"}},
            {"schedule", "quick-start"},
            {"speed", speed},
            {"override", {"already-run-today"}}};
  body.update(more);
  return post("/sessions", body);
}

bool RunningDaemon::until_state(const std::string& state) const {
  return gpio_sim::wait_for(kAtMost, [&] { return status()["state"] == state; });
}

std::string RunningDaemon::events(const std::string& query) const {
  SocketClient client(port_, "/api/v1/events" + query);
  std::string all;
  while (const auto message = client.receive()) all += *message + '\n';
  return all;
}

std::vector<std::string> RunningDaemon::logs() const {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(data_, none)) {
    if (entry.path().extension() == ".jsonl") found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace dyad::server::testing
