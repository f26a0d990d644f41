#include "dyad/device/automated_partner.hpp"

#include <algorithm>

#include "dyad/config/draw.hpp"
#include "dyad/core/assert.hpp"

namespace dyad::device {
namespace {

// The engine draws from the first streams, virtual mice from 1000 on.
constexpr std::uint64_t kFirstPartnerStream = 2000;

// So that two of its responses never touch.
constexpr Duration kGap = Duration::from_us(1);

SubjectIndex seat_of(const config::Rig& rig, const std::string& name) {
  const auto seat = std::find(rig.seats.begin(), rig.seats.end(), name);
  DYAD_ASSERT(seat != rig.seats.end(), "a partner sits on a seat the rig has not");
  return static_cast<SubjectIndex>(seat - rig.seats.begin());
}

bool is_absent(const config::Stage& stage, const std::string& seat) {
  return std::any_of(stage.partners.begin(), stage.partners.end(),
                     [&seat](const config::Partner& partner) {
                       return partner.seat == seat &&
                              partner.kind == config::PartnerKind::absent;
                     });
}

// None where nobody else is there.
SubjectIndex followed_by(const config::Rig& rig, const config::Stage& stage,
                         const config::Partner& partner) {
  if (!partner.follows.empty()) return seat_of(rig, partner.follows);
  for (const std::string& seat : rig.seats) {
    if (seat != partner.seat && !is_absent(stage, seat)) return seat_of(rig, seat);
  }
  return kNoSubject;
}

const config::Choice* find_choice(const config::TrialRule& rule,
                                  const std::string& name) {
  for (const config::Choice& choice : rule.choices) {
    if (choice.name == name) return &choice;
  }
  return nullptr;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether a response on it counts.
bool counts(const config::TrialRule& rule, const std::string& channel) {
  if (rule.choices.empty()) {
    return rule.operanda.empty() || contains(rule.operanda, channel);
  }
  return std::any_of(rule.choices.begin(), rule.choices.end(),
                     [&channel](const config::Choice& choice) {
                       return contains(choice.channels, channel);
                     });
}

}  // namespace

AutomatedPartner::AutomatedPartner(const config::Rig& rig, const config::Stage& stage,
                                   const config::Partner& partner, std::uint64_t seed)
    : rig_(rig),
      stage_(stage),
      partner_(partner),
      subject_(seat_of(rig, partner.seat)),
      followed_(followed_by(rig, stage, partner)),
      random_(seed, kFirstPartnerStream + subject_),
      choice_(partner.choice),
      channel_(operandum_of(stage.rules.front())) {
  if (partner_.kind == config::PartnerKind::interval) {
    due_ = Time() + config::draw(partner_.interval, random_);
  }
}

Time AutomatedPartner::next_change() const { return lets_go_at_.value_or(due_); }

AutomatedPartner::Change AutomatedPartner::change() {
  const Time t = next_change();
  DYAD_ASSERT(t != Time::never(), "this partner has nothing planned");
  if (lets_go_at_) {
    lets_go_at_.reset();
    return {held_, false};
  }
  held_ = channel_;
  lets_go_at_ = t + partner_.hold;
  due_ = Time::never();
  if (partner_.kind == config::PartnerKind::interval) {
    plan(t + config::draw(partner_.interval, random_), t);
  }
  return {held_, true};
}

void AutomatedPartner::responded(SubjectIndex subject, Time t, Time earliest) {
  const bool busy = lets_go_at_ || due_ != Time::never();
  if (partner_.kind != config::PartnerKind::lag || subject != followed_ || busy) return;
  plan(t + config::draw(partner_.lag, random_), earliest);
}

void AutomatedPartner::hear(const Note& note, Time earliest) {
  if (const auto* start = std::get_if<note::TrialStart>(&note.body)) {
    begin_trial(note.time, *start, earliest);
  } else if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
    end_trial(*outcome);
  }
}

void AutomatedPartner::begin_trial(Time start, const note::TrialStart& trial,
                                   Time earliest) {
  std::vector<std::size_t> levels(stage_.factors.size());
  for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = trial.levels.at(i);
  rule_ = stage_.rule_index(trial.block == kNoBlock ? 0 : trial.block, levels);
  channel_ = operandum_of(stage_.rules.at(rule_));
  if (partner_.kind != config::PartnerKind::tit_for_tat) return;
  // One that is still due from the trial before has been overtaken by this one.
  plan(start + config::draw(partner_.lag, random_), earliest);
}

// Where it follows no choice (aborted, or withheld), it stays with the one before.
void AutomatedPartner::end_trial(const note::TrialOutcome& trial) {
  const bool follows = partner_.kind == config::PartnerKind::tit_for_tat &&
                       followed_ != kNoSubject && trial.outcome != Outcome::aborted;
  if (!follows) return;
  const ChoiceIndex chosen = trial.choices.at(followed_);
  const auto& choices = stage_.rules.at(rule_).choices;
  if (chosen < choices.size()) choice_ = choices[chosen].name;
}

void AutomatedPartner::plan(Time due, Time earliest) {
  due_ = std::max(due, earliest);
  if (lets_go_at_) due_ = std::max(due_, *lets_go_at_ + kGap);
}

// tit_for_tat begins with whatever stands first.
ChannelIndex AutomatedPartner::operandum_of(const config::TrialRule& rule) const {
  const config::Choice* choice = find_choice(rule, choice_);
  const bool tit_for_tat = partner_.kind == config::PartnerKind::tit_for_tat;
  if (choice == nullptr && tit_for_tat && !rule.choices.empty()) {
    choice = &rule.choices.front();
  }
  if (choice == nullptr) return first_operandum(rule);
  for (const std::string& name : choice->channels) {
    const auto channel = rig_.find_channel(name);
    if (channel && rig_.channels[*channel].subject == subject_) return *channel;
  }
  return first_operandum(rule);
}

// Where none of the seat's counts, the first at all: it is there like an animal that
// tries in vain.
ChannelIndex AutomatedPartner::first_operandum(const config::TrialRule& rule) const {
  ChannelIndex first = kNoChannel;
  for (std::size_t i = 0; i < rig_.channels.size(); ++i) {
    const config::Channel& channel = rig_.channels[i];
    if (channel.subject != subject_ || !config::is_operandum(channel.kind)) continue;
    if (counts(rule, channel.name)) return static_cast<ChannelIndex>(i);
    if (first == kNoChannel) first = static_cast<ChannelIndex>(i);
  }
  DYAD_ASSERT(first != kNoChannel, "a validated rig has an operandum for each seat");
  return first;
}

}  // namespace dyad::device
