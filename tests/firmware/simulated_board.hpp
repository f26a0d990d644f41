#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "avr_core.hpp"

namespace dyad::firmware_test {

constexpr unsigned kBoardInputs = 6;
constexpr unsigned kBoardOutputs = 8;
constexpr unsigned kSyncLine = 8;  // counted with the outputs
// 500,000 baud, 8 data bits.
constexpr std::uint64_t kCyclesPerByte = 20 * kCyclesPerUs;

struct OutputChange {
  std::uint64_t cycle;
  unsigned output;  // or kSyncLine
  bool active;
};

struct SentByte {
  std::uint64_t cycle;  // its stop bit ended
  std::uint8_t byte;
};

// An Uno with its firmware, on a virtual clock of 16 cycles a microsecond that only
// run_... moves and that no reset sets back. Everything outside the chip outlives a
// reset: levels of inputs, scheduled edges, bytes on their way to the board, EEPROM.
//
// A cycle asked for is exact while the firmware sleeps; while it runs, an edge comes at
// the first instruction boundary from there (3 cycles at most), and run_... stops
// there. An interrupt begins at once in simavr, 4 to 8 cycles later in the chip.
class SimulatedBoard : private CoreEvents {
 public:
  // Throws std::runtime_error if there is no firmware at `elf`.
  explicit SimulatedBoard(const std::filesystem::path& elf);

  std::uint64_t cycle() const;
  void run_until(std::uint64_t cycle);
  void run_for_us(std::uint64_t us) { run_until(cycle() + us * kCyclesPerUs); }
  // The same, but stops early when the board has sent a byte.
  void run_until_byte(std::uint64_t cycle);

  // All inputs are driven, and low from the start.
  void set_input(unsigned input, bool high) { schedule_input(cycle(), input, high); }
  // In the order of their cycles, those of one cycle in the order of the calls.
  void schedule_input(std::uint64_t cycle, unsigned input, bool high);

  // Driven high. A pin that is not an output floats, and the pull-down at the gate of
  // its transistor makes it inactive, whatever an internal pull-up says.
  bool active(unsigned output) const { return ((active_ >> output) & 1U) != 0; }
  // Since the start, or the last clear().
  const std::vector<OutputChange>& output_changes() const { return changes_; }
  void clear_output_changes() { changes_.clear(); }
  // Called within run_..., in the middle of an instruction: must not touch the board.
  void on_output_change(std::function<void(const OutputChange&)> call) {
    on_change_ = std::move(call);
  }

  // To the board, one after the other: a byte's start bit begins at `from` at the
  // earliest, and when the wire is free.
  void send(std::span<const std::uint8_t> bytes, std::uint64_t from = 0);
  // From the board: whose stop bits have ended by now.
  std::vector<SentByte> take_bytes();

  void reset();  // by the reset line
  // A board without power has no active output, and bytes to it are lost. Harmless on
  // a board that is already off, or on.
  void power_off();
  void power_on();
  bool powered() const { return !dark_; }
  // The firmware runs no further, but for its interrupts, until a reset.
  void hang(Hang how = Hang::main_loop) { core_.hang(how); }
  bool dead() const { return core_.dead(); }  // see AvrCore

  std::uint64_t counter_start() const { return core_.counter_start(); }
  unsigned watchdog_resets() const { return core_.watchdog_resets(); }
  unsigned lost_bytes() const { return lost_bytes_; }  // the receiver was full

  void read_eeprom(std::size_t at, std::span<std::uint8_t> to) const {
    core_.read_eeprom(at, to);
  }
  void write_eeprom(std::size_t at, std::span<const std::uint8_t> bytes) {
    core_.write_eeprom(at, bytes);
  }

 private:
  struct Edge {
    unsigned input;
    bool high;
  };

  void pins_driven(char port, std::uint8_t high) override;
  void byte_begun(std::uint8_t byte) override;
  std::uint64_t appointment() override;
  void was_reset() override;

  void run(std::uint64_t cycle, bool stop_at_byte);
  void apply_due(std::uint64_t now);
  std::uint64_t next_appointment() const;
  void set_active(std::uint32_t active, std::uint64_t now);

  std::multimap<std::uint64_t, Edge> edges_;
  std::deque<SentByte> to_board_;
  std::deque<SentByte> from_board_;
  std::uint64_t to_board_free_ = 0;    // the wire, from this cycle on
  std::uint64_t from_board_free_ = 0;  // the wire, from this cycle on
  std::uint64_t stop_ = 0;             // of the run under way
  bool stop_at_byte_ = false;
  unsigned lost_bytes_ = 0;
  std::uint32_t active_ = 0;  // a bit an output
  std::vector<OutputChange> changes_;
  std::function<void(const OutputChange&)> on_change_;
  bool dark_ = false;
  std::uint64_t dark_cycle_ = 0;  // now, while dark
  AvrCore core_;                  // last: it calls us from its constructor on
};

}  // namespace dyad::firmware_test
