#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "dyad/core/command.hpp"
#include "dyad/core/result.hpp"
#include "dyad_firmware/protocol.h"

namespace dyad::device {

// The pulses that one board owes: commanded, and not known to have ended. A board has
// one pulse an output at a time; the others wait here. Pure.
class McuPulses {
 public:
  static constexpr std::size_t kMaxPulses = 16;  // of one output

  struct Pulse {
    Command command;
    unsigned output = 0;
    std::uint16_t token = 0;  // on the wire; 0: not sent yet
  };

  // The board's last token: the next one sent is newer.
  void restart(std::uint16_t last_token) { last_token_ = last_token; }

  // An error where too many wait.
  Status add(const Command& command, unsigned output);

  // The next pulse to send, now given its token. None where each output has one under
  // way.
  std::optional<Pulse> next_to_send();

  // A pulse that the board has begun by itself, under this token, before any that
  // waits.
  void bind(const Command& command, unsigned output, std::uint16_t token);

  // Takes out the pulse of this token; none if it is not (or no longer) owed.
  std::optional<Pulse> take(std::uint16_t token);
  // Takes out all that was never sent, or all that was.
  std::vector<Pulse> take_unsent();
  std::vector<Pulse> take_sent();

  // A token for a pulse that is not in the queues: a reflex's.
  std::uint16_t new_token();

  std::vector<std::uint16_t> sent_tokens() const;
  bool empty() const;

 private:
  std::array<std::deque<Pulse>, dyad_firmware::kOutputs> queues_;
  std::uint16_t last_token_ = 0;
};

}  // namespace dyad::device
