#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace dyad {

// A span of time in whole microseconds. No floating point: the same sums on
// every machine.
class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration from_us(std::int64_t us) { return Duration(us); }
  static constexpr Duration from_ms(std::int64_t ms) { return Duration(ms * 1000); }
  static constexpr Duration from_s(std::int64_t s) { return Duration(s * 1'000'000); }

  constexpr std::int64_t us() const { return us_; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator+(Duration other) const {
    return Duration(us_ + other.us_);
  }
  constexpr Duration operator-(Duration other) const {
    return Duration(us_ - other.us_);
  }
  constexpr Duration operator-() const { return Duration(-us_); }
  constexpr Duration operator*(std::int64_t n) const { return Duration(us_ * n); }
  constexpr Duration& operator+=(Duration other) { return *this = *this + other; }
  constexpr Duration& operator-=(Duration other) { return *this = *this - other; }

 private:
  constexpr explicit Duration(std::int64_t us) : us_(us) {}
  std::int64_t us_ = 0;
};

constexpr Duration abs(Duration d) { return d < Duration() ? -d : d; }

// An instant on the session's own clock: microseconds since the session began.
// Every other clock is converted to this one at the place that reads it; see
// docs/clocks.md.
class Time {
 public:
  constexpr Time() = default;
  static constexpr Time from_us(std::int64_t us) { return Time(us); }
  // Before anything that can happen: boards are opened before session time 0.
  static constexpr Time long_ago() { return Time(-(std::int64_t{1} << 61U)); }
  static constexpr Time never() {
    return Time(std::numeric_limits<std::int64_t>::max());
  }

  constexpr std::int64_t us() const { return us_; }

  constexpr auto operator<=>(const Time&) const = default;
  constexpr Time operator+(Duration d) const { return Time(us_ + d.us()); }
  constexpr Time operator-(Duration d) const { return Time(us_ - d.us()); }
  constexpr Duration operator-(Time other) const {
    return Duration::from_us(us_ - other.us_);
  }

 private:
  constexpr explicit Time(std::int64_t us) : us_(us) {}
  std::int64_t us_ = 0;
};

}  // namespace dyad
