#include "decimal_text.hpp"

#include <algorithm>

namespace dyad::server {
namespace {

constexpr std::size_t kMaxDigits = 15;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, unsigned decimals) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
  const bool fraction_missing = point != std::string_view::npos && fraction.empty();
  if (whole.empty() || fraction_missing || !all_digits(whole) || !all_digits(fraction))
    return std::nullopt;
  while (fraction.size() > decimals && fraction.back() == '0') fraction.pop_back();
  if (fraction.size() > decimals) return std::nullopt;
  fraction.resize(decimals, '0');
  if (whole.size() + fraction.size() > kMaxDigits) return std::nullopt;
  std::int64_t steps = 0;
  for (const char c : std::string(whole) + fraction) steps = steps * 10 + (c - '0');
  return steps;
}

std::string decimal_text(std::int64_t steps, unsigned decimals) {
  std::string digits = std::to_string(steps);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  digits.insert(digits.size() - decimals, 1, '.');
  while (digits.back() == '0') digits.pop_back();
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

}  // namespace dyad::server
