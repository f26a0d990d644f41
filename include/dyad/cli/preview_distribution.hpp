#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dyad::cli::preview {

enum class Unit : std::uint8_t { count, permille, nl, us };

// How a quantity came out in each of some sessions. Integers throughout; quantiles are
// values that did occur (nearest rank).
class Distribution {
 public:
  static constexpr std::int64_t kMostBins = 16;

  Distribution(std::string name, Unit unit) : name_(std::move(name)), unit_(unit) {}
  void add(std::int64_t value) { values_.push_back(value); }
  void sort();  // before anything below

  const std::string& name() const { return name_; }
  Unit unit() const { return unit_; }
  bool empty() const { return values_.empty(); }
  std::size_t size() const { return values_.size(); }
  bool all_zero() const;
  std::int64_t least() const { return values_.front(); }
  std::int64_t most() const { return values_.back(); }
  std::int64_t percentile(unsigned percent) const;
  // How many values are in each of at most kMostBins equal parts from the least on.
  std::vector<std::size_t> histogram() const;

 private:
  std::string name_;
  Unit unit_;
  std::vector<std::int64_t> values_;
};

// As a table, a line each, the headings first.
std::vector<std::string> distribution_lines(const std::vector<Distribution>& all);

// "▁▂▅█▇▃": each part against the fullest one.
std::string bars(const std::vector<std::size_t>& histogram);

}  // namespace dyad::cli::preview
