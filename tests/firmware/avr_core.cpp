#include "avr_core.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/core/random.hpp"

extern "C" {
#include <simavr/avr_eeprom.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/avr_watchdog.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
}

namespace dyad::firmware_test {
namespace {

constexpr std::uint32_t kFrequency = 16'000'000;
constexpr std::string_view kPorts = "BCD";
// Addresses in the data space, from the ATmega328P's datasheet.
constexpr std::uint16_t kMcusr = 0x54;
constexpr std::uint16_t kTimsk1 = 0x6F;
constexpr std::uint16_t kUcsr0a = 0xC0;
constexpr std::uint16_t kUbrr0l = 0xC4;
constexpr std::array<std::uint16_t, 3> kTimerControl{0x45, 0x81, 0xB1};  // TCCRnB
constexpr std::uint8_t kPowerOnFlag = 1;
constexpr std::uint8_t kExternalFlag = 2;
constexpr std::uint8_t kWatchdogFlag = 8;
constexpr std::uint16_t kEndlessLoop = 0x7FF0;  // in flash, where no firmware reaches
constexpr std::uint8_t kWatchdogVector = 6;
constexpr int kBadArgument = -2;  // of the EEPROM's ioctl, whose success is -1

constexpr std::size_t port_index(char port) {
  return static_cast<std::size_t>(port - 'B');
}
constexpr std::uint16_t pin_register(char port) {
  return static_cast<std::uint16_t>(0x23 + 3 * port_index(port));  // then DDR, PORT
}

void say_nothing(avr_t*, int, const char*, std::va_list) {}

// A core's peripherals are a list of avr_io_t, each the first member of its own.
template <typename Peripheral>
Peripheral* find_peripheral(avr_t* avr, std::string_view kind) {
  for (avr_io_t* io = avr->io_port; io != nullptr; io = io->next) {
    if (kind == io->kind) return reinterpret_cast<Peripheral*>(io);
  }
  throw std::runtime_error("simavr's ATmega328P has no " + std::string(kind));
}

}  // namespace
}  // namespace dyad::firmware_test

// simavr loses some 5 kB a core: the names and hooks of its IRQs. Read by
// LeakSanitizer.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: its name is given
extern "C" const char* __lsan_default_suppressions() { return "leak:libsimavr"; }

namespace dyad::firmware_test {

struct AvrCore::Hooks {
  static AvrCore& core(void* param) { return *static_cast<AvrCore*>(param); }

  static avr_cycle_count_t appointment(avr_t* avr, avr_cycle_count_t, void* param) {
    AvrCore& self = core(param);
    if (avr->cycle >= self.appointment_) {
      self.appointment_ = self.events_.appointment();
    }
    // Never none: a core that sleeps would go on to its own next timer, past the
    // cycle that the owner wants to stop at.
    return std::max<std::uint64_t>(self.appointment_, avr->cycle + 1);
  }

  // The stock one sleeps in wall time. And simavr sleeps one cycle past the timer.
  static void sleep(avr_t* avr, avr_cycle_count_t) { avr->cycle -= 1; }

  template <char port>
  static void driven(avr_irq_t* irq, std::uint32_t value, void* param) {
    AvrCore& self = core(param);
    const std::uint16_t ddr = pin_register(port) + 1;
    // The direction is announced before it is written, the level after.
    const bool direction = irq->irq == IOPORT_IRQ_DIRECTION_ALL;
    const std::uint32_t high =
        value & self.data(static_cast<std::uint16_t>(direction ? ddr + 1 : ddr));
    self.events_.pins_driven(port, static_cast<std::uint8_t>(high));
  }

  static void byte_begun(avr_irq_t*, std::uint32_t value, void* param) {
    core(param).events_.byte_begun(static_cast<std::uint8_t>(value));
  }

  static void uart_written(avr_t*, avr_io_addr_t, std::uint8_t, void* param) {
    core(param).correct_uart();
  }

  // simavr forgets an interrupt that came while its enable bit was 0; in the chip its
  // flag stays, and it comes as soon as it may.
  static void timer1_unmasked(avr_t* avr, avr_io_addr_t address, std::uint8_t enabled,
                              void* param) {
    core(param).data(address) = enabled;
    for (int i = 0; i < avr->interrupts.vector_count; ++i) {
      avr_int_vector_t* vector = avr->interrupts.vector[i];
      if (vector->enable.reg != address || vector->pending) continue;
      if (avr_regbit_get(avr, vector->enable) && avr_regbit_get(avr, vector->raised)) {
        avr_raise_interrupt(avr, vector);
      }
    }
  }

  static void counter_written(avr_t* avr, avr_io_addr_t, std::uint8_t clock,
                              void* param) {
    if (clock != 0) core(param).counter_start_ = avr->cycle;
  }

  static void watchdog_pending(avr_irq_t*, std::uint32_t value, void* param) {
    AvrCore& self = core(param);
    avr_cycle_timer_cancel(self.avr_, watchdog_unserved, param);
    if (value == 0) return;
    avr_cycle_timer_register(self.avr_, self.watchdog_->cycle_count, watchdog_unserved,
                             param);
  }

  // Interrupt and reset mode: the chip resets when the watchdog runs out again before
  // its interrupt was served. simavr raises the pending interrupt once more instead,
  // and a firmware stuck with interrupts off would stay so for ever.
  static avr_cycle_count_t watchdog_unserved(avr_t* avr, avr_cycle_count_t,
                                             void* param) {
    avr_watchdog_t& watchdog = *core(param).watchdog_;
    if (avr_regbit_get(avr, watchdog.wde)) {
      watchdog.reset_context.avr_run = avr_callback_run_raw;
      watchdog.reset_context.wdrf = 1;
      avr->run = avr_reset;  // step() sees it
    }
    return 0;
  }

  // simavr enters an interrupt in no time; the chip takes 4 cycles.
  static void interrupt_begins(avr_irq_t*, std::uint32_t value, void* param) {
    if (value == 0) return;
    avr_t* avr = core(param).avr_;
    avr->cycle += 4;
    // There is none to cancel: it makes simavr count anew how far it may run.
    avr_cycle_timer_cancel(avr, interrupt_took_time, param);
  }
  static avr_cycle_count_t interrupt_took_time(avr_t*, avr_cycle_count_t, void*) {
    return 0;
  }

  // Bytes that wait behind the one just read interrupt at once. simavr holds them back,
  // so that a firmware that was late once would stay late, and lose bytes.
  static void receive_raised(avr_irq_t*, std::uint32_t value, void* param) {
    if (value != 0) core(param).uart_->rxc_raise_time = 0;
  }
  static void receive_served(avr_irq_t*, std::uint32_t value, void* param) {
    AvrCore& self = core(param);
    if (value == 0 && self.waiting_bytes() > 0) {
      avr_raise_interrupt(self.avr_, &self.uart_->rxc);
    }
  }

  template <char port>
  static void watch_port(AvrCore& self) {
    for (const int which : {IOPORT_IRQ_REG_PORT, IOPORT_IRQ_DIRECTION_ALL}) {
      avr_irq_t* irq = avr_io_getirq(self.avr_, AVR_IOCTL_IOPORT_GETIRQ(port), which);
      // A reset clears the register without a word; the filter would then keep the
      // firmware's first write from us if it is the value from before.
      irq->flags &= static_cast<std::uint8_t>(~unsigned{IRQ_FLAG_FILTERED});
      avr_irq_register_notify(irq, driven<port>, &self);
    }
  }
};

AvrCore::AvrCore(const std::filesystem::path& elf, CoreEvents& events)
    : events_(events) {
  avr_global_logger_set(say_nothing);
  avr_ = avr_make_mcu_by_name("atmega328p");
  if (avr_ == nullptr) throw std::runtime_error("simavr does not know the ATmega328P");
  avr_init(avr_);
  try {
    load(elf);
    install_hooks();
  } catch (...) {
    avr_terminate(avr_);
    std::free(avr_);
    throw;
  }
  settle_after_reset();
  data(kMcusr) = kPowerOnFlag;
}

AvrCore::~AvrCore() {
  avr_terminate(avr_);
  std::free(avr_);  // which avr_terminate leaves
}

void AvrCore::load(const std::filesystem::path& elf) {
  if (!std::filesystem::is_regular_file(elf)) {
    throw std::runtime_error("no firmware at " + elf.string() + ": build it first");
  }
  elf_firmware_t firmware;
  if (elf_read_firmware(elf.c_str(), &firmware) != 0 || firmware.flashsize == 0) {
    throw std::runtime_error(elf.string() + " is no firmware for the board");
  }
  firmware.frequency = kFrequency;
  avr_load_firmware(avr_, &firmware);
  std::free(firmware.flash);
  std::free(firmware.eeprom);
#if ELF_SYMBOLS
  for (std::uint32_t i = 0; i < firmware.symbolcount; ++i)
    std::free(firmware.symbol[i]);
  std::free(firmware.symbol);
#endif
  // `rjmp .`
  avr_->flash[kEndlessLoop] = 0xFF;
  avr_->flash[kEndlessLoop + 1] = 0xCF;
}

void AvrCore::install_hooks() {
  uart_ = find_peripheral<avr_uart_t>(avr_, "uart");
  watchdog_ = find_peripheral<avr_watchdog_t>(avr_, "watchdog");
  uart_->flags = 0;  // no printing, no sleep in wall time while the firmware polls
  avr_->sleep = Hooks::sleep;
  Hooks::watch_port<'B'>(*this);
  Hooks::watch_port<'C'>(*this);
  Hooks::watch_port<'D'>(*this);
  avr_irq_register_notify(uart_->io.irq + UART_IRQ_OUTPUT, Hooks::byte_begun, this);
  avr_register_io_write(avr_, kUcsr0a, Hooks::uart_written, this);
  avr_register_io_write(avr_, kUbrr0l, Hooks::uart_written, this);
  avr_register_io_write(avr_, kTimsk1, Hooks::timer1_unmasked, this);
  avr_register_io_write(avr_, kTimerControl[1], Hooks::counter_written, this);
  for (int i = 0; i < avr_->interrupts.vector_count; ++i) {
    avr_irq_register_notify(avr_->interrupts.vector[i]->irq + AVR_INT_IRQ_RUNNING,
                            Hooks::interrupt_begins, this);
  }
  avr_irq_register_notify(uart_->rxc.irq + AVR_INT_IRQ_PENDING, Hooks::receive_raised,
                          this);
  avr_irq_register_notify(uart_->rxc.irq + AVR_INT_IRQ_RUNNING, Hooks::receive_served,
                          this);
  avr_irq_register_notify(
      avr_get_interrupt_irq(avr_, kWatchdogVector) + AVR_INT_IRQ_PENDING,
      Hooks::watchdog_pending, this);
}

std::uint64_t AvrCore::cycle() const { return avr_->cycle; }
std::uint8_t& AvrCore::data(std::uint16_t address) const { return avr_->data[address]; }

bool AvrCore::dead() const {
  return avr_->state != cpu_Running && avr_->state != cpu_Sleeping;
}

void AvrCore::make_appointment(std::uint64_t cycle) {
  appointment_ = cycle;
  const std::uint64_t ahead = cycle > avr_->cycle ? cycle - avr_->cycle : 1;
  avr_cycle_timer_register(avr_, ahead, Hooks::appointment, this);
}

// A watchdog that runs out replaces avr->run by a function that resets: by that one
// knows it beforehand, and all that a reset wipes can be set up again.
void AvrCore::step() {
  if (avr_->run != avr_callback_run_raw) {
    ++watchdog_resets_;
    reset_with(kWatchdogFlag);
    return;
  }
  // Dead, but not its timers: the watchdog is one of them.
  if (dead()) {
    avr_->cycle = std::max(avr_->cycle + 1, avr_->cycle_timers.timer->when);
  }
  avr_run(avr_);
}

void AvrCore::reset() { reset_with(kExternalFlag); }

void AvrCore::reset_with(std::uint8_t cause) {
  // simavr's timers keep their prescaler over a reset, and would start at a write to
  // OCRnx. Stopping them first forgets it.
  for (const std::uint16_t control : kTimerControl) {
    const auto& write = avr_->io[AVR_DATA_TO_IO(control)].w;
    write.c(avr_, control, 0, write.param);
  }
  // On the chip the causes add up until the firmware clears them.
  const std::uint8_t causes = cause == kPowerOnFlag ? 0 : data(kMcusr);
  avr_reset(avr_);
  data(kMcusr) = static_cast<std::uint8_t>(causes | cause);
  settle_after_reset();
}

void AvrCore::settle_after_reset() {
  // One instruction a run is the default.
  avr_->run_cycle_limit = kFrequency;
  for (const char port : kPorts) {
    // The levels outside have not changed, so raising them again would be filtered.
    data(pin_register(port)) = input_levels_[port_index(port)];
  }
  events_.was_reset();
  make_appointment(avr_->cycle);
}

void AvrCore::power_cycle(std::uint64_t dark) {
  avr_->cycle += dark;
  Random noise(avr_->cycle);
  for (std::size_t i = 0; i <= avr_->ramend; ++i) {
    if (i < 32 || i > avr_->ioend)
      avr_->data[i] = static_cast<std::uint8_t>(noise.next_u32());
  }
  reset_with(kPowerOnFlag);
}

void AvrCore::hang(Hang how) {
  // Wait for the end of an interrupt, since a loop inside of it would be the other
  // kind.
  const std::uint64_t patience = avr_->cycle + 1000 * kCyclesPerUs;
  avr_->run_cycle_limit = 1;
  while (!avr_->sreg[S_I] && avr_->cycle < patience) step();
  avr_->run_cycle_limit = kFrequency;
  avr_->state = cpu_Running;
  avr_->pc = kEndlessLoop;
  if (how == Hang::interrupts_off) {
    avr_->sreg[S_I] = 0;
    avr_->interrupt_state = 0;
  }
}

void AvrCore::drive_pin(char port, unsigned pin, bool level) {
  const auto mask = static_cast<std::uint8_t>(1U << pin);
  std::uint8_t& levels = input_levels_[port_index(port)];
  levels = static_cast<std::uint8_t>(level ? levels | mask : levels & ~mask);
  // simavr takes an internal pull-up for stronger than whatever drives the pin, at each
  // write to the port; it yields to an "external pull".
  avr_ioport_external_t external{};
  external.name = static_cast<unsigned long>(port) & 0x7F;
  external.mask = 0xFF;
  external.value = levels;
  const auto name = static_cast<std::uint32_t>(port);
  avr_ioctl(avr_, AVR_IOCTL_IOPORT_SET_EXTERNAL(name), &external);
  avr_irq_t* irq =
      avr_io_getirq(avr_, AVR_IOCTL_IOPORT_GETIRQ(name), static_cast<int>(pin));
  avr_raise_irq(irq, level ? 1 : 0);
}

// simavr counts 11 bits a byte, and finds the rate out at a write to UBRR0L only.
void AvrCore::correct_uart() {
  const unsigned divider =
      avr_regbit_get(avr_, uart_->ubrrl) + 256U * avr_regbit_get(avr_, uart_->ubrrh);
  const unsigned per_bit =
      (divider + 1) * (avr_regbit_get(avr_, uart_->u2x) ? 8U : 16U);
  uart_->cycles_per_byte = 10 * per_bit;
}

unsigned AvrCore::waiting_bytes() const {
  const uart_fifo_t& input = uart_->input;
  return (input.write - input.read) & (uart_fifo_fifo_size - 1U);
}

// simavr keeps 64 bytes, and lets the firmware read a second one in the moment it
// arrives at the input. Handing a byte over when it has ended, with a receiver that
// takes no time, leaves only the pace to us.
bool AvrCore::receive(std::uint8_t byte) {
  // Two bytes wait in the chip, a third in its shift register.
  if (waiting_bytes() >= 3) {
    avr_regbit_set(avr_, uart_->dor);
    return false;
  }
  const avr_cycle_count_t byte_time = uart_->cycles_per_byte;
  uart_->cycles_per_byte = 1;
  avr_raise_irq(uart_->io.irq + UART_IRQ_INPUT, byte);
  uart_->cycles_per_byte = byte_time;
  return true;
}

void AvrCore::read_eeprom(std::size_t at, std::span<std::uint8_t> to) const {
  avr_eeprom_desc_t desc{to.data(), static_cast<std::uint16_t>(at),
                         static_cast<std::uint32_t>(to.size())};
  if (avr_ioctl(avr_, AVR_IOCTL_EEPROM_GET, &desc) == kBadArgument) {
    throw std::out_of_range("past the EEPROM's end");
  }
}

void AvrCore::write_eeprom(std::size_t at, std::span<const std::uint8_t> bytes) {
  std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());  // simavr takes no const
  avr_eeprom_desc_t desc{copy.data(), static_cast<std::uint16_t>(at),
                         static_cast<std::uint32_t>(copy.size())};
  if (avr_ioctl(avr_, AVR_IOCTL_EEPROM_SET, &desc) == kBadArgument) {
    throw std::out_of_range("past the EEPROM's end");
  }
}

}  // namespace dyad::firmware_test
