#include "dyad/task/tally.hpp"

namespace dyad::task {

void Tally::add(const Note& note) {
  if (std::holds_alternative<note::TrialStart>(note.body)) {
    ++trials;
  } else if (const auto* response = std::get_if<note::Response>(&note.body)) {
    ++responses[response->subject];
  } else if (const auto* decided = std::get_if<note::TrialOutcome>(&note.body)) {
    ++outcomes[static_cast<std::size_t>(decided->outcome)];
    if (decided->ambiguous) ++ambiguous;
    if (decided->dt) last_dt = decided->dt;
    last_decided = note.trial;
  } else if (std::holds_alternative<note::Ambiguous>(note.body)) {
    // Of a trial still in progress its outcome will tell.
    if (note.trial <= last_decided) ++ambiguous;
  }
}

void Tally::add(const Command& command) {
  if (!gives_water(command.kind)) return;
  volume_nl[command.subject] += command.volume_nl;
  if (command.kind == CommandKind::manual_reward) {
    ++manual_rewards[command.subject];
    return;
  }
  // Several pulses of one trial are one reward.
  const bool first = last_rewarded[command.subject] != command.trial;
  if (first) ++rewards[command.subject];
  last_rewarded[command.subject] = command.trial;
}

std::optional<unsigned> Tally::success_percent() const {
  const std::uint32_t decided = coordinated() + misses() + omissions() + errors();
  if (decided == 0) return std::nullopt;
  return static_cast<unsigned>((std::uint64_t{200} * coordinated() + decided) /
                               (std::uint64_t{2} * decided));
}

}  // namespace dyad::task
