#include "simulated_board.hpp"

#include <algorithm>
#include <stdexcept>

namespace dyad::firmware_test {
namespace {

// Outputs 0 to 3 are PD4 to PD7; 4 to 7 and the sync line are PB0 to PB4.
constexpr std::uint32_t kPortD = 0x0F;
constexpr std::uint32_t kPortB = 0x1F0;

}  // namespace

SimulatedBoard::SimulatedBoard(const std::filesystem::path& elf) : core_(elf, *this) {
  for (unsigned input = 0; input < kBoardInputs; ++input) {
    core_.drive_pin('C', input, false);
  }
}

std::uint64_t SimulatedBoard::cycle() const {
  return dark_ ? dark_cycle_ : core_.cycle();
}

void SimulatedBoard::run_until(std::uint64_t cycle) { run(cycle, false); }
void SimulatedBoard::run_until_byte(std::uint64_t cycle) { run(cycle, true); }

void SimulatedBoard::run(std::uint64_t cycle, bool stop_at_byte) {
  if (dark_) {
    dark_cycle_ = std::max(dark_cycle_, cycle);
    apply_due(dark_cycle_);
    return;
  }
  stop_ = cycle;
  stop_at_byte_ = stop_at_byte;
  if (stop_at_byte && !from_board_.empty()) {
    stop_ = std::min(stop_, from_board_.front().cycle);
  }
  core_.make_appointment(next_appointment());
  while (core_.cycle() < stop_) core_.step();
}

std::uint64_t SimulatedBoard::next_appointment() const {
  std::uint64_t next = stop_;
  if (!edges_.empty()) next = std::min(next, edges_.begin()->first);
  if (!to_board_.empty()) next = std::min(next, to_board_.front().cycle);
  return next;
}

std::uint64_t SimulatedBoard::appointment() {
  apply_due(core_.cycle());
  return next_appointment();
}

void SimulatedBoard::apply_due(std::uint64_t now) {
  while (!edges_.empty() && edges_.begin()->first <= now) {
    const Edge edge = edges_.begin()->second;
    edges_.erase(edges_.begin());
    core_.drive_pin('C', edge.input, edge.high);
  }
  while (!to_board_.empty() && to_board_.front().cycle <= now) {
    const std::uint8_t byte = to_board_.front().byte;
    to_board_.pop_front();
    if (!dark_ && !core_.receive(byte)) ++lost_bytes_;
  }
}

void SimulatedBoard::schedule_input(std::uint64_t cycle, unsigned input, bool high) {
  if (input >= kBoardInputs) throw std::out_of_range("the board has 6 inputs");
  edges_.emplace(cycle, Edge{input, high});
}

void SimulatedBoard::send(std::span<const std::uint8_t> bytes, std::uint64_t from) {
  to_board_free_ = std::max({to_board_free_, from, cycle()});
  for (const std::uint8_t byte : bytes) {
    to_board_free_ += kCyclesPerByte;
    to_board_.push_back({to_board_free_, byte});
  }
}

std::vector<SentByte> SimulatedBoard::take_bytes() {
  const auto end = std::ranges::find_if(
      from_board_, [now = cycle()](const SentByte& sent) { return sent.cycle > now; });
  std::vector<SentByte> taken(from_board_.begin(), end);
  from_board_.erase(from_board_.begin(), end);
  return taken;
}

void SimulatedBoard::byte_begun(std::uint8_t byte) {
  from_board_free_ = std::max(from_board_free_, core_.cycle()) + kCyclesPerByte;
  from_board_.push_back({from_board_free_, byte});
  if (!stop_at_byte_ || from_board_.front().cycle >= stop_) return;
  stop_ = from_board_.front().cycle;
  core_.make_appointment(next_appointment());
}

void SimulatedBoard::pins_driven(char port, std::uint8_t high) {
  std::uint32_t active = active_;
  if (port == 'D') active = (active & ~kPortD) | ((high >> 4U) & kPortD);
  if (port == 'B') active = (active & ~kPortB) | ((std::uint32_t{high} << 4U) & kPortB);
  set_active(active, core_.cycle());
}

void SimulatedBoard::set_active(std::uint32_t active, std::uint64_t now) {
  const std::uint32_t changed = active ^ active_;
  active_ = active;
  for (unsigned output = 0; output <= kSyncLine; ++output) {
    if (((changed >> output) & 1U) == 0) continue;
    changes_.push_back({now, output, this->active(output)});
    if (on_change_) on_change_(changes_.back());
  }
}

void SimulatedBoard::was_reset() {
  // A byte in the middle of its bits is cut off: no receiver takes it.
  std::erase_if(from_board_,
                [&](const SentByte& sent) { return sent.cycle > core_.cycle(); });
  from_board_free_ = core_.cycle();
  set_active(0, core_.cycle());
}

void SimulatedBoard::reset() {
  if (!dark_) core_.reset();
}

void SimulatedBoard::power_off() {
  if (dark_) return;
  core_.reset();  // its pins float from now on
  dark_cycle_ = core_.cycle();
  dark_ = true;
}

void SimulatedBoard::power_on() {
  if (!dark_) return;
  dark_ = false;
  core_.power_cycle(dark_cycle_ - core_.cycle());
}

}  // namespace dyad::firmware_test
