#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/result.hpp"
#include "dyad/link/board_messages.hpp"
#include "dyad_firmware/protocol.h"

namespace dyad::device {

// How a rig file wants one board: which channel is on which of its lines, and the
// commands that tell the board. Pure.
class McuSetup {
 public:
  struct Message {
    dyad_firmware::MessageType type;
    std::vector<std::uint8_t> payload;
  };

  McuSetup(const config::Rig& rig, SourceIndex source);

  // kNoChannel where the rig uses nothing there.
  ChannelIndex input_channel(unsigned input) const { return inputs_[input]; }
  ChannelIndex output_channel(unsigned output) const { return outputs_[output]; }
  // The output that a channel is on. It is on this board.
  unsigned output_of(ChannelIndex channel) const;

  // Every line, the unused ones too, so that nothing of an earlier rig stays.
  const std::vector<Message>& messages() const { return messages_; }
  // Of the board once it has taken the messages.
  std::uint16_t configuration_crc() const { return crc_; }
  // The longest that a debouncer may hold an input back.
  Duration longest_hold() const { return longest_hold_; }

  // Whether this board can serve this rig: its protocol, its clock, its limits. The
  // error lists everything that is wrong.
  static Status fits(const link::Hello& hello, const config::Rig& rig,
                     SourceIndex source);

 private:
  void configure_input(const config::Rig& rig, unsigned input);
  void configure_output(const config::Rig& rig, unsigned output);

  std::array<ChannelIndex, dyad_firmware::kInputs> inputs_{};
  std::array<ChannelIndex, dyad_firmware::kOutputs> outputs_{};
  std::vector<Message> messages_;
  std::uint16_t crc_ = 0;
  Duration longest_hold_;
};

}  // namespace dyad::device
