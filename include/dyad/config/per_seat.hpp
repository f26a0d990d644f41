#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dyad::config {

// One value for all seats, or one for each by name.
template <typename T>
struct PerSeat {
  T all{};                                         // where `seats` is empty
  std::vector<std::pair<std::string, T>> seats{};  // in the order of the file

  // Of a seat that a validated pair of files has.
  const T& of(std::string_view seat) const {
    for (const auto& [name, value] : seats) {
      if (name == seat) return value;
    }
    return all;
  }
  bool operator==(const PerSeat&) const = default;
};

}  // namespace dyad::config
