#pragma once

#include <optional>

#include "dyad/config/rig.hpp"
#include "dyad/core/random.hpp"
#include "dyad/core/time.hpp"

namespace dyad::device {

// A scripted mouse at its port. Each behaviour has a ground truth that analyses
// can be held against (docs/rig_config.md). Same seed, same pokes, on any machine.
class VirtualMouse {
 public:
  // One random stream a mouse, so that adding one does not disturb another.
  VirtualMouse(const config::VirtualMouse& script, std::uint64_t seed);

  // When the snout next goes in or comes out; never() for a mouse that waits for
  // its partner and has no pokes of its own.
  Time next_change() const;

  // Carries out the change that is due. True: a poke began; false: it ended.
  bool change();

  // The poke that runs ends then, and not after the script's time.
  void stay_until(Time t);

  // The partner's poke began at t; a waiter may answer it, not before `earliest`.
  void partner_poked(Time t, Time earliest = Time::long_ago());

  SubjectIndex subject() const { return script_.subject; }

 private:
  void plan_own_poke(Time after);

  config::VirtualMouse script_;
  Random random_;
  Time own_poke_ = Time::never();  // spontaneous
  Time answer_ = Time::never();    // to the partner's
  std::optional<Time> poke_ends_;  // while poking
};

}  // namespace dyad::device
