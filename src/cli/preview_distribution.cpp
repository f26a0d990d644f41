#include "dyad/cli/preview_distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "dyad/cli/preview_table.hpp"
#include "dyad/cli/preview_words.hpp"
#include "dyad/core/assert.hpp"

namespace dyad::cli::preview {
namespace {

// Rounded for the eye; the unit stands with the quantity's name where it can.
std::string value_words(std::int64_t value, Unit unit) {
  switch (unit) {
    case Unit::count:
      return std::to_string(value);
    case Unit::permille:
      return std::to_string((value + 5) / 10) + " %";
    case Unit::nl:
      return volume_words(static_cast<std::uint64_t>(value));
    case Unit::us:
      return fmt::format("{}:{:02} min", (value + 500'000) / 60'000'000,
                         (value + 500'000) / 1'000'000 % 60);
  }
  return {};
}

}  // namespace

void Distribution::sort() { std::sort(values_.begin(), values_.end()); }

bool Distribution::all_zero() const {
  return std::all_of(values_.begin(), values_.end(), [](auto v) { return v == 0; });
}

std::int64_t Distribution::percentile(unsigned percent) const {
  DYAD_ASSERT(!values_.empty() && percent <= 100, "there is no such percentile");
  const std::size_t rank = (values_.size() * percent + 99) / 100;
  return values_[std::max<std::size_t>(rank, 1) - 1];
}

// Each part holds equally many of the values that can occur: rewards of 5 µl come in
// steps of 5 µl, and parts of unequal steps would show a comb.
std::vector<std::size_t> Distribution::histogram() const {
  std::int64_t step = 0;
  for (const std::int64_t value : values_) step = std::gcd(step, value - least());
  const std::int64_t steps = step == 0 ? 1 : (most() - least()) / step + 1;
  const std::int64_t each = (steps + kMostBins - 1) / kMostBins;
  std::vector<std::size_t> bins(static_cast<std::size_t>((steps + each - 1) / each));
  for (const std::int64_t value : values_) {
    const std::int64_t at = step == 0 ? 0 : (value - least()) / step / each;
    ++bins[static_cast<std::size_t>(at)];
  }
  return bins;
}

std::string bars(const std::vector<std::size_t>& histogram) {
  constexpr std::array<std::string_view, 8> kBars{"▁", "▂", "▃", "▄",
                                                  "▅", "▆", "▇", "█"};
  const std::size_t most = *std::max_element(histogram.begin(), histogram.end());
  std::string text;
  for (const std::size_t count : histogram) {
    text += count == 0 ? std::string_view(" ") : kBars[(count * 8 - 1) / most];
  }
  return text;
}

std::vector<std::string> distribution_lines(const std::vector<Distribution>& all) {
  Table table;
  table.add_column("");
  for (const char* heading : {"5 %", "median", "95 %", "least"}) {
    table.add_column(heading, true);
  }
  table.add_column("");
  table.add_column("most");
  for (const Distribution& each : all) {
    if (each.empty()) continue;
    table.add_row();
    table.add(each.name());
    const auto words = [&](std::int64_t value) {
      return value_words(value, each.unit());
    };
    const bool same = each.least() == each.most();
    table.add(same ? "" : words(each.percentile(5)));
    table.add(words(each.percentile(50)));
    if (same) continue;
    table.add(words(each.percentile(95)));
    table.add(words(each.least()));
    table.add(bars(each.histogram()));
    table.add(words(each.most()));
  }
  return table.lines();
}

}  // namespace dyad::cli::preview
