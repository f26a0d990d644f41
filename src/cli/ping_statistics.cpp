#include "dyad/cli/ping_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::cli {
namespace {

std::string ms(Duration d) {
  return fmt::format("{}.{:03} ms", d.us() / 1000, d.us() % 1000);
}

}  // namespace

Duration percentile(std::vector<Duration> round_trips, unsigned percent) {
  DYAD_ASSERT(!round_trips.empty() && percent <= 100, "a percentile of nothing");
  std::sort(round_trips.begin(), round_trips.end());
  const std::size_t rank = (round_trips.size() * percent + 99) / 100;
  return round_trips[rank == 0 ? 0 : rank - 1];
}

std::string text_of(const PingStatistics& statistics) {
  const std::size_t answered = statistics.round_trips.size();
  std::string text = fmt::format("  pings       {} sent, {} answered, {} lost\n",
                                 statistics.sent, answered, statistics.sent - answered);
  if (answered == 0) return text;
  const auto at = [&](unsigned percent) {
    return ms(percentile(statistics.round_trips, percent));
  };
  return text + fmt::format("  round trip  min {}, median {}, 99 % {}, max {}\n", at(0),
                            at(50), at(99), at(100));
}

std::string text_of(const link::ClockSync::Fit& fit) {
  const std::int64_t ppb =
      fit.deviation_ppb < 0 ? -fit.deviation_ppb : fit.deviation_ppb;
  return fmt::format(
      "  clock       {}.{} ppm {} than nominal, known to ± {} (from the {} tightest, "
      "{} "
      "rejected)\n",
      ppb / 1000, ppb % 1000 / 100, fit.deviation_ppb < 0 ? "slower" : "faster",
      ms(fit.uncertainty), fit.samples, fit.outliers);
}

}  // namespace dyad::cli
