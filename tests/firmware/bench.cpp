#include "bench.hpp"

#include <algorithm>
#include <cstdlib>

namespace dyad::firmware_test {

bool soak() {
  const char* value = std::getenv("DYAD_SOAK");
  return value != nullptr && *value != '\0' && *value != '0';
}

std::uint32_t ticks_of_us(std::int64_t us) {
  return static_cast<std::uint32_t>(2 * us);
}

Bench::Bench(const std::filesystem::path& elf, const LockstepOptions& options)
    : board_(elf), lockstep_(board_, host_, options) {}

bool Bench::run_until(const std::function<bool()>& holds, std::int64_t within_ms) {
  const std::int64_t end = lockstep_.now_us() + within_ms * kMs;
  while (!holds()) {
    if (lockstep_.now_us() >= end) return false;
    lockstep_.run_for(200);
  }
  return true;
}

bool Bench::connect(std::uint16_t link) {
  host_.connect(link);
  if (!run_until([&] { return host_.linked(); })) return false;
  boot_id_ = u32_at(host_.hellos().back().payload, 10);
  return true;
}

void Bench::configure_input(unsigned input, std::uint32_t confirm_us,
                            std::uint32_t lockout_us, unsigned flags) {
  const Bytes payload =
      Payload().u8(input).u8(flags).u32(2 * confirm_us).u32(2 * lockout_us);
  configuration_.set_input(static_cast<std::uint8_t>(input), payload.data(),
                           static_cast<std::uint8_t>(payload.size()));
  host_.command(MessageType::configure_input, payload);
}

void Bench::configure_output(unsigned output, unsigned flags) {
  const Bytes payload = Payload().u8(output).u8(flags);
  configuration_.set_output(static_cast<std::uint8_t>(output), payload.data(),
                            static_cast<std::uint8_t>(payload.size()));
  host_.command(MessageType::configure_output, payload);
}

bool Bench::start_all(std::uint32_t confirm_us, std::uint32_t lockout_us) {
  if (!connect()) return false;
  for (unsigned i = 0; i < kBoardInputs; ++i)
    configure_input(i, confirm_us, lockout_us);
  for (unsigned i = 0; i < kBoardOutputs; ++i) configure_output(i);
  start();
  return settle() && state() == 1;
}

void Bench::start() {
  host_.command(MessageType::start, Payload().u32(boot_id_).u16(configuration_.crc()));
}
void Bench::clear() { host_.command(MessageType::clear, Payload().u32(boot_id_)); }

void Bench::pulse(unsigned token, unsigned output, std::int64_t us) {
  host_.command(MessageType::pulse,
                Payload().u16(token).u8(output).u32(ticks_of_us(us)));
}
void Bench::flush(unsigned token, unsigned output) {
  host_.command(MessageType::flush, Payload().u16(token).u8(output));
}

BoardFrame Bench::status() {
  const std::size_t had = host_.statuses().size();
  // The second one was begun after this call.
  run_until([&] { return host_.statuses().size() >= had + 2; });
  return host_.statuses().back();
}
unsigned Bench::state() { return status().payload.at(12); }

std::optional<BoardEvent> Bench::last(EventKind kind) const {
  for (auto event = host_.events().rbegin(); event != host_.events().rend(); ++event) {
    if (event->kind() == kind) return *event;
  }
  return std::nullopt;
}

std::size_t Bench::count(EventKind kind) const {
  return static_cast<std::size_t>(
      std::ranges::count(host_.events(), kind, &BoardEvent::kind));
}

std::optional<BoardEvent> Bench::ended(unsigned token) const {
  for (const BoardEvent& event : host_.events()) {
    if (event.kind() == EventKind::pulse_ended && u16_at(event.record, 1) == token)
      return event;
  }
  return std::nullopt;
}

std::uint64_t Bench::cycle_of(std::uint32_t ticks, std::uint64_t near) const {
  const std::uint64_t start = board_.counter_start();
  const std::uint64_t whole = (near - start) / kCyclesPerTick;
  const auto ahead =
      static_cast<std::int32_t>(ticks - static_cast<std::uint32_t>(whole));
  return start +
         (whole + static_cast<std::uint64_t>(std::int64_t{ahead})) * kCyclesPerTick;
}

std::vector<PinPulse> Bench::pulses(unsigned output) const {
  std::vector<PinPulse> found;
  std::uint64_t from = kNever;
  for (const OutputChange& change : board_.output_changes()) {
    if (change.output != output) continue;
    if (change.active) {
      from = change.cycle;
    } else if (from != kNever) {
      found.push_back({from, change.cycle});
      from = kNever;
    }
  }
  return found;
}

}  // namespace dyad::firmware_test
