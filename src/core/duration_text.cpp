#include "dyad/core/duration_text.hpp"

#include <array>
#include <cstdint>

namespace dyad {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t us;
};
constexpr std::array<Unit, 6> kUnits{{{"h", 3'600'000'000},
                                      {"min", 60'000'000},
                                      {"s", 1'000'000},
                                      {"ms", 1000},
                                      {"us", 1},
                                      {"µs", 1}}};

Error bad(std::string_view text, const std::string& why) {
  return {"'" + std::string(text) + "' is no duration: " + why,
          "write a number and a unit, as 250us, 500ms, 1.5s, 30min or 2h"};
}

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A decimal number: its digits as one integer, and how many stand after the point.
struct Decimal {
  std::int64_t digits = 0;
  int after_point = 0;
  bool too_long = false;
  std::size_t length = 0;  // in characters; 0: none is there
};

Decimal read_decimal(std::string_view text) {
  Decimal number;
  std::size_t seen = 0;
  bool point = false;
  for (; number.length < text.size(); ++number.length) {
    const char c = text[number.length];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(c)) break;
    ++seen;
    if (point) ++number.after_point;
    number.too_long |= seen > 18;
    if (!number.too_long) number.digits = number.digits * 10 + (c - '0');
  }
  if (seen == 0) number.length = 0;
  return number;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  Decimal number = read_decimal(text);
  if (number.length == 0) return bad(text, "it does not begin with a number");
  const std::string_view unit_name = text.substr(number.length);
  if (unit_name.empty()) return bad(text, "the unit is missing");
  const Unit* unit = find_unit(unit_name);
  if (unit == nullptr) {
    return bad(text, "'" + std::string(unit_name) + "' is no unit");
  }
  for (; number.after_point > 0 && number.digits % 10 == 0; --number.after_point) {
    number.digits /= 10;
  }
  std::int64_t us = 0;
  if (number.too_long || __builtin_mul_overflow(number.digits, unit->us, &us)) {
    return bad(text, "it is too long");
  }
  for (; number.after_point > 0; --number.after_point) {
    if (us % 10 != 0) return bad(text, "it is finer than a microsecond");
    us /= 10;
  }
  return Duration::from_us(us);
}

std::string duration_text(Duration duration) {
  const std::int64_t us = duration.us();
  if (us == 0) return "0s";
  for (const Unit& unit : kUnits) {
    if (us % unit.us == 0) return std::to_string(us / unit.us) + std::string(unit.name);
  }
  return std::to_string(us) + "us";
}

}  // namespace dyad
