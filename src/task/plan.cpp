#include "dyad/task/plan.hpp"

#include <algorithm>
#include <bit>

#include "dyad/core/assert.hpp"

namespace dyad::task {
namespace {

SubjectIndex seat_of(const config::Rig& rig, const std::string& name) {
  const auto seat = std::find(rig.seats.begin(), rig.seats.end(), name);
  DYAD_ASSERT(seat != rig.seats.end(), "a schedule names a seat the rig has not");
  return static_cast<SubjectIndex>(seat - rig.seats.begin());
}

ChannelIndex channel_of(const config::Rig& rig, const std::string& name) {
  const auto channel = rig.find_channel(name);
  DYAD_ASSERT(channel.has_value(), "a schedule names a channel the rig has not");
  return *channel;
}

constexpr ChannelMask bit(ChannelIndex channel) { return ChannelMask{1} << channel; }

ChannelMask mask_of(const config::Rig& rig, const std::vector<std::string>& names) {
  ChannelMask mask = 0;
  for (const std::string& name : names) mask |= bit(channel_of(rig, name));
  return mask;
}

ChannelMask all_operanda(const config::Rig& rig) {
  ChannelMask mask = 0;
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    if (config::is_operandum(rig.channels[i].kind)) {
      mask |= bit(static_cast<ChannelIndex>(i));
    }
  }
  return mask;
}

Payment payment(const config::Rig& rig, SubjectIndex seat, std::uint32_t volume_nl,
                std::uint32_t permille) {
  if (volume_nl == 0) return {};
  const config::Channel& valve = rig.channels[rig.reward_valve_of(seat)];
  const auto open = config::open_time_for(valve.valve, volume_nl);
  DYAD_ASSERT(open.has_value(), "the reward is beyond the valve's calibration");
  return {*open, volume_nl, permille};
}

Payments payments(const config::Rig& rig, const config::Payment& each) {
  Payments all;
  for (std::size_t i = 0; i < rig.seats.size(); ++i) {
    all[i] = payment(rig, static_cast<SubjectIndex>(i), each.nl.of(rig.seats[i]),
                     each.permille.of(rig.seats[i]));
  }
  return all;
}

// Joint choices without a cell pay nothing: only those with a withheld one.
std::vector<Payments> payoff(const config::Rig& rig, const config::TrialRule& rule) {
  std::size_t cells = 1;
  for (std::size_t i = 0; i < rig.seats.size(); ++i) cells *= rule.choices.size() + 1;
  std::vector<Payments> table(cells);
  for (const config::PayoffCell& cell : rule.payoff) {
    std::size_t joint = 0;
    for (const auto& [seat, choice] : cell.joint) {
      std::size_t step = choice;
      for (SubjectIndex i = seat_of(rig, seat); i > 0; --i) {
        step *= rule.choices.size() + 1;
      }
      joint += step;
    }
    for (const auto& [name, nl] : cell.reward_nl) {
      const SubjectIndex seat = seat_of(rig, name);
      table[joint][seat] = payment(rig, seat, nl, 1000);
    }
  }
  return table;
}

ChoiceIndex choice_of(const config::TrialRule& rule, const std::string& name) {
  for (std::size_t i = 0; i < rule.choices.size(); ++i) {
    if (rule.choices[i].name == name) return static_cast<ChoiceIndex>(i);
  }
  return kNoChoice;
}

TrialPlan::Output bound(const config::Rig& rig, const config::TrialRule& rule,
                        const config::OutputBinding& binding) {
  return {binding.at,
          channel_of(rig, binding.channel),
          binding.pulse,
          binding.barcode,
          binding.subject.empty() ? kNoSubject : seat_of(rig, binding.subject),
          choice_of(rule, binding.target)};
}

void set_operanda(const config::Rig& rig, const config::TrialRule& rule,
                  TrialPlan& trial) {
  trial.operanda =
      rule.operanda.empty() ? all_operanda(rig) : mask_of(rig, rule.operanda);
  trial.choices = rule.choices.size();
  if (rule.choices.empty()) return;
  trial.operanda = 0;
  for (std::size_t i = 0; i < rule.choices.size(); ++i) {
    trial.operanda |= mask_of(rig, rule.choices[i].channels);
    for (const std::string& name : rule.choices[i].channels) {
      trial.choice_of[channel_of(rig, name)] = static_cast<ChoiceIndex>(i);
    }
  }
}

void set_initiation(const config::Rig& rig, const config::TrialRule& rule,
                    TrialPlan& trial) {
  const config::Initiation& initiation = rule.initiation;
  trial.initiation = initiation.kind;
  trial.initiators = mask_of(rig, initiation.channels);
  trial.zone_hold = initiation.hold;
  if (!initiation.cue_channel.empty()) {
    trial.cue_channel = channel_of(rig, initiation.cue_channel);
    trial.cue_pulse = initiation.cue_pulse;
  }
  trial.response_limit = rule.response_limit.value_or(Duration());
}

void set_window(const config::Rig& rig, const config::TrialRule& rule,
                std::size_t present, TrialPlan& trial) {
  trial.response = rule.response;
  trial.hold = rule.hold;
  trial.target = rule.target;
  trial.wrong_ends_trial = rule.wrong_response == config::WrongResponse::end_trial;
  trial.window = rule.window;
  trial.repeat_response = rule.repeat_response;
  trial.late_response = rule.late_response;
  if (!rule.order.leader.empty()) trial.leader = seat_of(rig, rule.order.leader);
  trial.min_wait = rule.order.min_wait;
  trial.early_ends_trial = rule.order.violation == config::Violation::end_trial;
  trial.needed = rule.needed.value_or(static_cast<unsigned>(present));
}

void set_rewards(const config::Rig& rig, const config::TrialRule& rule,
                 TrialPlan& trial) {
  trial.contingency = rule.contingency;
  if (rule.contingency == config::Contingency::matrix) {
    trial.payoff = payoff(rig, rule);
  } else {
    trial.rewards = payments(rig, rule.reward);
  }
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    trial.other_rewards[i] = payments(rig, rule.other_rewards[i]);
  }
  trial.reward_delay = rule.reward_delay;
  trial.reward_pulses = rule.reward_pulses;
  trial.reward_gap = rule.reward_gap;
  trial.collection = mask_of(rig, rule.collection);
  for (const std::string& name : rule.collection) {
    const SubjectIndex seat = rig.channels[channel_of(rig, name)].subject;
    trial.collectors = static_cast<SubjectMask>(trial.collectors | 1U << seat);
  }
  trial.catch_trial = rule.catch_trial;
}

// Rules with the same reinforcement share its place, and so its count.
std::size_t place_of(const config::Reinforcement& wanted, Plan& plan) {
  auto& all = plan.reinforcements;
  const auto found = std::find(all.begin(), all.end(), wanted);
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  all.push_back(wanted);
  return all.size() - 1;
}

TrialPlan trial_plan(const config::Rig& rig, const config::TrialRule& rule,
                     Plan& plan) {
  TrialPlan trial;
  set_initiation(rig, rule, trial);
  set_operanda(rig, rule, trial);
  set_window(rig, rule, static_cast<std::size_t>(std::popcount(plan.present)), trial);
  set_rewards(rig, rule, trial);
  trial.reinforcement = place_of(rule.reinforcement, plan);
  trial.iti = rule.iti;
  trial.iti_quiet = rule.iti_quiet;
  trial.iti_limit = rule.iti_limit;
  for (const config::OutputBinding& binding : rule.outputs) {
    trial.outputs.push_back(bound(rig, rule, binding));
  }
  return trial;
}

void set_seats(const config::Rig& rig, const config::Stage& stage, Plan& plan) {
  plan.subjects = rig.subject_count();
  plan.present = static_cast<SubjectMask>((1U << plan.subjects) - 1U);
  plan.live = plan.present;
  for (const config::Partner& partner : stage.partners) {
    const auto seat = static_cast<SubjectMask>(1U << seat_of(rig, partner.seat));
    const auto others = static_cast<SubjectMask>(~seat);
    if (partner.kind != config::PartnerKind::live) plan.live &= others;
    if (partner.kind == config::PartnerKind::absent) plan.present &= others;
  }
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (!config::is_output(channel.kind)) plan.subject_of[i] = channel.subject;
  }
  for (std::size_t i = 0; i < plan.subjects; ++i) {
    plan.valves[i] = rig.reward_valve_of(static_cast<SubjectIndex>(i));
  }
}

}  // namespace

bool is_plain_coordination(const Plan& plan) {
  const TrialPlan& rule = plan.rule();
  const bool certain = std::all_of(rule.rewards.begin(), rule.rewards.end(),
                                   [](const Payment& p) { return p.permille == 1000; });
  return plan.trials.size() == 1 && plan.max_volume_nl == 0 &&
         plan.live == plan.present &&
         rule.contingency == config::Contingency::coordinated &&
         rule.initiation <= config::InitiationKind::cue &&
         rule.response == config::ResponseKind::onset &&
         rule.response_limit == Duration() && rule.choices == 0 &&
         rule.leader == kNoSubject && rule.needed == plan.subjects &&
         rule.window < config::TrialRule::kUnlimited &&
         plan.reinforcements[rule.reinforcement] == config::Reinforcement{} &&
         certain && rule.reward_delay == Duration() && rule.reward_pulses == 1 &&
         rule.collection == 0 && !rule.catch_trial && rule.iti_quiet == Duration();
}

Plan make_plan(const config::Rig& rig, const config::Schedule& schedule,
               std::size_t stage_index) {
  DYAD_ASSERT(stage_index < schedule.stages.size(), "the schedule has no such stage");
  DYAD_ASSERT(rig.channels.size() <= kMaxChannels, "the rig has too many channels");
  const config::Stage& stage = schedule.stages[stage_index];
  Plan plan;
  set_seats(rig, stage, plan);
  plan.trials.clear();
  for (const config::TrialRule& rule : stage.rules) {
    plan.trials.push_back(trial_plan(rig, rule, plan));
  }
  plan.blocks = stage.blocks;
  plan.block_order = stage.block_order;
  plan.after_last_block = stage.after_last_block;
  plan.factors = stage.factors;
  plan.duration = stage.limits.duration;
  plan.max_trials = stage.limits.max_trials.value_or(0);
  plan.max_rewards = stage.limits.max_rewards.value_or(0);
  plan.max_volume_nl = stage.limits.max_volume_nl.value_or(0);
  plan.inactivity = stage.limits.inactivity.value_or(Duration());
  return plan;
}

}  // namespace dyad::task
