#include "dyad/config/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dyad::config {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Optimal string alignment distance: Levenshtein with swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1),
      current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
      current[j] =
          std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + changed});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1])) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

constexpr std::size_t kLongestWord = 64;

// As "window" is of "window_ms": most often a unit was forgotten.
bool is_beginning(std::string_view word, const std::string& candidate) {
  return !word.empty() && candidate.size() > word.size() &&
         candidate[word.size()] == '_' &&
         distance(word, candidate.substr(0, word.size())) == 0;
}

}  // namespace

std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string> candidates) {
  if (word.size() > kLongestWord) return std::nullopt;
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (best == nullptr || d < best_distance) {
      best = &candidate;
      best_distance = d;
    }
  }
  if (best == nullptr) return std::nullopt;
  if (best_distance <= 1) return *best;
  for (const std::string& candidate : candidates) {
    if (is_beginning(word, candidate)) return candidate;
  }
  const std::size_t tolerated =
      std::min(std::max(word.size(), best->size()) / 2 - 1, best->size() / 2);
  if (best_distance > tolerated) return std::nullopt;
  return *best;
}

std::string did_you_mean(std::string_view word,
                         std::span<const std::string> candidates) {
  const auto guess = nearest(word, candidates);
  return guess ? "did you mean \"" + *guess + "\"?" : std::string();
}

std::string one_of(const std::vector<std::string>& candidates) {
  std::string text = candidates.size() == 1 ? "" : "one of ";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i > 0) text += ", ";
    text += '"' + candidates[i] + '"';
  }
  return text;
}

}  // namespace dyad::config
