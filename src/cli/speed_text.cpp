#include "dyad/cli/speed_text.hpp"

#include <charconv>
#include <string>

namespace dyad::cli {
namespace {

constexpr std::size_t kMaxDigits = 6;
constexpr std::size_t kMaxDecimals = 3;

Error not_a_speed(std::string_view text) {
  return {
      "'" + std::string(text) + "' is not a speed",
      "Give a number above 0 with at most three decimals, such as 20 or 0.5, or max."};
}

}  // namespace

Result<session::Speed> parse_speed(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const bool lengths_fit =
      whole.size() <= kMaxDigits && decimals.size() <= kMaxDecimals &&
      (point == std::string_view::npos || !decimals.empty()) && !whole.empty();
  if (!lengths_fit) return not_a_speed(text);
  const std::string digits = std::string(whole) + std::string(decimals);
  session::Speed speed{0, 1};
  if (digits.find_first_not_of("0123456789") != std::string::npos) {
    return not_a_speed(text);
  }
  std::from_chars(digits.data(), digits.data() + digits.size(), speed.numerator);
  if (speed.numerator == 0) return not_a_speed(text);
  for (std::size_t i = 0; i < decimals.size(); ++i) speed.denominator *= 10;
  return speed;
}

}  // namespace dyad::cli
