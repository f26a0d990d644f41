#include "dyad/server/hardware.hpp"

#include <algorithm>
#include <utility>

#include "dyad/server/problems.hpp"

namespace dyad::server {
namespace {

bool runs(const Hardware::Json& job) { return job["state"] == "running"; }

}  // namespace

Hardware::Hardware(Port port, Tell tell)
    : port_(std::move(port)), tell_(std::move(tell)) {}

std::optional<Problem> Hardware::open(Clock::time_point now) {
  used_at_ = now;
  if (state_ != State::closed) return std::nullopt;
  if (auto problem = port_.open()) return problem;
  problem_ = nullptr;
  state_ = State::opening;
  return std::nullopt;
}

void Hardware::close() {
  if (state_ != State::closed) port_.close();
}

std::optional<Problem> Hardware::set_holders(std::size_t holders,
                                             Clock::time_point now) {
  const bool first = holders > 0 && holders_ == 0;
  holders_ = holders;
  used_at_ = now;
  return first ? open(now) : std::nullopt;
}

void Hardware::send(const Json& message) {
  if (state_ == State::open) {
    port_.send(message);
  } else {
    waiting_.push_back(message);
  }
}

Hardware::Json Hardware::pulse(const Pulses& pulses, Clock::time_point now) {
  used_at_ = now;
  const std::uint64_t number = ++last_number_;
  Json job = {{"job", number},      {"channel", pulses.channel},
              {"done", 0},          {"of", pulses.count},
              {"state", "running"}, {"open_us", Json::array()},
              {"problem", nullptr}};
  jobs_.emplace(number, job);
  while (jobs_.size() > kJobsKept && !runs(jobs_.begin()->second)) {
    jobs_.erase(jobs_.begin());
  }
  send({{"do", "pulse"},
        {"job", number},
        {"channel", pulses.channel},
        {"duration_us", pulses.open.us()},
        {"count", pulses.count},
        {"gap_us", pulses.gap.us()}});
  return job;
}

const Hardware::Json* Hardware::job(std::uint64_t number) const {
  const auto found = jobs_.find(number);
  return found == jobs_.end() ? nullptr : &found->second;
}

bool Hardware::stop(std::uint64_t number) {
  if (!jobs_.contains(number)) return false;
  send({{"do", "stop"}, {"job", number}});
  return true;
}

std::uint64_t Hardware::flush(std::vector<std::string> channels, Duration lease,
                              Clock::time_point now) {
  used_at_ = now;
  const std::uint64_t number = ++last_number_;
  const Lease opened{std::move(channels), now + std::chrono::microseconds(lease.us())};
  leases_.emplace(number, opened);
  send_flush(number, opened, lease);
  return number;
}

bool Hardware::renew(std::uint64_t number, Duration lease, Clock::time_point now) {
  const auto found = leases_.find(number);
  if (found == leases_.end()) return false;
  used_at_ = now;
  found->second.until = now + std::chrono::microseconds(lease.us());
  send_flush(number, found->second, lease);
  return true;
}

bool Hardware::unflush(std::uint64_t number) {
  if (leases_.erase(number) == 0) return false;
  send({{"do", "unflush"}, {"lease", number}});
  return true;
}

void Hardware::send_flush(std::uint64_t number, const Lease& lease, Duration length) {
  send({{"do", "flush"},
        {"lease", number},
        {"channels", lease.channels},
        {"lease_us", length.us()}});
}

void Hardware::take(const Json& message) {
  const std::string say = message.value("say", "");
  if (say == "open") opened();
  if (say == "lines") take_lines(message.at("lines"));
  if (say == "pulse") take_pulse(message);
  if (say == "job") take_job(message);
  if (say == "beat") devices_ = message.value("devices", Json::array());
  if (say == "unflushed") leases_.erase(message.value("lease", std::uint64_t{0}));
}

void Hardware::opened() {
  state_ = State::open;
  for (const Json& message : std::exchange(waiting_, {})) port_.send(message);
}

void Hardware::take_lines(const Json& lines) {
  for (const auto& [channel, active] : lines.items()) lines_[channel] = active;
  tell_("lines", lines);
}

void Hardware::take_pulse(const Json& message) {
  const auto found = jobs_.find(message.value("job", std::uint64_t{0}));
  if (found == jobs_.end()) return;
  found->second["done"] = message.value("done", std::uint64_t{0});
  found->second["open_us"].push_back(message.value("open_us", std::int64_t{0}));
  tell_job(found->second);
}

void Hardware::take_job(const Json& message) {
  const auto found = jobs_.find(message.value("job", std::uint64_t{0}));
  if (found == jobs_.end()) return;
  found->second["state"] = message.value("state", "failed");
  const std::string detail = message.value("detail", "");
  if (!detail.empty()) found->second["problem"] = detail;
  tell_job(found->second);
}

void Hardware::tell_job(const Json& job) { tell_("job", job); }

void Hardware::gone(const std::optional<Problem>& problem) {
  state_ = State::closed;
  waiting_.clear();
  leases_.clear();
  lines_ = Json::object();
  devices_ = Json::array();
  if (problem) problem_ = to_json(*problem);
  for (auto& [number, job] : jobs_) {
    if (!runs(job)) continue;
    job["state"] = "failed";
    job["problem"] = problem ? problem->detail : "the lines were closed meanwhile";
    tell_job(job);
  }
}

bool Hardware::in_use(Clock::time_point now) const {
  const bool pulses = std::any_of(jobs_.begin(), jobs_.end(),
                                  [](const auto& job) { return runs(job.second); });
  return holders_ > 0 || pulses || !leases_.empty() || now - used_at_ < kIdle;
}

void Hardware::tick(Clock::time_point now) {
  // The process ends a lease by itself, and says so; this is for a message it dropped.
  std::erase_if(leases_, [now](const auto& lease) { return lease.second.until < now; });
  if (state_ != State::closed && !in_use(now)) close();
}

Hardware::Json Hardware::json() const {
  const char* const state = state_ == State::closed    ? "closed"
                            : state_ == State::opening ? "opening"
                                                       : "open";
  return {{"state", state},
          {"lines", lines_},
          {"devices", devices_},
          {"problem", problem_}};
}

}  // namespace dyad::server
