#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace dyad::benchmarks {

// Nanoseconds of CLOCK_MONOTONIC.
std::int64_t now_ns();

// Latencies of one loop, in the order measured.
struct Percentiles {
  std::int64_t median_ns = 0;
  std::int64_t p99_ns = 0;
  std::int64_t p999_ns = 0;
  std::int64_t max_ns = 0;
};
Percentiles percentiles(std::vector<std::int64_t> latencies_ns);

// The two ends of the wire: the loop under test reads `in` and writes `out`.
struct Wire {
  Wire();
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  int in;   // eventfd, non-blocking for the loop
  int out;  // eventfd, blocking for the stimulus
};

// Makes `in` readable `count` times, one answer after another with a pause between,
// and returns what passed from each stimulus to the output call of its answer.
// `answered_at_ns` is where the loop under test stores the instant of that call.
std::vector<std::int64_t> stimulate(const Wire& wire, std::size_t count,
                                    const std::atomic<std::int64_t>& answered_at_ns);

}  // namespace dyad::benchmarks
