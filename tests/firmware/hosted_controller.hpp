#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "firmware/host_board.hpp"

// After the board, whose RawEdge it uses.
#include "dyad_firmware/controller.h"

namespace dyad::firmware_test {

// A frame that owns its payload.
struct OwnedFrame {
  std::uint8_t type = 0;
  std::uint16_t sequence = 0;
  std::uint16_t ack = 0;
  std::vector<std::uint8_t> payload;

  std::uint16_t u16(std::size_t at) const {
    return dyad_firmware::get_u16(payload.data() + at);
  }
  std::uint32_t u32(std::size_t at) const {
    return dyad_firmware::get_u32(payload.data() + at);
  }
  bool is(dyad_firmware::MessageType t) const {
    return type == static_cast<std::uint8_t>(t);
  }
};

// The firmware's Controller as the sketch runs it: what the interrupts do is done at
// its time, serve() after each and when it asked to be called.
class HostedController {
 public:
  using MessageType = dyad_firmware::MessageType;
  static constexpr std::uint64_t kServe_ticks = 40;  // that one serve() takes
  static constexpr std::uint64_t kNap_ticks = 400;   // the shortest planned sleep

  void run_until(std::uint64_t until) {
    while (board.ticks() < until) {
      if (controller.serve()) {
        board.set_ticks(std::min(until, board.ticks() + kServe_ticks));
      } else {
        const std::uint64_t wakeup =
            std::max(board.widen(controller.next_wakeup()), board.ticks() + kNap_ticks);
        const std::uint64_t timer =
            std::min(board.sampler_at(), board.output_timer_at());
        const std::uint64_t next = std::min({wakeup, timer, board.half_sent_at()});
        board.set_ticks(std::min(until, std::max(next, board.ticks() + 1)));
      }
      interrupt();
    }
  }
  void run_for(std::uint64_t ticks) { run_until(board.ticks() + ticks); }
  void run_ms(std::uint64_t ms) { run_for(ms * dyad_firmware::kTicksPerMs); }

  void send(MessageType type, std::uint16_t sequence, std::uint16_t ack,
            const std::vector<std::uint8_t>& payload) {
    dyad_firmware::FrameEncoder encoder;
    std::copy(payload.begin(), payload.end(), encoder.payload());
    encoder.begin(static_cast<std::uint8_t>(type), sequence, ack,
                  static_cast<std::uint8_t>(payload.size()));
    while (!encoder.done()) board.receive(encoder.next());
  }

  // What the board has sent since the last call. A byte that belongs to no frame
  // counts as an error in frame_errors().
  std::vector<OwnedFrame> take_frames() {
    std::vector<OwnedFrame> frames;
    dyad_firmware::Frame frame{};
    for (const std::uint8_t byte : board.take_sent()) {
      if (!decoder_.take(byte, frame)) continue;
      frames.push_back({frame.type,
                        frame.sequence,
                        frame.ack,
                        {frame.payload, frame.payload + frame.size}});
    }
    return frames;
  }
  std::uint16_t frame_errors() const { return decoder_.errors(); }

  HostBoard board;
  dyad_firmware::Controller<HostBoard> controller{board};

 private:
  void interrupt() {
    if (board.output_timer_at() <= board.ticks()) {
      board.output_timer_fires();
      controller.expire_outputs();
    }
    if (board.sampler_at() <= board.ticks()) controller.sample();
  }

  dyad_firmware::FrameDecoder decoder_;
};

}  // namespace dyad::firmware_test
