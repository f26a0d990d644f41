#include "task/oracle_record.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "task/oracle.hpp"

namespace dyad::task::oracle {

void Record::note(Moment at, TrialNumber trial, Slot slot, const note::Body& body) {
  if (const auto* start = std::get_if<note::TrialStart>(&body)) {
    targets_[trial] = start->target;
  }
  notes_.push_back({{at, trial, slot}, {Time::from_us(at.time), trial, body}});
}

void Record::aside(Moment at, TrialNumber trial, TrialNumber earlier,
                   const note::Body& body) {
  notes_.push_back(
      {{at, trial, Slot::ambiguous}, {Time::from_us(at.time), earlier, body}});
}

void Record::command(Moment at, TrialNumber trial, Slot slot, Command command) {
  command.time = Time::from_us(at.time);
  command.trial = trial;
  commands_.push_back({{at, trial, slot}, command});
}

void Record::event(Moment at, TrialNumber trial, Slot slot, const TrialPlan& rule,
                   config::TaskEvent event, SubjectMask subjects) {
  for (const TrialPlan::Output& output : rule.outputs) {
    const bool whose = output.subject == kNoSubject ||
                       ((unsigned{subjects} >> output.subject) & 1U) != 0;
    const bool its_target =
        output.target == kNoChoice ||
        (targets_.contains(trial) && output.target == targets_[trial]);
    if (output.at != event || !whose || !its_target) continue;
    if (output.barcode.bits != 0) {
      barcode({at, trial, slot}, output);
      continue;
    }
    Command pulse;
    pulse.channel = output.channel;
    pulse.duration = output.pulse;
    command(at, trial, slot, pulse);
  }
}

void Record::barcode(Place place, const TrialPlan::Output& output) {
  const Moment at = place.at;
  if (at.time < barcode_until_) return;
  const std::int64_t bit = output.barcode.bit.us();
  std::vector<bool> bits{true, false};
  for (unsigned i = 0; i < output.barcode.bits; ++i) {
    bits.push_back(((place.trial >> i) & 1U) != 0);
  }
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (!bits[i] || (i > 0 && bits[i - 1])) continue;
    const auto off =
        std::find(bits.begin() + static_cast<std::ptrdiff_t>(i), bits.end(), false);
    const auto length = off - bits.begin() - static_cast<std::ptrdiff_t>(i);
    const std::int64_t time = at.time + static_cast<std::int64_t>(i) * bit;
    Command pulse;
    pulse.channel = output.channel;
    pulse.duration = Duration::from_us(length * bit);
    command(i == 0 ? at : stream_.deadline(time, kBarcodeRank), place.trial, place.slot,
            pulse);
  }
  barcode_until_ = at.time + static_cast<std::int64_t>(bits.size()) * bit;
}

namespace {

template <typename Entries>
void put_in_order(Entries& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.place < b.place; });
}

}  // namespace

std::vector<Note> Record::notes() {
  put_in_order(notes_);
  std::vector<Note> all;
  for (const auto& entry : notes_) all.push_back(entry.said);
  return all;
}

TrialNumber Record::trial_at(Moment at) const {
  TrialNumber trial = 0;
  for (const auto& entry : notes_) {
    if (entry.place.at <= at) trial = std::max(trial, entry.place.trial);
  }
  return trial;
}

std::vector<Command> Record::commands(Moment end) {
  std::vector<Command> all;
  for (const auto& entry : commands_) {
    if (entry.place.at > end) continue;
    all.push_back(entry.said);
    if (entry.place.at.rank == kBarcodeRank)
      all.back().trial = trial_at(entry.place.at);
  }
  return in_order(std::move(all));
}

std::vector<Command> in_order(std::vector<Command> commands) {
  for (Command& command : commands) command.token = 0;
  const auto place = [](const Command& c) {
    return std::tuple(c.time, c.trial, c.channel, c.duration);
  };
  std::sort(commands.begin(), commands.end(),
            [&](const Command& a, const Command& b) { return place(a) < place(b); });
  return commands;
}

}  // namespace dyad::task::oracle
