#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/interval.hpp"
#include "dyad/core/time.hpp"

// Values as a person reads them, and text laid out in columns. UTF-8, one column a
// character.
namespace dyad::cli::preview {

// In whichever unit reads best, exactly: "250 µs", "5 ms", "0.75 s", "30 min".
std::string time_words(Duration time);
// "5 s", "3 to 7 s", "4 or 8 s", "2 to 15 s (exponential, mean 5 s)".
std::string interval_words(const config::Interval& interval);
// The same, its shortest and longest alone.
std::string span_words(Duration shortest, Duration longest);
std::string volume_words(std::uint64_t nl);                        // "5 µl", "2.5 µl"
std::string percent_words(std::uint32_t permille);                 // "80 %", "0.5 %"
std::string counted(std::uint64_t count, const std::string& one);  // "1 trial"
std::string ordinal(std::uint64_t n);                              // "every" n-th

// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& items,
                   std::string_view last = "and");

std::size_t columns_of(std::string_view text);
std::string padded(std::string text, std::size_t columns);        // to the left
std::string padded_right(std::string text, std::size_t columns);  // to the right
std::string repeated(std::string_view character, std::size_t times);

// Lines of at most so many columns where words allow it; a newline in the text stays.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

// The first line behind its topic, the others below the first.
void add_wrapped(std::string& out, std::string_view indent, std::string_view topic,
                 std::size_t topic_columns, std::string_view text, std::size_t width);

}  // namespace dyad::cli::preview
