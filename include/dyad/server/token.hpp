#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "dyad/core/result.hpp"

namespace dyad::server {

// 256 bits from the kernel, as base64url: 43 characters.
Result<std::string> new_token();

using TokenHash = std::array<std::uint8_t, 32>;

// SHA-256. A plain one suffices, since a token is random and cannot be guessed.
TokenHash hash_of(std::string_view token);

// In a time that does not depend on the contents.
bool same_hash(const TokenHash& a, const TokenHash& b);

std::string to_hex(const TokenHash& hash);

}  // namespace dyad::server
