#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/clock.hpp"
#include "dyad/core/fault.hpp"
#include "dyad/core/result.hpp"
#include "dyad/device/guard_board.hpp"
#include "dyad/device/output_watch.hpp"

namespace dyad::device {

struct GuardMessage;

// The output lines of one GPIO device.
struct GuardedOutputs {
  SourceIndex source = kNoSource;
  int fd = -1;  // the line request that holds them
  std::size_t lines = 0;
};

// Makes all lines of a request inactive and reads back that they are. Only system
// calls: safe in a forked process.
bool close_output_lines(int fd, std::size_t lines);

// Reward valves and laser gates: what must never be left active.
std::vector<ChannelIndex> channels_to_guard(const config::Rig& rig);

struct GuardPlan {
  ClockAnchor anchor;
  std::vector<GuardedOutputs> outputs;
  std::vector<ChannelIndex> channels;  // of these, an open one is guarded

  // The rest runs in the guard process.
  std::function<bool(int fd, std::size_t lines)> close = close_output_lines;
  std::function<void()> on_owner_death{};  // after closing; may be empty
  std::vector<int> keep_fds{};             // which that needs; all others are closed
};

// A second process that closes the valves when this one cannot. It shares the
// request of the output lines, so the kernel does not release them with the daemon,
// and closes every output
//  - at once when the daemon dies, however it dies,
//  - when a guarded channel is open and the lease is older than kLease,
//  - when a guarded channel is open kOverdue past its time.
// docs/valve_safety.md states the bound. This object is the daemon's side; use it
// from one thread. One guard serves all devices of a rig.
class ValveGuard final : public OutputWatch {
 public:
  static constexpr Duration kLease = Duration::from_ms(50);
  static constexpr Duration kOverdue = Duration::from_ms(20);
  static constexpr Duration kPeriod = Duration::from_ms(10);
  // A guard silent for this long counts as lost.
  static constexpr Duration kSilence = Duration::from_s(1);
  // The lease must be refreshed at least this often.
  static constexpr Duration kRefresh = Duration::from_ms(20);

  // Forks. Call it after the lines are requested and before any thread exists.
  // Returns when the guard stands ready.
  static Result<std::unique_ptr<ValveGuard>> fork_for(GuardPlan plan);
  ~ValveGuard() override;  // as finish()

  void refresh(Time now);

  void opening(ChannelIndex channel, Time close_by) override;
  void closed(ChannelIndex channel) override;
  void outputs_lost(SourceIndex source) override;
  void outputs_replaced(SourceIndex source, int fd, std::size_t lines) override;

  // Whether the guard acted (once for each time) or is lost (once). Both end the
  // session: the one shows a daemon that stalls, the other leaves valves unguarded.
  std::optional<Fault> check(Time now);

  // The orderly end: the guard closes the outputs and exits. Waits for that, for
  // at most a second. Any number of times.
  Status finish();

  int descriptor() const { return socket_; }  // readable when the guard is gone
  pid_t pid() const { return pid_; }
  const GuardBoard& board() const { return *board_; }

 private:
  ValveGuard(GuardBoard* board, int socket, pid_t pid, GuardPlan plan);
  bool guards(ChannelIndex channel) const;
  bool gone() const;
  void tell(const GuardMessage& message, int fd);
  Status end_process(bool orderly);

  GuardBoard* board_;
  int socket_;
  pid_t pid_;
  GuardPlan plan_;
  std::uint32_t acts_seen_ = 0;
  bool lost_ = false;
};

}  // namespace dyad::device
