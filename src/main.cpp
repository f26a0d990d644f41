#include "dyad/cli/commands.hpp"

int main(int argc, char** argv) { return dyad::cli::main(argc, argv); }
