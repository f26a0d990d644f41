#pragma once

#include <algorithm>
#include <cstdint>

namespace dyad::firmware_test {

// One output of a pretended board, in ticks that do not wrap.
class HostPin {
 public:
  enum class Level : std::uint8_t { floating, low, high };

  void set(Level level, std::uint64_t now) {
    longest_high_ = longest_high(now);
    if (level_ != Level::high) high_since_ = now;
    level_ = level;
  }
  Level level() const { return level_; }
  // Without a break.
  std::uint64_t high_for(std::uint64_t now) const {
    return level_ == Level::high ? now - high_since_ : 0;
  }
  std::uint64_t longest_high(std::uint64_t now) const {
    return std::max(longest_high_, high_for(now));
  }

 private:
  Level level_ = Level::floating;
  std::uint64_t high_since_ = 0;
  std::uint64_t longest_high_ = 0;
};

// Within 8 us: the firmware closes an output a moment early, since closing takes one.
inline bool nearly(std::uint64_t active, std::uint64_t length) {
  return active + 16 >= length && active <= length + 16;
}

}  // namespace dyad::firmware_test
