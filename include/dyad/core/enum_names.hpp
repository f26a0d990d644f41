#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace dyad {

// The names under which an enumeration stands in files and messages, in the
// order of its values. Specialised beside each enumeration.
template <typename E>
struct EnumNames;

template <typename E>
constexpr std::string_view to_text(E value) {
  return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

template <typename E>
constexpr std::optional<E> from_text(std::string_view text) {
  const auto& names = EnumNames<E>::names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace dyad
