#include "dyad/task/barcode_player.hpp"

namespace dyad::task {

void BarcodePlayer::begin(const config::Barcode& barcode, ChannelIndex channel,
                          std::uint32_t number, Time now) {
  if (now < ends_) return;
  constexpr unsigned kHeadSlots = 2;  // on, off
  const std::uint64_t bits = number & ((std::uint64_t{1} << barcode.bits) - 1);
  slots_ = 1U | (bits << kHeadSlots);
  slot_count_ = kHeadSlots + barcode.bits;
  bit_ = barcode.bit;
  channel_ = channel;
  start_ = now;
  ends_ = now + bit_ * slot_count_;
  find_next(0);
}

std::optional<BarcodePlayer::Pulse> BarcodePlayer::take_due(Time now) {
  if (now < next_) return std::nullopt;
  unsigned end = next_slot_;
  while (end < slot_count_ && is_on(end)) ++end;
  const Pulse pulse{channel_, bit_ * (end - next_slot_)};
  find_next(end);
  return pulse;
}

void BarcodePlayer::find_next(unsigned from) {
  while (from < slot_count_ && !is_on(from)) ++from;
  next_slot_ = from;
  next_ = from < slot_count_ ? start_ + bit_ * from : Time::never();
}

}  // namespace dyad::task
