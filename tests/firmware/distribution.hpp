#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

namespace dyad::firmware_test {

// Of measured figures, for a test's output and its report.
class Distribution {
 public:
  void add(double value) { values_.push_back(value); }
  std::size_t size() const { return values_.size(); }

  // `part` of the values are at or below this.
  double at(double part) const {
    std::vector<double> sorted = values_;
    std::ranges::sort(sorted);
    const auto index = static_cast<std::size_t>(part * static_cast<double>(size()));
    return sorted.at(std::min(index, size() - 1));
  }
  double min() const { return at(0); }
  double max() const { return at(1); }

  void report(const std::string& name, const std::string& unit) const {
    std::cout << name << ": " << size() << " values, min " << min() << ", p50 "
              << at(0.5) << ", p99 " << at(0.99) << ", max " << max() << " " << unit
              << "\n";
    ::testing::Test::RecordProperty(name + "_p50_" + unit, std::to_string(at(0.5)));
    ::testing::Test::RecordProperty(name + "_p99_" + unit, std::to_string(at(0.99)));
    ::testing::Test::RecordProperty(name + "_max_" + unit, std::to_string(max()));
  }

 private:
  std::vector<double> values_;
};

}  // namespace dyad::firmware_test
