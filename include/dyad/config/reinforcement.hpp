#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/interval.hpp"
#include "dyad/core/enum_names.hpp"
#include "dyad/core/time.hpp"

namespace dyad::config {

// Which coordinated trials are rewarded. docs/schedule.md, "Reinforcement".
enum class ReinforcementKind : std::uint8_t {
  fixed_ratio,
  variable_ratio,
  random_ratio,
  fixed_interval,
  variable_interval,
  tandem,
  yoked
};

struct Reinforcement {
  static constexpr std::size_t kMaxParts = 8;

  ReinforcementKind kind = ReinforcementKind::fixed_ratio;
  std::uint32_t n = 1;                 // of ratios
  Interval interval{};                 // of intervals
  std::vector<Reinforcement> parts{};  // of tandem: ratios and intervals
  std::vector<Duration> times{};       // of yoked: since the session's start, rising
  std::string log{};                   // of yoked, not yet read: times is empty

  bool operator==(const Reinforcement&) const = default;
};

}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::ReinforcementKind> {
  static constexpr std::array<std::string_view, 7> names{
      "fixed_ratio",       "variable_ratio", "random_ratio", "fixed_interval",
      "variable_interval", "tandem",         "yoked"};
};
}  // namespace dyad
