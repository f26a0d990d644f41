#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dyad/config/document.hpp"
#include "dyad/core/time.hpp"

// Decimal numbers of a file as whole numbers of a smaller unit, exactly: 2.1 µl
// is 2100 nl because the file says "2.1", not because of a rounded product.
namespace dyad::config {

// number × 10^decimals. None where that is no whole number. What does not fit
// comes back as the limit of the type, with its sign: beyond every range.
std::optional<std::int64_t> scaled(const Json& number, int decimals);

// 2100 with 3 decimals: "2.1".
std::string unscaled_text(std::int64_t value, int decimals);

// "2.1 ms".
std::string time_text(Duration time);

}  // namespace dyad::config
