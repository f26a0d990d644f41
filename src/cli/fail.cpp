#include "dyad/cli/fail.hpp"

#include <iostream>

namespace dyad::cli {

int fail(const Error& error, int exit_code) {
  std::cerr << "dyad: " << error.text() << '\n';
  return exit_code;
}

}  // namespace dyad::cli
