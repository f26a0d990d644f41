#pragma once

#include <cstdint>
#include <string>

namespace dyad {

// 2026-11-23T09:05:00.123456Z.
std::string utc_text(std::int64_t utc_us);

// 20261123T090500Z. For the names of files.
std::string utc_compact(std::int64_t utc_us);

}  // namespace dyad
