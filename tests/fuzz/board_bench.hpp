#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "fuzz/board_judge.hpp"

namespace dyad::fuzz {

// The firmware's Controller, a host that can say anything, and the promises about the
// outputs, checked every few milliseconds.
class BoardBench {
 public:
  using Bytes = std::vector<std::uint8_t>;
  static constexpr std::uint64_t kMs = dyad_firmware::kTicksPerMs;

  void send_bytes(const std::uint8_t* data, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      hosted_.board.receive(data[i]);
      listen(data[i]);
    }
  }
  void send(MessageType type, std::uint16_t sequence, std::uint16_t ack,
            const Bytes& payload) {
    dyad_firmware::FrameEncoder encoder;
    std::copy(payload.begin(), payload.end(), encoder.payload());
    encoder.begin(static_cast<std::uint8_t>(type), sequence, ack,
                  static_cast<std::uint8_t>(payload.size()));
    while (!encoder.done()) {
      const std::uint8_t byte = encoder.next();
      send_bytes(&byte, 1);
    }
  }
  void set_input(std::uint8_t input, bool high) {
    hosted_.board.set_input(input, high);
  }
  void run_for(std::uint64_t ticks) {
    const std::uint64_t end = hosted_.board.ticks() + ticks;
    while (hosted_.board.ticks() < end) {
      const bool hears = !hosted_.board.all_read();
      hosted_.run_until(std::min(end, hosted_.board.ticks() + 5 * kMs));
      if (hears) last_heard_ = hosted_.board.ticks();
      for (const OwnedFrame& frame : hosted_.take_frames()) judge_.take(frame);
      must(hosted_.frame_errors() == 0, "a board sends nothing but frames");
      check_outputs();
    }
  }

  std::uint64_t ticks() const { return hosted_.board.ticks(); }
  BoardJudge& judge() { return judge_; }

 private:
  using Pin = firmware_test::HostBoard::Pin;
  static constexpr std::uint64_t kSlack = 2 * kMs;
  // A silence is found out at the next waking, and the next but one acts on it.
  static constexpr std::uint64_t kSilence = (dyad_firmware::kHostSilence_ms + 25) * kMs;

  // What the host says, to know what the outputs may do.
  void listen(std::uint8_t byte) {
    dyad_firmware::Frame frame{};
    if (!decoder_.take(byte, frame) || frame.size < 1) return;
    const auto type = static_cast<MessageType>(frame.type);
    const std::uint8_t output = type == MessageType::flush && frame.size >= 3
                                    ? frame.payload[2]
                                    : frame.payload[0];
    const unsigned bit = output < 8 ? 1U << output : 0;
    if (type == MessageType::flush) flushed_ |= bit;
    if (type == MessageType::configure_output && frame.size == 2) {
      if ((frame.payload[1] & dyad_firmware::kFlagActiveLow) != 0) active_low_ |= bit;
    }
  }

  void check_outputs() {
    std::array<std::uint8_t, dyad_firmware::kStatusSize> status{};
    hosted_.controller.fill_status(status.data());
    const bool running = status[12] == 1;
    const bool silent = ticks() - last_heard_ > kSilence;
    must(status[15] == 0 || (running && !silent), "active only while a host is heard");
    for (std::uint8_t i = 0; i < dyad_firmware::kOutputs; ++i) {
      check_active(i, ((status[15] >> i) & 1) != 0);
      // Of an output that low makes active, the pin does not tell.
      if (((active_low_ >> i) & 1) == 0) check_pin(i, ((status[15] >> i) & 1) != 0);
    }
  }
  std::uint64_t cap(std::uint8_t i) const {
    const bool flushed = ((flushed_ >> i) & 1) != 0;
    const unsigned ms =
        flushed ? dyad_firmware::kFlushCap_ms : dyad_firmware::cap_ms(i);
    return std::max<unsigned>(ms, dyad_firmware::cap_ms(i)) * kMs + kSlack;
  }
  void check_active(std::uint8_t i, bool active) {
    if (!active) active_since_[i] = ticks();
    must(ticks() - active_since_[i] <= cap(i) + 5 * kMs,
         "active no longer than the cap");
  }
  void check_pin(std::uint8_t i, bool active) {
    must((hosted_.board.pin(i) == Pin::high) == active, "a pin is as the board says");
    must(hosted_.board.longest_high(i) <= cap(i), "high no longer than the cap");
  }

  firmware_test::HostedController hosted_;
  BoardJudge judge_;
  dyad_firmware::FrameDecoder decoder_;
  std::uint64_t last_heard_ = 0;
  unsigned active_low_ = 0;  // one bit an output: was ever configured so
  unsigned flushed_ = 0;
  std::array<std::uint64_t, dyad_firmware::kOutputs> active_since_{};
};

}  // namespace dyad::fuzz
