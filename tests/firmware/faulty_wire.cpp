#include "faulty_wire.hpp"

#include <algorithm>

namespace dyad::firmware_test {
namespace {

constexpr std::uint32_t kMillion = 1'000'000;
constexpr unsigned kPacketBytes = 64;

}  // namespace

FaultyWire::FaultyWire(std::uint64_t seed, WireFaults faults)
    : random_(seed), faults_(faults) {}

// A fault that is off draws nothing, so that switching one on leaves the others' draws
// as they were only where it has to.
bool FaultyWire::happens(std::uint32_t ppm) {
  return ppm != 0 && random_.below(kMillion) < ppm;
}

void FaultyWire::push(std::uint8_t byte, std::int64_t at_us) {
  const std::int64_t due = due_of(at_us);
  if (burst_left_ == 0 && happens(faults_.burst_ppm)) {
    burst_left_ = 1 + random_.below(faults_.burst_max);
  }
  if (burst_left_ > 0) {
    --burst_left_;
    if (random_.below(2) == 0) return;
    byte = static_cast<std::uint8_t>(random_.below(256));
  }
  if (happens(faults_.lost_ppm)) return;
  if (happens(faults_.flipped_ppm)) {
    byte = static_cast<std::uint8_t>(byte ^ (1U << random_.below(8)));
  }
  const int copies = happens(faults_.doubled_ppm) ? 2 : 1;
  if (is_cut(due)) return;
  for (int i = 0; i < copies; ++i) under_way_.push_back({due, byte});
}

// The order is kept: what comes behind a late byte is late as well.
std::int64_t FaultyWire::due_of(std::int64_t at_us) {
  if (faults_.packet_us == 0) {
    last_due_us_ = std::max(last_due_us_, delayed(at_us + faults_.latency_us));
    return last_due_us_;
  }
  if (at_us > packet_ends_us_ || packet_bytes_ == kPacketBytes) {
    packet_ends_us_ = at_us + faults_.packet_us;
    packet_bytes_ = 0;
    packet_due_us_ = delayed(packet_ends_us_ + faults_.latency_us);
  }
  ++packet_bytes_;
  last_due_us_ = std::max(last_due_us_, packet_due_us_);
  return last_due_us_;
}

std::int64_t FaultyWire::delayed(std::int64_t due_us) {
  if (!happens(faults_.delayed_ppm)) return due_us;
  return due_us + random_.between(0, faults_.delay_max_us);
}

std::optional<WireByte> FaultyWire::pop(std::int64_t now_us) {
  if (next_due_us() > now_us) return std::nullopt;
  const WireByte next = under_way_.front();
  under_way_.pop_front();
  return next;
}

std::int64_t FaultyWire::next_due_us() const {
  return under_way_.empty() ? kNever_us : under_way_.front().due_us;
}

void FaultyWire::cut(std::int64_t from_us) {
  cut_from_us_ = from_us;
  std::erase_if(under_way_, [&](const WireByte& byte) { return is_cut(byte.due_us); });
}

void FaultyWire::mend() { cut_from_us_ = kNever_us; }

}  // namespace dyad::firmware_test
