#pragma once

#include <cstddef>
#include <limits>
#include <queue>
#include <vector>

#include "dyad/core/ids.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/time.hpp"

namespace dyad::session {

// Brings the inputs of several sources into the one order in which the engine
// gets them (input_order). An input is released as soon as every source's
// watermark has passed it: then nothing older can still come. Pure; the session
// decides what the watermarks are.
class Merger {
 public:
  explicit Merger(std::size_t sources);

  // Takes an input in, whatever its source. False where it is too late: it is
  // dropped.
  [[nodiscard]] bool add(const Input& input);
  // Whether the input's place in the order has already been released.
  bool too_late(const Input& input) const;

  // Every input of the source with a time below `watermark` has been added.
  // Never goes back. A lost source is set to Time::never(): nobody waits for it;
  // restore() lets it be waited for again.
  void advance(SourceIndex source, Time watermark);
  void restore(SourceIndex source, Time watermark);

  // The oldest input held, if it may be released; none otherwise.
  const Input* next() const;
  // Takes next() out.
  Input release();

  // Whether nothing at or before t can still come, so that a deadline at t may
  // be delivered. Inputs already held go first; the caller sees to that.
  bool passed(Time t) const { return t < watermark(); }
  void released_deadline(const Input& deadline);

  // The instant of the last release: no input before it can be taken any more.
  Time released_until() const { return last_.time; }
  bool empty() const { return held_.empty(); }
  Time oldest_held() const { return held_.top().time; }

 private:
  Time watermark() const;

  struct Later {
    bool operator()(const Input& a, const Input& b) const {
      return input_order(a, b) > 0;
    }
  };
  std::priority_queue<Input, std::vector<Input>, Later> held_;
  std::vector<Time> watermarks_;
  Input last_;  // the newest released
  bool any_released_ = false;
};

}  // namespace dyad::session
