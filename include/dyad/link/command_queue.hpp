#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "dyad/core/time.hpp"
#include "dyad_firmware/protocol.h"

namespace dyad::link {

struct QueuedCommand {
  dyad_firmware::MessageType type = dyad_firmware::MessageType::start;
  std::vector<std::uint8_t> payload;
  std::uint16_t sequence = 0;
};

// The reliable commands on their way to the board: numbered from the board's next on,
// at most kCommandWindow unacknowledged, all of those sent again where nothing was
// acknowledged for kResendAfter. Pure.
class CommandQueue {
 public:
  static constexpr Duration kResendAfter = Duration::from_ms(60);

  void push(dyad_firmware::MessageType type, std::vector<std::uint8_t> payload);

  // The board has every command before `ack`.
  void acknowledged(std::uint16_t ack, Time now);

  // The next command to put on the line, if there is one now. Valid until the next
  // call of any function.
  const QueuedCommand* next(Time now);
  // When next() has one again without a change.
  std::optional<Time> next_wakeup() const;

  // Drops everything. The board's next command is `sequence`.
  void restart(std::uint16_t sequence);

  std::size_t size() const { return commands_.size(); }
  std::uint64_t resent() const { return resent_; }

 private:
  std::deque<QueuedCommand> commands_;
  std::size_t sent_ = 0;        // of them, from the first on
  std::uint16_t sequence_ = 1;  // of the next to be pushed
  Time progress_at_;            // of the last acknowledgement, or the first sending
  std::uint64_t resent_ = 0;
};

}  // namespace dyad::link
