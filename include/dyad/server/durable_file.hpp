#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dyad/core/result.hpp"

// Files that are written once and lists that only grow. What a function has said it
// did is on the disk when it returns; a power cut leaves a file whole or not there.
namespace dyad::server {

enum class Stored : std::uint8_t { now, already_there };

// Makes the file with this text, whatever it was before a crash: it appears whole under
// its name, or not at all. A file that is there is never replaced.
Result<Stored> store_new_file(const std::string& path, std::string_view text);

// Adds one line, without its newline, to a file that it makes where there is none. A
// torn line that a power cut left behind is closed first, so that it spoils no other.
Status append_line(const std::string& path, std::string_view line);

// An error where it cannot be read or is longer than `max_bytes`.
Result<std::string> read_whole_file(const std::string& path, std::uint64_t max_bytes);

Status make_folder(const std::string& path);

}  // namespace dyad::server
