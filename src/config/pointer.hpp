#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// JSON pointers (RFC 6901).
namespace dyad::config {

std::string child_pointer(std::string_view parent, std::string_view name);
std::string child_pointer(std::string_view parent, std::size_t index);
std::string parent_pointer(std::string_view pointer);

// The unescaped names between the slashes. None where it is no pointer: it does
// not begin with a slash, or a "~" is not followed by 0 or 1.
std::optional<std::vector<std::string>> split_pointer(std::string_view pointer);

}  // namespace dyad::config
