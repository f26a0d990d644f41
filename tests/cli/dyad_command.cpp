#include "cli/dyad_command.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace dyad::cli::testing {
namespace {

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// For the shell: nothing in it has a meaning.
std::string shell_word(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace

Workplace::Workplace() {
  std::string name =
      (std::filesystem::temp_directory_path() / "dyad-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  folder_ = name;
}

Workplace::~Workplace() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Ran Workplace::dyad(const std::vector<std::string>& arguments) const {
  std::string command =
      "cd " + shell_word(folder_.string()) + " && " + shell_word(DYAD_BINARY);
  for (const std::string& argument : arguments) command += ' ' + shell_word(argument);
  command += " >.out 2>.err";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, slurp(path(".out")),
          slurp(path(".err"))};
}

void Workplace::write(const std::string& name, const std::string& text) const {
  std::ofstream(path(name), std::ios::binary) << text;
}

std::vector<std::string> Workplace::files(const std::string& folder) const {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_ / folder, none)) {
    found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace dyad::cli::testing
