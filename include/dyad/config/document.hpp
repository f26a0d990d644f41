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
  std::map<std::string, Place, std::less<>> places;  // by JSON pointer

  // Of the pointer, or of its nearest ancestor that has a place.
  Place place_of(std::string_view pointer) const;
};

// Reads and parses. None, with problems appended, where the file cannot be read,
// is not JSON, or names a member twice.
std::optional<Document> read_document(const std::string& path, Problems& problems);
std::optional<Document> parse_document(std::string file, std::string_view text,
                                       Problems& problems);

// What kind of file it says it is, by its "format" member: "dyad-rig/1",
// "dyad-schedule/1", or what stands there.
std::string format_of(const Document& document);

}  // namespace dyad::config
