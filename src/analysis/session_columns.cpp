#include "dyad/analysis/session_columns.hpp"

#include <algorithm>
#include <variant>

#include "header_parts.hpp"

namespace dyad::analysis {

SessionColumns::SessionColumns(const log::Header& header)
    : subjects_(header.subjects), rewards_(header.subjects.size()) {
  seat_of_.fill(kNoSubject);
  read_rig(header);
  read_plan(header);
  pokes_.resize(subjects_.size());
}

void SessionColumns::read_rig(const log::Header& header) {
  const auto rig = rig_of(header);
  if (!rig) return;
  seats_ = rig->seats;
  for (std::size_t i = 0; i < rig->channels.size(); ++i) {
    const config::Channel& channel = rig->channels[i];
    if (config::is_operandum(channel.kind) && channel.subject < subjects_.size()) {
      seat_of_[i] = channel.subject;
    }
  }
}

void SessionColumns::read_plan(const log::Header& header) {
  const auto stage = stage_of(header);
  if (!stage) return;
  planned_us_ = stage->limits.duration.us();
  for (const config::TrialRule& rule : stage->rules) {
    window_us_ = std::max(window_us_.value_or(0), rule.window.us());
  }
}

void SessionColumns::add(const log::LoggedRecord& logged) {
  const log::Record& record = logged.record;
  through_seq_ = logged.seq;
  if (!runs_ahead(record)) {
    lasted_us_ = std::max(lasted_us_, log::time_of(record).us());
  }
  if (const auto* input = std::get_if<Input>(&record)) {
    if (input->kind == InputKind::edge) add_edge(*input);
  } else if (const auto* note = std::get_if<Note>(&record)) {
    add_note(*note);
  } else if (const auto* command = std::get_if<Command>(&record)) {
    add_command(*command);
  } else if (const auto* actuation = std::get_if<Actuation>(&record)) {
    add_actuation(*actuation);
  } else if (const auto* fault = std::get_if<dyad::Fault>(&record)) {
    faults_.push_back({fault->time.us(), fault->kind, fault->message});
  } else if (const auto* end = std::get_if<log::End>(&record)) {
    end_reason_ = end->reason;
  }
}

void SessionColumns::add_edge(const Input& edge) {
  if (edge.channel >= kMaxChannels || seat_of_[edge.channel] == kNoSubject) return;
  Pokes& pokes = pokes_[seat_of_[edge.channel]];
  std::optional<std::size_t>& held = held_[edge.channel];
  if (held) pokes.off_us[*held] = edge.time.us();
  held.reset();
  if (!edge.active) return;
  held = pokes.on_us.size();
  pokes.on_us.push_back(edge.time.us());
  pokes.off_us.emplace_back();
}

void SessionColumns::add_note(const Note& note) {
  if (std::holds_alternative<note::TrialStart>(note.body)) {
    Trial& trial = trials_.emplace_back();
    trial.number = note.trial;
    trial.start_us = note.time.us();
  } else if (const auto* window = std::get_if<note::WindowOpen>(&note.body)) {
    Trial* trial = find(note.trial);
    if (trial == nullptr) return;
    // A restarted window still belongs to the trial that the first one opened.
    if (!trial->opened_us) trial->opened_us = note.time.us();
    trial->first = window->first;
    trial->closes_us = window->closes_at.us();
  } else if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
    add_outcome(note, *outcome);
  } else if (std::holds_alternative<note::Ambiguous>(note.body)) {
    if (Trial* trial = find(note.trial)) trial->ambiguous = true;
  } else if (std::holds_alternative<note::Paused>(note.body)) {
    if (pauses_.empty() || pauses_.back().to_us) {
      pauses_.push_back({note.time.us(), std::nullopt});
    }
  } else if (std::holds_alternative<note::Resumed>(note.body)) {
    if (!pauses_.empty()) pauses_.back().to_us = note.time.us();
  }
}

void SessionColumns::add_outcome(const Note& note, const note::TrialOutcome& outcome) {
  Trial* trial = find(note.trial);
  if (trial == nullptr) return;
  trial->decided_us = note.time.us();
  trial->outcome = outcome.outcome;
  if (outcome.first != kNoSubject) trial->first = outcome.first;
  if (outcome.dt) trial->dt_us = outcome.dt->us();
  trial->dt_uncertainty_us = outcome.dt_uncertainty.us();
  trial->ambiguous = trial->ambiguous || outcome.ambiguous;
}

void SessionColumns::add_command(const Command& command) {
  if (!gives_water(command.kind) || command.subject >= rewards_.size()) return;
  std::vector<Reward>& rewards = rewards_[command.subject];
  awaited_[command.token] = {command.subject, rewards.size()};
  rewards.push_back({command.time.us(), command.volume_nl,
                     command.kind == CommandKind::manual_reward, std::nullopt});
}

void SessionColumns::add_actuation(const Actuation& actuation) {
  const auto awaited = awaited_.find(actuation.token);
  if (awaited == awaited_.end()) return;
  rewards_[awaited->second.subject][awaited->second.index].status = actuation.status;
  awaited_.erase(awaited);
}

SessionColumns::Trial* SessionColumns::find(TrialNumber number) {
  const auto found =
      std::find_if(trials_.rbegin(), trials_.rend(),
                   [number](const Trial& trial) { return trial.number <= number; });
  return found == trials_.rend() || found->number != number ? nullptr : &*found;
}

}  // namespace dyad::analysis
