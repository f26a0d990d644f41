#pragma once

#include <filesystem>
#include <string>
#include <vector>

// Runs the real program, as a user would.
namespace dyad::cli::testing {

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// A folder of its own, removed at the end, in which the program runs.
class Workplace {
 public:
  Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace();

  Ran dyad(const std::vector<std::string>& arguments) const;
  void write(const std::string& name, const std::string& text) const;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  // The files in a folder of the workplace, sorted.
  std::vector<std::string> files(const std::string& folder) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace dyad::cli::testing
