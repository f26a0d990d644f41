#pragma once

#include <cstddef>

namespace dyad::server {

// Lets this process have so many files open, as far as the system allows; never fewer
// than before.
void allow_open_files(std::size_t count);

}  // namespace dyad::server
