#include "dyad/cli/named_log.hpp"

#include <algorithm>
#include <filesystem>

#include "problem_at.hpp"

namespace dyad::cli {
namespace {

namespace fs = std::filesystem;

// On one line, as problems are written.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

std::optional<log::Reader> open_named_log(const config::Document& schedule,
                                          const std::string& pointer,
                                          const std::string& name,
                                          config::Problems& problems) {
  const fs::path path = fs::path(schedule.file).parent_path() / fs::path(name);
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) {
    problems.push_back(problem_at(
        schedule, pointer, "there is no file " + path.string(), "a session log",
        fs::path(name).is_absolute()
            ? "check the path"
            : "check the path, which counts from the schedule's folder"));
    return std::nullopt;
  }
  auto reader = log::Reader::open(path.string());
  if (reader) return std::move(*reader);
  problems.push_back(problem_at(schedule, pointer, one_line(reader.error().what),
                                "a session log", one_line(reader.error().remedy)));
  return std::nullopt;
}

bool read_whole(const log::Reader& reader, const config::Document& schedule,
                const std::string& pointer, config::Problems& problems) {
  if (!reader.error()) return true;
  problems.push_back(problem_at(schedule, pointer, one_line(reader.error()->what),
                                "a log that can be read to its end",
                                one_line(reader.error()->remedy)));
  return false;
}

}  // namespace dyad::cli
