#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Wall-clock times as they are written and named. µs since 1970, UTC, not negative.
namespace dyad {

// 2026-11-23T09:05:00.123456Z. For the header of a log.
std::string utc_text(std::int64_t utc_us);

// 20261123T090500Z. For the names of files.
std::string utc_compact(std::int64_t utc_us);

// Reads the second of the two; none where it is no such text or no such day or time.
std::optional<std::int64_t> parse_utc_compact(std::string_view text);

}  // namespace dyad
