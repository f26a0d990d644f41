#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dyad::config {

// What a session is done with, for readers and analyses; decides nothing. In the
// order of the file. Values are as in the file; those for each seat are written
// "left: wt, right: het".
struct Labels {
  std::vector<std::pair<std::string, std::string>> entries;
  bool operator==(const Labels&) const = default;
};

// The fixed vocabulary. docs/schedule.md, "Labels".
inline constexpr std::array<std::string_view, 13> kLabelNames{
    "barrier",      "barrier_holes", "barrier_hole_mm", "drug", "dose",
    "route",        "genotype",      "strain",          "sex",  "relation",
    "manipulation", "experimenter",  "remarks"};

}  // namespace dyad::config
