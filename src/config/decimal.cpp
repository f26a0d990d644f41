#include "decimal.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace dyad::config {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

struct Decimal {
  bool negative = false;
  std::uint64_t digits = 0;  // without trailing zeros
  int exponent = 0;          // value = ± digits × 10^exponent
};

// The shortest decimal that reads back as this double: up to 15 digits, which
// is all a document may hold, that is what the file says.
Decimal shortest_decimal(double number) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                 std::chars_format::scientific);
  Decimal decimal;
  const char* at = text.data();
  bool in_fraction = false;
  for (; at != end.ptr && *at != 'e'; ++at) {
    if (*at == '-') decimal.negative = true;
    if (*at == '.') in_fraction = true;
    if (*at < '0' || *at > '9') continue;
    decimal.digits = decimal.digits * 10 + static_cast<std::uint64_t>(*at - '0');
    if (in_fraction) --decimal.exponent;
  }
  int exponent = 0;
  const char* from = at + 1;
  if (from < end.ptr && *from == '+') ++from;
  std::from_chars(from, end.ptr, exponent);
  decimal.exponent += exponent;
  return decimal;
}

Decimal whole(const Json& number) {
  if (number.is_number_unsigned()) return {false, number.get<std::uint64_t>(), 0};
  const auto value = number.get<std::int64_t>();
  const auto bits = static_cast<std::uint64_t>(value);
  return {value < 0, value < 0 ? 0 - bits : bits, 0};
}

}  // namespace

std::optional<std::int64_t> scaled(const Json& number, int decimals) {
  if (number.is_number_float() && !std::isfinite(number.get<double>())) {
    return std::signbit(number.get<double>()) ? -kMax : kMax;
  }
  Decimal decimal =
      number.is_number_float() ? shortest_decimal(number.get<double>()) : whole(number);
  int power = decimal.exponent + decimals;
  for (; power < 0 && decimal.digits != 0; ++power) {
    if (decimal.digits % 10 != 0) return std::nullopt;
    decimal.digits /= 10;
  }
  const auto limit = static_cast<std::uint64_t>(kMax);
  for (; power > 0 && decimal.digits != 0; --power) {
    if (decimal.digits > limit / 10) return decimal.negative ? -kMax : kMax;
    decimal.digits *= 10;
  }
  if (decimal.digits > limit) return decimal.negative ? -kMax : kMax;
  const auto magnitude = static_cast<std::int64_t>(decimal.digits);
  return decimal.negative ? -magnitude : magnitude;
}

std::string unscaled_text(std::int64_t value, int decimals) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  if (decimals > 0) {
    const auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return value < 0 ? "-" + digits : digits;
}

std::string time_text(Duration time) { return unscaled_text(time.us(), 3) + " ms"; }

}  // namespace dyad::config
