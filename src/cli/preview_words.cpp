#include "dyad/cli/preview_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace dyad::cli::preview {
namespace {

// value / 10^digits, without trailing zeros.
std::string decimal(std::int64_t value, int digits) {
  for (; digits > 0 && value % 10 == 0; --digits) value /= 10;
  if (digits == 0) return std::to_string(value);
  std::int64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  return fmt::format("{}.{:0{}}", value / scale, value % scale, digits);
}

struct Amount {
  std::string number;
  std::string unit;
};

Amount amount_of(Duration time) {
  constexpr std::int64_t kMinute = 60'000'000;
  const std::int64_t us = time.us();
  if (us == 0) return {"0", "s"};
  if (us < 1000) return {std::to_string(us), "µs"};
  if (us < 100'000) return {decimal(us, 3), "ms"};
  const bool whole_hours = us % (60 * kMinute) == 0;
  if (whole_hours && us >= 120 * kMinute) {
    return {std::to_string(us / (60 * kMinute)), "h"};
  }
  if (us % kMinute == 0 && us >= 2 * kMinute) {
    return {std::to_string(us / kMinute), "min"};
  }
  return {decimal(us, 6), "s"};
}

// The unit once where all have the same.
std::string joined(const std::vector<Duration>& times, std::string_view last) {
  const std::string unit = amount_of(times.back()).unit;
  const bool same = std::all_of(times.begin(), times.end(), [&](Duration time) {
    return time == Duration() || amount_of(time).unit == unit;
  });
  std::vector<std::string> items;
  for (const Duration time : times) {
    items.push_back(same ? amount_of(time).number : time_words(time));
  }
  return listed(items, last) + (same ? " " + unit : "");
}

// A unit stays with its number.
bool is_unit(std::string_view word) {
  constexpr std::array<std::string_view, 7> kUnits{"µs", "ms", "s", "min",
                                                   "h",  "µl", "%"};
  const std::size_t end = word.find_last_not_of(".,;:)");
  word = word.substr(0, end == std::string_view::npos ? 0 : end + 1);
  return std::find(kUnits.begin(), kUnits.end(), word) != kUnits.end();
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
  const bool number = end > at && text[end - 1] >= '0' && text[end - 1] <= '9';
  if (!number || end + 1 >= text.size() || text[end] != ' ') return end;
  const std::size_t next = std::min(text.find_first_of(" \n", end + 1), text.size());
  return is_unit(text.substr(end + 1, next - end - 1)) ? next : end;
}

void add_word(std::vector<std::string>& lines, std::string_view word,
              std::size_t columns) {
  std::string& line = lines.back();
  if (line.empty()) {
    line = word;
  } else if (columns_of(line) + 1 + columns_of(word) <= columns) {
    (line += ' ') += word;
  } else {
    lines.emplace_back(word);
  }
}

}  // namespace

std::string time_words(Duration time) {
  const Amount amount = amount_of(time);
  return amount.number + " " + amount.unit;
}

std::string span_words(Duration shortest, Duration longest) {
  if (shortest == longest) return time_words(shortest);
  return joined({shortest, longest}, "to");
}

std::string interval_words(const config::Interval& interval) {
  if (interval.kind == config::Interval::Kind::list) {
    return joined(interval.list, "or");
  }
  const std::string span = span_words(interval.low, interval.high);
  if (interval.is_fixed() || interval.kind == config::Interval::Kind::uniform) {
    return span;
  }
  return span + " (exponential, mean " + time_words(interval.mean) + ")";
}

std::string volume_words(std::uint64_t nl) {
  return decimal(static_cast<std::int64_t>(nl), 3) + " µl";
}

std::string percent_words(std::uint32_t permille) {
  return decimal(permille, 1) + " %";
}

std::string counted(std::uint64_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string ordinal(std::uint64_t n) {
  const bool teen = n % 100 >= 11 && n % 100 <= 13;
  const std::uint64_t last = teen ? 0 : n % 10;
  const char* const ending = last == 1   ? "st"
                             : last == 2 ? "nd"
                             : last == 3 ? "rd"
                                         : "th";
  return std::to_string(n) + ending;
}

std::string listed(const std::vector<std::string>& items, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? fmt::format(" {} ", last) : ", ";
    text += items[i];
  }
  return text;
}

std::size_t columns_of(std::string_view text) {
  const auto begins_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  };
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), begins_character));
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t used = columns_of(text);
  if (used < columns) text.append(columns - used, ' ');
  return text;
}

std::string padded_right(std::string text, std::size_t columns) {
  const std::size_t used = columns_of(text);
  if (used < columns) text.insert(0, columns - used, ' ');
  return text;
}

std::string repeated(std::string_view character, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += character;
  return text;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines{""};
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '\n') lines.emplace_back();
    if (text[at] == '\n' || text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = end_of_word(text, at);
    add_word(lines, text.substr(at, end - at), columns);
    at = end;
  }
  return lines;
}

void add_wrapped(std::string& out, std::string_view indent, std::string_view topic,
                 std::size_t topic_columns, std::string_view text, std::size_t width) {
  const std::size_t before = columns_of(indent) + topic_columns;
  std::string head = padded(std::string(topic), topic_columns);
  for (const std::string& line : wrapped(text, width - before)) {
    if (!line.empty()) ((out += indent) += head) += line;
    out += '\n';
    head.assign(topic_columns, ' ');
  }
}

}  // namespace dyad::cli::preview
