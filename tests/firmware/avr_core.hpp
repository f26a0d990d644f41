#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

struct avr_t;
struct avr_uart_t;
struct avr_watchdog_t;

namespace dyad::firmware_test {

constexpr std::uint64_t kCyclesPerUs = 16;
constexpr std::uint64_t kNever = ~std::uint64_t{0};

// What a core tells its owner, in the middle of an instruction: only take note.
class CoreEvents {
 public:
  CoreEvents() = default;
  CoreEvents(const CoreEvents&) = delete;
  CoreEvents& operator=(const CoreEvents&) = delete;
  virtual ~CoreEvents() = default;

  // `high`: the pins of port 'B', 'C' or 'D' that are outputs and high.
  virtual void pins_driven(char port, std::uint8_t high) = 0;
  // The firmware wrote a byte into the UART, whose wire may still be busy.
  virtual void byte_begun(std::uint8_t byte) = 0;
  // Called at the first instruction boundary at or after the agreed cycle, and
  // exactly then while the core sleeps: the place to call the stimuli below. Returns
  // the cycle of the next call.
  virtual std::uint64_t appointment() = 0;
  // Every register is at its reset value: pins float, the UART is off.
  virtual void was_reset() = 0;
};

enum class Hang { main_loop, interrupts_off };

// simavr's ATmega328P, with the places put right where simavr 1.6 is not the chip that
// the firmware's timing depends on. Each is told in avr_core.cpp.
class AvrCore {
 public:
  // Throws std::runtime_error if `elf` cannot be read.
  AvrCore(const std::filesystem::path& elf, CoreEvents& events);
  AvrCore(const AvrCore&) = delete;
  AvrCore& operator=(const AvrCore&) = delete;
  ~AvrCore();

  // Never goes back, whatever is reset.
  std::uint64_t cycle() const;

  // Runs on, to a timer's cycle at most. The owner loops until it has its cycle; the
  // last instruction may take the core up to 4 cycles past an appointment.
  void step();
  void make_appointment(std::uint64_t cycle);

  // Stimuli.
  void drive_pin(char port, unsigned pin, bool level);
  // A byte whose stop bit has just ended. False if the receiver had no room left.
  bool receive(std::uint8_t byte);

  void reset();  // by the reset line
  // Without power for so many cycles; SRAM and registers come back as noise.
  void power_cycle(std::uint64_t dark);
  // Leaves the firmware in an endless loop, from outside of an interrupt.
  void hang(Hang how);

  void read_eeprom(std::size_t at, std::span<std::uint8_t> to) const;
  void write_eeprom(std::size_t at, std::span<const std::uint8_t> bytes);

  // When the firmware last set timer 1 going: it counts from 0 there.
  std::uint64_t counter_start() const { return counter_start_; }
  unsigned watchdog_resets() const { return watchdog_resets_; }
  // It ran an invalid instruction, or slept with interrupts off: only a reset helps.
  bool dead() const;

 private:
  struct Hooks;  // simavr's callbacks
  void load(const std::filesystem::path& elf);
  void install_hooks();
  void reset_with(std::uint8_t cause);
  void settle_after_reset();
  void correct_uart();
  unsigned waiting_bytes() const;  // received, but not read by the firmware
  std::uint8_t& data(std::uint16_t address) const;

  CoreEvents& events_;
  avr_t* avr_ = nullptr;
  avr_uart_t* uart_ = nullptr;
  avr_watchdog_t* watchdog_ = nullptr;
  std::uint64_t appointment_ = kNever;
  std::uint64_t counter_start_ = 0;
  unsigned watchdog_resets_ = 0;
  std::array<std::uint8_t, 3> input_levels_{};  // of ports B, C, D
};

}  // namespace dyad::firmware_test
