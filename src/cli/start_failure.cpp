#include "dyad/cli/start_failure.hpp"

#include <iostream>

namespace dyad::cli {
namespace {

std::string nothing_was_started(std::size_t problems) {
  return "nothing was started: " + std::to_string(problems) + " problem(s) to mend";
}

nlohmann::ordered_json json_of(const config::Problem& problem) {
  std::string detail = problem.found;
  if (!problem.expected.empty()) detail += "; expected " + problem.expected;
  return {{"file", problem.file},        {"line", problem.line},
          {"column", problem.column},    {"pointer", problem.pointer},
          {"detail", std::move(detail)}, {"remedy", problem.suggestion}};
}

}  // namespace

nlohmann::ordered_json failed_message(const StartFailure& failure) {
  auto problems = nlohmann::ordered_json::array();
  for (const config::Problem& problem : failure.problems) {
    problems.push_back(json_of(problem));
  }
  const bool of_files = !failure.problems.empty();
  const std::string detail =
      of_files ? nothing_was_started(problems.size()) : failure.error.what;
  return {{"say", "failed"},
          {"detail", detail},
          {"remedy", of_files ? "" : failure.error.remedy},
          {"problems", std::move(problems)}};
}

void print(const StartFailure& failure, std::ostream& err) {
  for (const config::Problem& problem : failure.problems) err << problem.text() << '\n';
  err << "dyad: "
      << (failure.problems.empty() ? failure.error.text()
                                   : nothing_was_started(failure.problems.size()))
      << '\n';
}

int refuse_start(const StartFailure& failure, session::ControlLine* control) {
  print(failure, std::cerr);
  if (control != nullptr) control->say_failed(failed_message(failure));
  return failure.exit_code;
}

int refuse_start(const Error& error, session::ControlLine* control, int exit_code) {
  return refuse_start(StartFailure{exit_code, {}, error}, control);
}

}  // namespace dyad::cli
