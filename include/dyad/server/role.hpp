#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "dyad/core/enum_names.hpp"

namespace dyad::server {

// What a caller may do. Each may all that the one before it may.
enum class Role : std::uint8_t {
  nobody,    // pages and the sign-in, nothing of the rig
  viewer,    // look and download
  operator_  // whatever moves a valve or stores a file
};

}  // namespace dyad::server

namespace dyad {
template <>
struct EnumNames<server::Role> {
  static constexpr std::array<std::string_view, 3> names{"nobody", "viewer",
                                                         "operator"};
};
}  // namespace dyad
