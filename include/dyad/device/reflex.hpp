#pragma once

#include <vector>

#include "dyad/core/ids.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/time.hpp"

namespace dyad::device {

// One trial, told in advance to a board that may decide it by itself.
struct ReflexTrial {
  struct Subject {
    std::vector<ChannelIndex> operanda;
    ChannelIndex valve = kNoChannel;
    Duration open;  // zero: this subject gets nothing
  };
  TrialNumber trial = 0;
  Time opens_at;
  Duration window;
  bool repeat_restarts = false;
  std::vector<Subject> subjects;
};

// A device whose board opens the valves at once, while the engine still decides. The
// engine's reward is then bound to the pulse that the board has begun; where the two
// decide differently the device reports a reflex_mismatch.
class Reflex {
 public:
  virtual ~Reflex() = default;

  // Replaces the trial told before. Where the board cannot take it, the engine decides
  // alone.
  virtual void arm(const ReflexTrial& trial) = 0;

  // The engine's outcome of a trial, after its commands.
  virtual void decided(TrialNumber trial, Outcome outcome) = 0;
};

}  // namespace dyad::device
