#include "latency.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace dyad::benchmarks {
namespace {

// Long enough for every deadline of the bench's engine to have passed.
constexpr long kPause_ns = 1'000'000;

void must(bool done) {
  if (!done) std::abort();
}

}  // namespace

std::int64_t now_ns() {
  timespec ts{};
  clock_gettime(CLOCK_MONOTONIC, &ts);
  return static_cast<std::int64_t>(ts.tv_sec) * 1'000'000'000 + ts.tv_nsec;
}

Percentiles percentiles(std::vector<std::int64_t> latencies_ns) {
  std::sort(latencies_ns.begin(), latencies_ns.end());
  const auto at = [&](std::size_t per_mille) {
    return latencies_ns[(latencies_ns.size() - 1) * per_mille / 1000];
  };
  return {.median_ns = at(500),
          .p99_ns = at(990),
          .p999_ns = at(999),
          .max_ns = latencies_ns.back()};
}

Wire::Wire() : in(eventfd(0, EFD_NONBLOCK)), out(eventfd(0, 0)) {
  must(in >= 0 && out >= 0);
}

Wire::~Wire() {
  close(in);
  close(out);
}

std::vector<std::int64_t> stimulate(const Wire& wire, std::size_t count,
                                    const std::atomic<std::int64_t>& answered_at_ns) {
  std::vector<std::int64_t> latencies_ns;
  latencies_ns.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const timespec pause{0, kPause_ns};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
    const std::uint64_t one = 1;
    std::uint64_t answer = 0;
    const std::int64_t before_ns = now_ns();
    must(write(wire.in, &one, sizeof one) == sizeof one);
    must(read(wire.out, &answer, sizeof answer) == sizeof answer);
    latencies_ns.push_back(answered_at_ns - before_ns);
  }
  return latencies_ns;
}

}  // namespace dyad::benchmarks
