#include "dyad/cli/log_path.hpp"

#include <filesystem>
#include <system_error>

#include "dyad/core/utc_text.hpp"

namespace dyad::cli {
namespace fs = std::filesystem;

Result<std::string> new_log_path(const std::string& folder, std::int64_t utc_us,
                                 const std::vector<std::string>& subjects) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return Error{"the data folder '" + folder + "' cannot be made: " + error.message(),
                 "Give --data a folder that you may write to."};
  }
  std::string name = utc_compact(utc_us) + "_";
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    name += (i == 0 ? "" : "-") + subjects[i];
  }
  const fs::path base = fs::path(folder) / name;
  fs::path path = base.string() + ".jsonl";
  for (int copy = 2; fs::exists(path, error); ++copy) {
    path = base.string() + "-" + std::to_string(copy) + ".jsonl";
  }
  return path.string();
}

}  // namespace dyad::cli
