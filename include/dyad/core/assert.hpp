#pragma once

namespace dyad {

// Prints where and why, and aborts. The valve guard then closes the valves.
[[noreturn]] void assertion_failed(const char* condition, const char* why,
                                   const char* file, int line);

}  // namespace dyad

// For bugs only, never for operating errors. Kept on in release builds: a
// controller in a state nobody thought of must stop, not guess.
#define DYAD_ASSERT(condition, why)   \
  ((condition) ? static_cast<void>(0) \
               : ::dyad::assertion_failed(#condition, why, __FILE__, __LINE__))
