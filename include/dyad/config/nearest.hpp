#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dyad::config {

// The candidate that a person who typed `word` most likely meant: fewest single
// letters changed, missing, added or swapped, upper and lower case alike; with more
// than one, a candidate of which the word is the first part, as "window" is of
// "window_ms". None where even the nearest is too far for a guess.
std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string> candidates);

// 'did you mean "x"?', or nothing.
std::string did_you_mean(std::string_view word,
                         std::span<const std::string> candidates);

// 'one of "a", "b"'.
std::string one_of(const std::vector<std::string>& candidates);

}  // namespace dyad::config
