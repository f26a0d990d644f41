#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "dyad_firmware/configuration.h"
#include "dyad_firmware/limits.h"
#include "dyad_firmware/ticks.h"
#include "raw_host.hpp"

namespace dyad::firmware_test {

constexpr std::uint64_t kCyclesPerTick = 8;
constexpr std::int64_t kMs = 1000;  // in µs

// DYAD_SOAK is set: run long.
bool soak();

struct PinPulse {
  std::uint64_t from;
  std::uint64_t to;  // cycles
};

// A board with the firmware, a RawHost and the wires between, and the words that the
// tests use most. Its crystal is exact: a cycle is 1/16 of a true µs.
class Bench {
 public:
  explicit Bench(const std::filesystem::path& elf, const LockstepOptions& options = {});

  SimulatedBoard& board() { return board_; }
  RawHost& host() { return host_; }
  Lockstep& time() { return lockstep_; }

  void run_ms(std::int64_t ms) { lockstep_.run_for(ms * kMs); }
  // False: it did not come true in that time.
  bool run_until(const std::function<bool()>& holds, std::int64_t within_ms = 1000);

  bool connect(std::uint16_t link = 1);
  // Payloads that start() puts into the checksum.
  void configure_input(unsigned input, std::uint32_t confirm_us,
                       std::uint32_t lockout_us, unsigned flags = 1);
  void configure_output(unsigned output, unsigned flags = 1);
  // Connects, configures all and starts.
  bool start_all(std::uint32_t confirm_us = 1000, std::uint32_t lockout_us = 5000);
  void start();
  void clear();
  void pulse(unsigned token, unsigned output, std::int64_t us);
  void flush(unsigned token, unsigned output);
  // All commands so far are acknowledged.
  bool settle() {
    return run_until([&] { return host_.commands_done(); });
  }

  std::uint32_t boot_id() const { return boot_id_; }
  BoardFrame status();  // a new one
  unsigned state();     // of the status

  // The last event of that kind, if any.
  std::optional<BoardEvent> last(EventKind kind) const;
  std::size_t count(EventKind kind) const;
  // How the pulse with that token ended, if it did.
  std::optional<BoardEvent> ended(unsigned token) const;
  // Complete pulses on that pin since the last clear_output_changes().
  std::vector<PinPulse> pulses(unsigned output) const;

  // The cycle that a stamp of the board names; `near` it, for the counter wraps.
  std::uint64_t cycle_of(std::uint32_t ticks, std::uint64_t near) const;

 private:
  SimulatedBoard board_;
  RawHost host_;
  Lockstep lockstep_;
  dyad_firmware::Configuration configuration_;
  std::uint32_t boot_id_ = 0;
};

std::uint32_t ticks_of_us(std::int64_t us);

}  // namespace dyad::firmware_test
