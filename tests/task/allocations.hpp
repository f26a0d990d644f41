#pragma once

#include <cstddef>

namespace dyad::task {

// How often this test program has called operator new.
std::size_t allocations();

}  // namespace dyad::task
