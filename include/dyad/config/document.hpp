#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "dyad/config/problem.hpp"

namespace dyad::config {

// Keeps members in the file's order: a channel's index is its place.
using Json = nlohmann::ordered_json;

// A JSON text with the place of every value in it.
struct Document {
  struct Place {
    std::size_t line = 0;
    std::size_t column = 0;
  };

  std::string file;
  Json json;
  std::map<std::string, Place, std::less<>> places;       // by JSON pointer
  std::map<std::string, Place, std::less<>> name_places;  // of a member's name
  // Wrong in the text itself, yet no hindrance to reading on: a member named
  // twice (the first stands in `json`), a number with too many digits, a byte
  // order mark. read_rig and read_schedule report them and refuse.
  Problems defects;

  // Of the pointer, or of its nearest ancestor that has a place.
  Place place_of(std::string_view pointer) const;
  // Of the member's name, or as place_of.
  Place name_place_of(std::string_view pointer) const;
};

inline constexpr std::size_t kMaxFileBytes = 1 << 20;
inline constexpr std::size_t kMaxDepth = 32;

// Reads and parses. None, with problems appended, where the file cannot be read
// (its problem has line 0) or is not JSON.
std::optional<Document> read_document(const std::string& path, Problems& problems);
std::optional<Document> parse_document(std::string file, std::string_view text,
                                       Problems& problems);

// What kind of file it says it is, by its "format" member: "dyad-rig/1",
// "dyad-schedule/1", or what stands there.
std::string format_of(const Document& document);

}  // namespace dyad::config
