#include "dyad/core/utc_text.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace dyad {
namespace {

std::string formatted(std::int64_t utc_us, const char* format) {
  const auto seconds = static_cast<std::time_t>(utc_us / 1'000'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), format, &parts);
  return {text.data(), length};
}

}  // namespace

std::string utc_text(std::int64_t utc_us) {
  std::array<char, 16> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%06dZ",
                static_cast<int>(utc_us % 1'000'000));
  return formatted(utc_us, "%Y-%m-%dT%H:%M:%S") + fraction.data();
}

std::string utc_compact(std::int64_t utc_us) {
  return formatted(utc_us, "%Y%m%dT%H%M%SZ");
}

}  // namespace dyad
