#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dyad::server {

// What a request line asks for, decoded.
struct Target {
  std::string path;
  std::map<std::string, std::string> query;  // of a name given twice the last
};

// None where it is no absolute path, is wrongly encoded, or has a segment that could
// leave its place: "..", ".", or one that holds a slash, a backslash or a control
// character once decoded. So a path can be split at its slashes after decoding.
std::optional<Target> parse_target(std::string_view target);

// "/a/b" as {"a", "b"}.
std::vector<std::string> path_segments(std::string_view path);

}  // namespace dyad::server
