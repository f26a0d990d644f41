#include "dyad/device/mcu_clock.hpp"

#include <algorithm>

#include "dyad_firmware/protocol.h"
#include "dyad_firmware/ticks.h"

namespace dyad::device {
namespace {

// Rises are 1 s apart: a stamp further off is that of another.
constexpr Duration kSamePulse = Duration::from_ms(300);
constexpr Duration kLateness = Duration::from_us(dyad_firmware::kStampLateness_us);

}  // namespace

McuClock::McuClock() : sync_(dyad_firmware::kTicksPerSecond) {}

void McuClock::restart() {
  counter_.restart();
  sync_.restart();
  rise_.reset();
  stamp_.reset();
  latest_ = 0;
}

link::ClockTriple McuClock::add_ping(Time sent, std::uint32_t ticks, Time received) {
  const link::ClockTriple triple{sent, counter_.widen(ticks), received};
  latest_ = std::max(latest_, triple.ticks);
  sync_.add(triple);
  return triple;
}

std::optional<link::ClockTriple> McuClock::sync_rose(std::uint32_t ticks) {
  rise_ = counter_.widen(ticks);
  return match();
}

std::optional<link::ClockTriple> McuClock::sync_stamped(Time stamp,
                                                        Duration uncertainty) {
  stamp_ = Stamp{stamp, uncertainty};
  return match();
}

std::optional<link::ClockTriple> McuClock::match() {
  if (!rise_ || !stamp_ || !sync_.ready()) return std::nullopt;
  const Duration apart = stamp_->time - sync_.to_host(*rise_).time;
  if (abs(apart) > kSamePulse) return std::nullopt;  // the other half is to come
  // A stamp is late, never early, but for its rounding down to a microsecond.
  const link::ClockTriple triple{stamp_->time - stamp_->uncertainty, *rise_,
                                 stamp_->time + Duration::from_us(1)};
  rise_.reset();
  stamp_.reset();
  sync_.add(triple);
  return triple;
}

// The board stamps an edge late by up to kLateness: the middle halves what must be
// stated.
link::MappedTime McuClock::stamp(std::uint64_t ticks) const {
  link::MappedTime mapped = sync_.to_host(ticks);
  const Duration half = Duration::from_us((kLateness.us() + 1) / 2);
  mapped.time = mapped.time - half;
  mapped.uncertainty += half;
  return mapped;
}

std::uint32_t McuClock::ticks_in(Duration duration) const {
  const Time from = sync_.to_host(latest_).time;
  return static_cast<std::uint32_t>(sync_.to_ticks(from + duration) -
                                    sync_.to_ticks(from));
}

Duration McuClock::duration_of(std::uint32_t ticks, std::uint64_t from) const {
  return sync_.to_host(from + ticks).time - sync_.to_host(from).time;
}

}  // namespace dyad::device
