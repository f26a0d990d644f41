#include "dyad/device/mcu_inputs.hpp"

#include <algorithm>

namespace dyad::device {

void McuInputs::add(const link::EdgeEvent& edge, std::uint64_t ticks) {
  level_[edge.input] = edge.active;
  hold({ticks, edge.input, edge.active, edge.blurred, Duration()});
}

void McuInputs::hold(const Held& held) {
  if (setup_.input_channel(held.input) == kNoChannel) return;  // of an earlier rig
  const auto later =
      std::upper_bound(held_.begin(), held_.end(), held,
                       [](const Held& a, const Held& b) { return a.ticks < b.ticks; });
  held_.insert(later, held);
}

void McuInputs::resync(std::uint8_t levels, std::uint64_t ticks, Duration unwatched) {
  for (unsigned input = 0; input < level_.size(); ++input) {
    const bool active = ((unsigned{levels} >> input) & 1U) != 0;
    if (active == level_[input]) continue;
    level_[input] = active;
    hold({ticks, input, active, true, unwatched});
  }
}

void McuInputs::release_before(std::uint64_t ticks, const McuClock& clock,
                               std::vector<Input>& into) {
  const auto end = std::find_if(held_.begin(), held_.end(),
                                [&](const Held& held) { return held.ticks >= ticks; });
  release(static_cast<std::size_t>(end - held_.begin()), clock, into);
  watermark_ = std::max(watermark_, clock.stamp(ticks).time);
}

void McuInputs::release_all(const McuClock& clock, std::vector<Input>& into) {
  if (clock.ready()) release(held_.size(), clock, into);
  held_.clear();
}

// A newer fit of the clock may put an edge before the watermark that an older one gave
// out: it is moved up to it, and says so in its uncertainty.
void McuInputs::release(std::size_t count, const McuClock& clock,
                        std::vector<Input>& into) {
  for (std::size_t i = 0; i < count; ++i) {
    const Held& held = held_[i];
    const link::MappedTime mapped = clock.stamp(held.ticks);
    const Time t = std::max(mapped.time, watermark_);
    watermark_ = t;
    Input input;
    input.time = t;
    input.source = source_;
    input.sequence = ++sequence_;
    input.channel = setup_.input_channel(held.input);
    input.active = held.active;
    input.reconciled = held.blurred;
    input.uncertainty = mapped.uncertainty + held.unwatched + (t - mapped.time);
    into.push_back(input);
  }
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace dyad::device
