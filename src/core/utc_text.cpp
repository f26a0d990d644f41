#include "dyad/core/utc_text.hpp"

#include <array>
#include <cstddef>
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

// The number that these digits make. They are digits.
int digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (const char c : text.substr(from, count)) value = value * 10 + (c - '0');
  return value;
}

bool has_the_shape(std::string_view text) {
  constexpr std::string_view kShape = "00000000T000000Z";
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == '0' ? !digit : text[i] != kShape[i]) return false;
  }
  return true;
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

std::optional<std::int64_t> parse_utc_compact(std::string_view text) {
  if (!has_the_shape(text)) return std::nullopt;
  std::tm parts{};
  parts.tm_year = digits(text, 0, 4) - 1900;
  parts.tm_mon = digits(text, 4, 2) - 1;
  parts.tm_mday = digits(text, 6, 2);
  parts.tm_hour = digits(text, 9, 2);
  parts.tm_min = digits(text, 11, 2);
  parts.tm_sec = digits(text, 13, 2);
  const std::int64_t utc_us = std::int64_t{timegm(&parts)} * 1'000'000;
  // The 31st of a short month would have become another day.
  if (utc_us < 0 || utc_compact(utc_us) != text) return std::nullopt;
  return utc_us;
}

}  // namespace dyad
