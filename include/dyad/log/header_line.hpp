#pragma once

#include <string>
#include <string_view>

#include "dyad/core/result.hpp"
#include "dyad/log/header.hpp"

namespace dyad::log {

// The first line of a log, CRC and newline included.
Result<std::string> encode_header(const Header& header);

// From the first line without its newline; the CRC is the caller's to check. Refuses
// formats of another major version.
Result<Header> decode_header(std::string_view line);

}  // namespace dyad::log
