#pragma once

#include <string>
#include <string_view>

namespace dyad::server {

// SHA-256 as 64 hexadecimal digits in lower case.
std::string sha256_hex(std::string_view bytes);

}  // namespace dyad::server
