#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dyad/core/clock.hpp"
#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"
#include "dyad/link/board_messages.hpp"
#include "dyad/link/byte_stream.hpp"
#include "dyad_firmware/frame.h"

namespace dyad::cli {

// A board on a port, spoken to frame by frame, for commands that run no session. Each
// call waits; nothing is sent again but the first question.
class BoardTalk {
 public:
  // A board with a bootloader starts within 2 s of the opening of its port.
  static constexpr Duration kPatience = Duration::from_s(4);

  struct Heard {
    dyad_firmware::MessageType type = dyad_firmware::MessageType::status;
    std::vector<std::uint8_t> payload;
    Time at;  // just after its bytes came

    dyad_firmware::Frame frame() const;  // valid as long as this is
  };

  // The error says what stands in the way of the port. The clock outlives it.
  static Result<BoardTalk> open(const std::string& port, const Clock& clock);

  // Asks until the board says who it is, at most kPatience. Link number 0 only asks;
  // another makes this program the board's host, and the board closes its outputs.
  // A board of another protocol answers, and takes no number.
  Result<link::Hello> greet(std::uint16_t link_number);

  // Yields when it was sent: a moment before the first byte went.
  Result<Time> send(dyad_firmware::MessageType type,
                    std::span<const std::uint8_t> payload);
  // The next frame that is whole; none where there is none until then.
  Result<std::optional<Heard>> hear(Time until);

 private:
  BoardTalk(std::string port, const Clock& clock,
            std::unique_ptr<link::ByteStream> stream);
  std::optional<Heard> decode();
  Error silence() const;

  std::string port_;
  const Clock* clock_;
  std::unique_ptr<link::ByteStream> stream_;
  dyad_firmware::FrameDecoder decoder_;
  dyad_firmware::FrameEncoder encoder_;
  std::vector<std::uint8_t> bytes_;  // read, not decoded yet
  Time read_at_;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace dyad::cli
