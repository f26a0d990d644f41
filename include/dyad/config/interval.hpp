#pragma once

#include <cstdint>
#include <vector>

#include "dyad/core/time.hpp"

namespace dyad::config {

// A time, fixed or drawn. In whole µs.
struct Interval {
  enum class Kind : std::uint8_t {
    uniform,      // low to high, both included; fixed where they are the same
    exponential,  // low plus an exponential of mean `mean - low`, at most high
    list          // one of `list`, each equally likely
  };

  Duration low;   // of every kind: no draw is shorter
  Duration high;  // of every kind: no draw is longer
  Kind kind = Kind::uniform;
  Duration mean{};               // of exponential: low <= mean <= high
  std::vector<Duration> list{};  // of list: >= 1

  static Interval fixed(Duration d) { return {d, d}; }
  bool is_fixed() const { return low == high; }
  bool operator==(const Interval&) const = default;
};

}  // namespace dyad::config
