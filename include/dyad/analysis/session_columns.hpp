#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dyad/core/command.hpp"
#include "dyad/core/fault.hpp"
#include "dyad/core/note.hpp"
#include "dyad/log/header.hpp"
#include "dyad/log/line_decoder.hpp"

namespace dyad::analysis {

// A session in the compact form that pictures are drawn from: columns of whole µs on
// the session's clock. Gathered record by record, so that a running session's columns
// are complete up to through_seq() at any time.
class SessionColumns {
 public:
  // The responses on all operanda of a seat, by onset. A poke that lasts has no `off`;
  // one whose release was lost ends where the next on its operandum begins.
  struct Pokes {
    std::vector<std::int64_t> on_us;
    std::vector<std::optional<std::int64_t>> off_us;
  };
  struct Trial {
    TrialNumber number = 0;
    std::int64_t start_us = 0;
    std::optional<std::int64_t> opened_us;  // the first response
    std::optional<std::int64_t> closes_us;  // the window, as last restarted
    std::optional<std::int64_t> decided_us;
    std::optional<Outcome> outcome;
    std::optional<std::int64_t> dt_us;
    std::int64_t dt_uncertainty_us = 0;  // meaningful where dt_us is
    bool ambiguous = false;              // as decided, or marked afterwards
    SubjectIndex first = kNoSubject;     // opened the window
  };
  struct Reward {
    std::int64_t t_us = 0;  // of the command
    std::uint32_t volume_nl = 0;
    bool manual = false;                    // a person gave it
    std::optional<ActuationStatus> status;  // none: not heard of yet
  };
  struct Fault {
    std::int64_t t_us = 0;
    FaultKind kind = FaultKind::device_lost;
    std::string message;
  };
  struct Pause {
    std::int64_t from_us = 0;
    std::optional<std::int64_t> to_us;
  };

  // Of a header whose rig or schedule is not valid there are no pokes, or no plan.
  explicit SessionColumns(const log::Header& header);

  // In the order of the log.
  void add(const log::LoggedRecord& logged);

  const std::vector<std::string>& subjects() const { return subjects_; }
  const std::vector<std::string>& seats() const { return seats_; }
  std::optional<std::int64_t> planned_us() const { return planned_us_; }
  std::optional<std::int64_t> window_us() const { return window_us_; }  // the widest
  std::int64_t lasted_us() const { return lasted_us_; }
  std::uint64_t through_seq() const { return through_seq_; }
  const std::optional<std::string>& end_reason() const { return end_reason_; }
  const std::vector<Pokes>& pokes() const { return pokes_; }  // by seat
  const std::vector<Trial>& trials() const { return trials_; }
  const std::vector<std::vector<Reward>>& rewards() const { return rewards_; }
  const std::vector<Fault>& faults() const { return faults_; }
  const std::vector<Pause>& pauses() const { return pauses_; }

 private:
  void read_rig(const log::Header& header);
  void read_plan(const log::Header& header);
  void add_edge(const Input& edge);
  void add_note(const Note& note);
  void add_outcome(const Note& note, const note::TrialOutcome& outcome);
  void add_command(const Command& command);
  void add_actuation(const Actuation& actuation);
  Trial* find(TrialNumber number);

  struct RewardPlace {
    std::size_t subject = 0;
    std::size_t index = 0;
  };

  std::vector<std::string> subjects_;
  std::vector<std::string> seats_;
  std::optional<std::int64_t> planned_us_;
  std::optional<std::int64_t> window_us_;
  std::array<SubjectIndex, kMaxChannels> seat_of_{};             // of operanda
  std::array<std::optional<std::size_t>, kMaxChannels> held_{};  // its poke's place
  std::vector<Pokes> pokes_;
  std::vector<Trial> trials_;
  std::vector<std::vector<Reward>> rewards_;
  std::map<Token, RewardPlace> awaited_;  // rewards without a status
  std::vector<Fault> faults_;
  std::vector<Pause> pauses_;
  std::optional<std::string> end_reason_;
  std::int64_t lasted_us_ = 0;
  std::uint64_t through_seq_ = 0;
};

// COLUMNS of docs/control_api.md, without spaces; `id` is the session's.
std::string columns_json(const SessionColumns& columns, const std::string& id);

}  // namespace dyad::analysis
