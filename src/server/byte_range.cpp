#include "dyad/server/byte_range.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "header_values.hpp"
#include "lower_case.hpp"

namespace dyad::server {
namespace {

// Digits and nothing else; the largest number where they are more than it holds.
std::optional<std::uint64_t> number(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
    return std::nullopt;
  std::uint64_t value = 0;
  const auto read =
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec == std::errc::result_out_of_range)
    return std::numeric_limits<std::uint64_t>::max();
  return value;
}

}  // namespace

std::variant<WholeFile, ByteRange, NoSuchRange> range_of(std::string_view header,
                                                         std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (lower_case(header.substr(0, kUnit.size())) != kUnit) return WholeFile{};
  const std::string_view range = trimmed(header.substr(kUnit.size()));
  const std::size_t dash = range.find('-');
  if (dash == range.npos) return WholeFile{};
  const auto first = number(range.substr(0, dash));
  const auto last = number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return WholeFile{};
    const std::uint64_t length = std::min(*last, size);
    if (length == 0) return NoSuchRange{};
    return ByteRange{size - length, length};
  }
  const bool open_ended = dash + 1 == range.size();
  if (!first || (!last && !open_ended) || (last && *last < *first)) return WholeFile{};
  if (*first >= size) return NoSuchRange{};
  const std::uint64_t end = open_ended ? size - 1 : std::min(*last, size - 1);
  return ByteRange{*first, end - *first + 1};
}

}  // namespace dyad::server
