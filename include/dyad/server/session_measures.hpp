#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "dyad/analysis/chance_inputs.hpp"
#include "dyad/analysis/session_summary.hpp"
#include "dyad/core/result.hpp"
#include "dyad/log/header.hpp"
#include "dyad/log/line_decoder.hpp"
#include "dyad/log/names.hpp"
#include "dyad/replay/setting.hpp"
#include "dyad/server/log_index.hpp"

namespace dyad::server {

// MEASURES of a session, of a log that may still grow: what was read once is not read
// again. One thread at a time.
class SessionMeasures {
 public:
  static Result<std::unique_ptr<SessionMeasures>> open(const std::string& path);

  // Reads on to where the log ends now, or to a line that is damaged.
  void update();
  // Works out the chance level anew: up to some 100 ms of a long session.
  nlohmann::ordered_json json() const;

 private:
  SessionMeasures(std::shared_ptr<LogIndex> index, log::Header header,
                  log::Names names);
  bool take(std::string_view line);

  std::shared_ptr<LogIndex> index_;
  log::Header header_;
  log::Names names_;
  log::LineDecoder decoder_;
  log::LoggedRecord record_;
  std::optional<replay::Setting> setting_;  // none: its rig or schedule is not valid
  std::optional<analysis::ChanceInputs> inputs_;
  analysis::SummaryGatherer summary_;
  std::uint64_t next_ = 1;
  bool damaged_ = false;
};

}  // namespace dyad::server
