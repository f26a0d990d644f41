#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Decimal fractions as people type them, exactly: whole steps of 10^-decimals.
namespace dyad::server {

// "412.5" with 3 decimals is 412500. None where it is no such number, is negative, is
// finer than the steps, or has more than 15 digits.
std::optional<std::int64_t> parse_decimal(std::string_view text, unsigned decimals);

// 412500 with 3 decimals is "412.5". Not negative.
std::string decimal_text(std::int64_t steps, unsigned decimals);

}  // namespace dyad::server
