#include "dyad/session/clocks.hpp"

#include <ctime>

namespace dyad::session {
namespace {

std::int64_t read_ns(clockid_t id) {
  timespec ts{};
  clock_gettime(id, &ts);
  return static_cast<std::int64_t>(ts.tv_sec) * 1'000'000'000 + ts.tv_nsec;
}

}  // namespace

ClockAnchor anchor_now(Duration lead) {
  // UTC is read between two readings of the monotonic clock, so that a
  // preemption in between shows as half its length at most.
  const std::int64_t before = read_ns(CLOCK_MONOTONIC);
  const std::int64_t utc = read_ns(CLOCK_REALTIME);
  const std::int64_t after = read_ns(CLOCK_MONOTONIC);
  return {.monotonic_ns = before + (after - before) / 2 + lead.us() * 1000,
          .utc_us = utc / 1000 + lead.us()};
}

std::int64_t utc_now_us() { return read_ns(CLOCK_REALTIME) / 1000; }

Time MonotonicClock::now() const {
  return anchor_.from_monotonic_ns(read_ns(CLOCK_MONOTONIC));
}

}  // namespace dyad::session
