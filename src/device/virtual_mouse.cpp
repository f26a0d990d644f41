#include "dyad/device/virtual_mouse.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::device {
namespace {

// The engine draws from stream 0.
constexpr std::uint64_t kFirstMouseStream = 1000;

}  // namespace

VirtualMouse::VirtualMouse(const config::VirtualMouse& script, std::uint64_t seed)
    : script_(script), random_(seed, kFirstMouseStream + script.subject) {
  plan_own_poke(Time());
}

Time VirtualMouse::next_change() const {
  return poke_ends_ ? *poke_ends_ : std::min(own_poke_, answer_);
}

bool VirtualMouse::change() {
  const Time t = next_change();
  DYAD_ASSERT(t != Time::never(), "this mouse has nothing planned");
  if (poke_ends_) {
    poke_ends_.reset();
    plan_own_poke(t);
    return false;
  }
  poke_ends_ = t + script_.hold;
  answer_ = Time::never();
  return true;
}

void VirtualMouse::stay_until(Time t) {
  DYAD_ASSERT(poke_ends_.has_value(), "no poke is running");
  poke_ends_ = t;
}

void VirtualMouse::partner_poked(Time t, Time earliest) {
  const bool busy = poke_ends_ || answer_ != Time::never();
  if (script_.behaviour != config::Behaviour::waiter || busy) return;
  if (random_.below(1000) >= script_.respond_permille) return;
  const Duration rest = script_.reaction_mean - script_.reaction_min;
  const Duration reaction =
      script_.reaction_min + Duration::from_us(random_.exponential(rest.us()));
  answer_ = std::max(t + reaction, earliest);
}

void VirtualMouse::plan_own_poke(Time after) {
  if (script_.mean_interval <= Duration()) {
    own_poke_ = Time::never();
    return;
  }
  // A camper is always just about to poke again; the others take their time.
  const bool regular = script_.behaviour == config::Behaviour::camper;
  const std::int64_t mean_us = script_.mean_interval.us();
  // At least 1 µs, so that two pokes never touch.
  const std::int64_t wait_us = regular ? mean_us : 1 + random_.exponential(mean_us);
  own_poke_ = after + Duration::from_us(wait_us);
}

}  // namespace dyad::device
