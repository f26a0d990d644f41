#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "dyad_firmware/edge_ring.h"
#include "dyad_firmware/limits.h"
#include "dyad_firmware/ticks.h"
#include "firmware/host_pin.hpp"

namespace dyad::firmware_test {

// A board without hardware, for Controller<HostBoard> and its parts: the same functions
// as AvrBoard has, on a clock and with pins and bytes that the test moves. Nothing
// interrupts anything, so the scopes are empty.
class HostBoard {
 public:
  using Ticks = dyad_firmware::Ticks;
  using Pins = std::uint8_t;
  using BoardKind = dyad_firmware::BoardKind;
  using ResetCause = dyad_firmware::ResetCause;
  struct Atomic {
    Atomic() {}
  };
  struct SampleLock {
    explicit SampleLock(HostBoard&) {}
  };
  using Pin = HostPin::Level;
  static constexpr std::uint32_t kBootId = 1;
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};
  static constexpr std::uint64_t kTicksPerByte = 40;
  static constexpr std::size_t kTxBuffer = 31;  // as AvrBoard's

  // The test's side. Time goes forward only.
  std::uint64_t ticks() const { return ticks_; }  // does not wrap
  void set_ticks(std::uint64_t to) {
    spins_ = false;
    ticks_ = to;
    while (!sending_.empty() && byte_at_ <= to) {
      sent_.push_back(sending_.front());
      sending_.pop_front();
      byte_at_ += kTicksPerByte;
    }
  }
  void set_input(std::uint8_t input, bool high) {
    const auto bit = static_cast<std::uint8_t>(1U << input);
    if (((pins_ & bit) != 0) == high) return;
    pins_ = static_cast<std::uint8_t>(pins_ ^ bit);
    if ((watched_ & bit) == 0) return;
    edges_.push(static_cast<std::uint16_t>(ticks_),
                static_cast<std::uint8_t>(ticks_ >> 16), pins_);
  }
  void receive(std::uint8_t byte) { received_.push_back(byte); }
  bool all_read() const { return received_.empty(); }
  std::vector<std::uint8_t> take_sent() { return std::exchange(sent_, {}); }

  Pin pin(std::uint8_t output) const { return outputs_[output].level(); }
  std::uint64_t longest_high(std::uint8_t output) const {
    return outputs_[output].longest_high(ticks_);
  }
  std::uint64_t high_for(std::uint8_t output) const {
    return outputs_[output].high_for(ticks_);
  }
  std::uint8_t pull_ups() const { return pull_ups_; }  // one bit an input
  std::uint64_t sampler_at() const { return sampler_at_; }
  std::uint64_t output_timer_at() const { return output_timer_at_; }
  void output_timer_fires() { output_timer_at_ = kNever, spins_ = true; }
  // When there will be room for half a buffer; kNever: there is.
  std::uint64_t half_sent_at() const {
    if (sending_.size() <= kTxBuffer / 2) return kNever;
    return byte_at_ + (sending_.size() - kTxBuffer / 2 - 1) * kTicksPerByte;
  }
  std::uint64_t widen(Ticks at) const {
    const auto ahead = static_cast<std::int32_t>(at - now());
    return ahead <= 0 ? ticks_ : ticks_ + static_cast<std::uint64_t>(ahead);
  }

  // The firmware's side: see board_avr.h.
  Ticks now() const { return static_cast<Ticks>(ticks_ += spins_ ? 1 : 0); }
  bool next_raw_edge(dyad_firmware::RawEdge& edge) { return edges_.pop(edge); }
  bool no_raw_edges() const { return edges_.empty() && !edges_.overran(); }
  bool raw_edge_waits(Pins pins, Pins mask) const { return edges_.changes(pins, mask); }
  bool raw_overrun() { return edges_.take_overrun(); }
  void guard_inputs(Pins pins, Pins mask) { edges_.guard(pins, mask); }
  void unguard_inputs() { edges_.unguard(); }
  bool inputs_guarded() const { return edges_.guarded(); }
  bool inputs_still() const { return edges_.still(pins_); }
  void restart_raw_edges(Ticks& now_is, std::uint8_t& pins) {
    for (dyad_firmware::RawEdge dropped{}; edges_.pop(dropped);) continue;
    now_is = now();
    pins = pins_;
  }
  std::uint8_t read_inputs() const { return pins_; }
  void watch_inputs(std::uint8_t mask) { watched_ = mask; }
  void pull_up(std::uint8_t input, bool on) {
    const auto bit = static_cast<std::uint8_t>(1U << input);
    pull_ups_ = static_cast<std::uint8_t>(on ? pull_ups_ | bit : pull_ups_ & ~bit);
  }
  void wake_sampler(Ticks at) { sampler_at_ = widen(at); }
  void wake_output_timer(Ticks at) { output_timer_at_ = widen(at); }
  void drive(std::uint8_t output, bool high) {
    outputs_[output].set(high ? Pin::high : Pin::low, ticks_);
  }
  void release(std::uint8_t output) { outputs_[output].set(Pin::floating, ticks_); }
  void drive_sync(bool) {}
  bool read_byte(std::uint8_t& byte) {
    if (received_.empty()) return false;
    byte = received_.front();
    received_.pop_front();
    return true;
  }
  bool tx_room() const { return sending_.size() < kTxBuffer; }
  void write_byte(std::uint8_t byte) {
    if (sending_.empty()) byte_at_ = ticks_ + kTicksPerByte;
    sending_.push_back(byte);
  }
  BoardKind kind() const { return BoardKind::simulated; }
  std::uint32_t boot_id() const { return kBootId; }
  ResetCause reset_cause() const { return ResetCause::power_on; }
  std::uint32_t build() const { return 0; }

 private:
  bool spins_ = false;  // it waits for a pulse's end: a look at the clock takes a tick
  mutable std::uint64_t ticks_ = 0;
  dyad_firmware::EdgeRing edges_;
  std::uint8_t pins_ = 0;
  std::uint8_t watched_ = 0;
  std::uint8_t pull_ups_ = 0;
  std::deque<std::uint8_t> received_;
  std::deque<std::uint8_t> sending_;
  std::uint64_t byte_at_ = 0;
  std::vector<std::uint8_t> sent_;
  std::uint64_t sampler_at_ = 0;
  std::uint64_t output_timer_at_ = kNever;
  std::array<HostPin, dyad_firmware::kOutputs> outputs_;
};

}  // namespace dyad::firmware_test
