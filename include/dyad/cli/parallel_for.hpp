#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace dyad::cli {

// Calls each(i) for every i below count, on up to `jobs` threads (0: one a core).
// `each` is called from several threads at once, once for each i.
template <typename Each>
void parallel_for(std::size_t count, std::size_t jobs, const Each& each) {
  if (jobs == 0) jobs = std::max(1U, std::thread::hardware_concurrency());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) each(i);
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(jobs, count); ++i) helpers.emplace_back(work);
  work();
}

}  // namespace dyad::cli
