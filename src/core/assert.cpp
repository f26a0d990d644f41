#include "dyad/core/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace dyad {

void assertion_failed(const char* condition, const char* why, const char* file,
                      int line) {
  std::fprintf(stderr,
               "dyad: internal error at %s:%d: %s (%s is false). The session stops and "
               "valves close. Please report this with the session's log.\n",
               file, line, why, condition);
  std::abort();
}

}  // namespace dyad
