#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dyad/core/time.hpp"
#include "dyad/server/problem.hpp"

namespace dyad::server {

// The rig's lines between sessions, as the hardware page sees them: which are active,
// what is being pulsed, what is held open and by whose lease. The lines themselves are
// in a process of their own (docs/decisions/0008); this is the daemon's side of it.
// Everything on the server's thread.
class Hardware {
 public:
  using Json = nlohmann::ordered_json;
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::seconds kIdle{15};  // without a user: closed
  static constexpr Duration kMaxLease = Duration::from_s(5);
  static constexpr std::size_t kJobsKept = 100;

  struct Port {
    // Starts the process; the problem where the rig is not free.
    std::function<std::optional<Problem>()> open;
    std::function<void()> close;
    std::function<void(const Json& message)> send;
  };
  // For everybody who looks on: "lines" or "job", and its value.
  using Tell = std::function<void(const char* member, const Json& value)>;

  Hardware(Port port, Tell tell);

  // Opens the lines where they are closed. The problem, where that cannot be.
  std::optional<Problem> open(Clock::time_point now);
  void close();

  // How many look on: the lines are opened for the first, and stay open until all let
  // go. The problem where they cannot be opened.
  std::optional<Problem> set_holders(std::size_t holders, Clock::time_point now);

  struct Pulses {
    std::string channel;
    Duration open;
    std::uint32_t count = 1;
    Duration gap;
  };
  // The job that was begun; its number is its member "job".
  Json pulse(const Pulses& pulses, Clock::time_point now);
  const Json* job(std::uint64_t number) const;  // null: there is none
  bool stop(std::uint64_t number);              // false: there is none

  // Opens the valves for this long, or so much longer. The lease's number.
  std::uint64_t flush(std::vector<std::string> channels, Duration lease,
                      Clock::time_point now);
  bool renew(std::uint64_t number, Duration lease, Clock::time_point now);
  bool unflush(std::uint64_t number);

  // From the process.
  void take(const Json& message);
  void gone(const std::optional<Problem>& problem);

  // Now and then: closes what nobody uses.
  void tick(Clock::time_point now);

  Json json() const;  // GET /hardware

 private:
  enum class State : std::uint8_t { closed, opening, open };
  struct Lease {
    std::vector<std::string> channels;
    Clock::time_point until;
  };

  void send(const Json& message);
  void opened();
  void take_lines(const Json& lines);
  void take_pulse(const Json& message);
  void take_job(const Json& message);
  void tell_job(const Json& job);
  void send_flush(std::uint64_t number, const Lease& lease, Duration length);
  bool in_use(Clock::time_point now) const;

  Port port_;
  Tell tell_;
  State state_ = State::closed;
  std::vector<Json> waiting_;  // messages for a process that is still opening
  Json lines_ = Json::object();
  Json devices_ = Json::array();
  Json problem_;  // of the last opening; null
  std::map<std::uint64_t, Json> jobs_;
  std::map<std::uint64_t, Lease> leases_;
  std::uint64_t last_number_ = 0;  // of jobs and leases
  std::size_t holders_ = 0;
  Clock::time_point used_at_;
};

}  // namespace dyad::server
