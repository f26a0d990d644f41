#pragma once

#include <cstdio>
#include <cstdlib>

namespace dyad::fuzz {

// A promise that any input must keep; a broken one ends the fuzzer, which keeps the
// input.
inline void must(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

}  // namespace dyad::fuzz
