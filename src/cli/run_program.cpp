#include "dyad/cli/run_program.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace dyad::cli {

Result<int> run_program(const std::string& name, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), name);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int failed =
      posix_spawnp(&pid, name.c_str(), nullptr, nullptr, argv.data(), environ);
  if (failed == ENOENT) return Error{name + " is not installed", ""};
  if (failed != 0) {
    return Error{name + " cannot be run: " + std::generic_category().message(failed),
                 ""};
  }
  int status = 0;
  while (waitpid(pid, &status, 0) != pid) {
    if (errno != EINTR) return Error{name + " was lost sight of", ""};
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace dyad::cli
