#include <sys/prctl.h>

#include "dyad/cli/commands.hpp"

int main(int argc, char** argv) {
  // What the daemon starts by /proc/self/exe would be "exe" in ps and top.
  ::prctl(PR_SET_NAME, "dyad");
  return dyad::cli::main(argc, argv);
}
