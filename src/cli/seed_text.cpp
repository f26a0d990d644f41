#include "dyad/cli/seed_text.hpp"

#include <charconv>

namespace dyad::cli {

Result<std::uint64_t> parse_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, seed);
  if (error == std::errc() && end == last) return seed;
  return Error{"--seed: '" + text + "' is not a seed",
               "Give a whole number from 0 to 18446744073709551615."};
}

}  // namespace dyad::cli
