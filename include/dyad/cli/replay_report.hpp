#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dyad/core/result.hpp"
#include "dyad/replay/redecide.hpp"
#include "dyad/replay/setting.hpp"
#include "dyad/replay/verify.hpp"

// What `dyad replay` says: as text for a person, as JSON for a program.
namespace dyad::cli {

// What came out of one log: exactly one of the three is there.
struct ReplayedLog {
  std::string path;
  std::vector<replay::Override> overrides;
  std::optional<replay::Verification> verification;
  std::optional<replay::Redecision> redecision;
  std::optional<Error> error;
  bool usage_error = false;  // the error is in an override
  std::vector<std::string> warnings;

  // identical, different, counterfactual, refused (an override) or unreadable
  const char* verdict() const;
  int exit_code() const;
};

std::string replay_text(const ReplayedLog& log);
std::string replay_total_text(const std::vector<ReplayedLog>& logs);
nlohmann::ordered_json replay_json(const std::vector<ReplayedLog>& logs);

}  // namespace dyad::cli
