#include "dyad/analysis/chance_inputs.hpp"

#include <algorithm>
#include <variant>

#include "dyad/core/assert.hpp"
#include "header_parts.hpp"

namespace dyad::analysis {
namespace {

task::ChannelMask bit(std::size_t channel) { return task::ChannelMask{1} << channel; }

}  // namespace

ChanceInputs::ChanceInputs(const task::Plan& plan) : seats_(plan.subjects) {
  DYAD_ASSERT(plan.subjects <= kMaxSubjects, "more seats than a rig may have");
  task::ChannelMask operanda = 0;
  for (const task::TrialPlan& trial : plan.trials) {
    operanda |= trial.operanda;
    of_use_ |= trial.initiators | trial.collection;
  }
  seat_of_.fill(kNoSubject);
  onset_.fill(Time::never());
  for (std::size_t i = 0; i < kMaxChannels; ++i) {
    if ((operanda & bit(i)) != 0) seat_of_[i] = plan.subject_of[i];
  }
}

void ChanceInputs::add(const log::Record& record) {
  if (!runs_ahead(record)) until_ = std::max(until_, log::time_of(record));
  if (const auto* input = std::get_if<Input>(&record)) {
    ++steps_;
    if (input->kind == InputKind::edge) {
      add_edge(*input);
    } else if (input->kind == InputKind::operator_action) {
      fixed_.push_back(*input);
    }
  } else if (const auto* note = std::get_if<Note>(&record)) {
    const auto* decided = std::get_if<note::TrialOutcome>(&note->body);
    if (decided == nullptr || decided->outcome == Outcome::aborted) return;
    ++observed_.decided;
    if (decided->outcome == Outcome::coordinated) ++observed_.coordinated;
  }
}

void ChanceInputs::add_edge(const Input& edge) {
  if (edge.channel >= kMaxChannels) return;
  const SubjectIndex seat = seat_of_[edge.channel];
  if (seat >= seats_.size()) {
    if ((of_use_ & bit(edge.channel)) != 0) fixed_.push_back(edge);
    return;
  }
  Time& onset = onset_[edge.channel];
  if (edge.active) {
    onset = edge.time;
  } else if (onset == Time::never()) {
    return;  // of a poke that began before the session
  }
  seats_[seat].push_back({edge.time, onset, edge.channel, edge.active});
  if (!edge.active) onset = Time::never();
}

}  // namespace dyad::analysis
