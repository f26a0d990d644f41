#include "dyad/cli/preview_sample.hpp"

#include "dyad/cli/perfect_subjects.hpp"
#include "dyad/core/assert.hpp"
#include "dyad/task/engine.hpp"

namespace dyad::cli::preview {
namespace {

class Sampling {
 public:
  Sampling(const task::Plan& plan, std::uint64_t seed, std::size_t trials)
      : engine_(plan, seed), subjects_(plan), wanted_(trials) {}

  Sample run() {
    Input start;
    start.kind = InputKind::operator_action;
    start.action = OperatorAction::start;
    start.sequence = ++own_sequence_;
    feed(start);
    while (!done_ && !engine_.ended()) feed(next_input());
    return std::move(sample_);
  }

 private:
  // At one instant an edge comes before a deadline.
  Input next_input() {
    const auto deadline = engine_.next_deadline();
    DYAD_ASSERT(deadline.has_value(), "a running session has a deadline");
    if (subjects_.next() <= *deadline) return subjects_.pop();
    Input tick;
    tick.kind = InputKind::deadline;
    tick.time = *deadline;
    tick.sequence = ++own_sequence_;
    return tick;
  }

  void feed(const Input& input) {
    out_.clear();
    engine_.step(input, out_);
    for (const Note& note : out_.notes) {
      take(note);
      subjects_.take(note);
    }
    for (const Command& command : out_.commands) {
      take(command);
      subjects_.take(command);
    }
  }

  void take(const Note& note) {
    if (const auto* start = std::get_if<note::TrialStart>(&note.body)) {
      done_ = sample_.trials.size() == wanted_;
      if (!done_)
        sample_.trials.push_back({.number = note.trial, .conditions = *start});
    }
    if (done_ || sample_.trials.empty()) return;
    SampledTrial& trial = sample_.trials.back();
    if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
      trial.outcome = outcome->outcome;
    } else if (const auto* iti = std::get_if<note::ItiStart>(&note.body)) {
      iti_start_ = note.time;
      trial.iti = iti->until - iti_start_;
    } else if (const auto* extended = std::get_if<note::ItiExtended>(&note.body)) {
      trial.iti = extended->until - iti_start_;
    } else if (const auto* withheld = std::get_if<note::RewardWithheld>(&note.body)) {
      const bool all = withheld->subject == kNoSubject;
      (all ? trial.withheld : trial.withheld_from.at(withheld->subject)) =
          withheld->reason;
    } else if (const auto* end = std::get_if<note::SessionEnd>(&note.body)) {
      sample_.ended = end->reason;
    }
  }

  void take(const Command& command) {
    if (command.kind != CommandKind::reward) return;
    for (SampledTrial& trial : sample_.trials) {
      if (trial.number != command.trial) continue;
      trial.volume_nl.at(command.subject) += command.volume_nl;
    }
  }

  task::Engine engine_;
  PerfectSubjects subjects_;
  std::size_t wanted_;
  task::Output out_;
  Sample sample_;
  Time iti_start_;
  std::uint64_t own_sequence_ = 0;
  bool done_ = false;
};

}  // namespace

Sample draw_sample(const task::Plan& plan, std::uint64_t seed, std::size_t trials) {
  return Sampling(plan, seed, trials).run();
}

}  // namespace dyad::cli::preview
