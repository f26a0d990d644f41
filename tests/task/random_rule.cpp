#include "task/random_rule.hpp"

#include <algorithm>
#include <bit>

namespace dyad::task::oracle {

using config::Contingency;
using config::InitiationKind;
using config::ResponseKind;
using config::TargetKind;

namespace {

constexpr ChannelMask bit(std::size_t channel) { return ChannelMask{1} << channel; }
bool present(const Plan& plan, std::size_t s) {
  return ((plan.present >> s) & 1U) != 0;
}

ChannelMask operanda(const Plan& plan, std::size_t which) {
  ChannelMask mask = 0;
  for (std::size_t s = 0; s < plan.subjects; ++s) mask |= bit(operandum(which, s));
  return mask;
}

void draw_initiation(Dice& dice, const Plan& plan, TrialPlan& rule) {
  rule.initiators = 0;
  rule.cue_channel = kNoChannel;
  rule.initiation =
      dice.of({InitiationKind::free, InitiationKind::free, InitiationKind::free,
               InitiationKind::cue, InitiationKind::zones, InitiationKind::poke});
  rule.response_limit = dice.percent(30) ? dice.time({1, 50, 100, 250}) : Duration();
  if (rule.initiation == InitiationKind::cue) {
    rule.cue_channel = kFirstOutput;
    rule.cue_pulse = dice.time({1, 70});
    rule.response_limit = dice.time({50, 100, 250});
  }
  if (rule.initiation == InitiationKind::zones) {
    for (std::size_t s = 0; s < plan.subjects; ++s) rule.initiators |= bit(zone(s));
    rule.zone_hold = dice.time({0, 1, 50});
  }
  if (rule.initiation == InitiationKind::poke) {
    rule.initiators = dice.percent(50) ? bit(kInitiator) : operanda(plan, 0);
  }
}

void draw_target(Dice& dice, TrialPlan& rule) {
  config::Target& target = rule.target;
  target = {};
  target.kind = dice.of({TargetKind::none, TargetKind::fixed, TargetKind::random,
                         TargetKind::alternating});
  if (target.kind == TargetKind::none) return;
  if (target.kind == TargetKind::fixed) {
    target.choice = dice.below(static_cast<std::uint32_t>(rule.choices));
  }
  if (target.kind == TargetKind::random && dice.percent(70)) {
    target.max_repeats = 1 + dice.below(3);
  }
  if (target.kind == TargetKind::fixed) return;
  target.after_failure =
      dice.of({config::AfterFailure::next, config::AfterFailure::next,
               config::AfterFailure::same, config::AfterFailure::opposite});
  if (rule.choices != 2 && target.after_failure == config::AfterFailure::opposite) {
    target.after_failure = config::AfterFailure::same;
  }
}

void draw_operanda(Dice& dice, const Plan& plan, TrialPlan& rule) {
  rule.operanda = 0;
  rule.choices = 0;
  rule.choice_of = TrialPlan::no_choice();
  rule.target = {};
  rule.wrong_ends_trial = false;
  const std::size_t which = 1 + dice.below(kOperanda);
  for (std::size_t i = 0; i < which; ++i) rule.operanda |= operanda(plan, i);
  if (which == 1 || dice.percent(30)) return;
  rule.choices = which;
  for (std::size_t i = 0; i < which; ++i) {
    for (std::size_t s = 0; s < plan.subjects; ++s) {
      rule.choice_of[operandum(i, s)] = static_cast<ChoiceIndex>(i);
    }
  }
  draw_target(dice, rule);
  rule.wrong_ends_trial = dice.percent(40);
}

void draw_response(Dice& dice, TrialPlan& rule) {
  rule.response =
      dice.of({ResponseKind::onset, ResponseKind::onset, ResponseKind::onset,
               ResponseKind::held, ResponseKind::overlap});
  rule.hold = rule.response == ResponseKind::onset ? Duration()
                                                   : dice.time({1, 10, 30, 50, 100});
}

void draw_window(Dice& dice, TrialPlan& rule) {
  rule.window = dice.time({kWindow, kWindow, kWindow, kWindow, 50, 20});
  if (dice.percent(10)) rule.window = config::TrialRule::kUnlimited;
}

void draw_order(Dice& dice, const Plan& plan, TrialPlan& rule) {
  rule.repeat_response = config::RepeatResponse::ignore;
  rule.leader = kNoSubject;
  rule.early_ends_trial = false;
  rule.min_wait = Duration();
  rule.needed = static_cast<std::size_t>(std::popcount(plan.present));
  if (rule.response == ResponseKind::overlap) return;
  rule.repeat_response =
      dice.of({config::RepeatResponse::ignore, config::RepeatResponse::restart_window});
  if (dice.percent(30))
    rule.needed = 1 + dice.below(static_cast<std::uint32_t>(rule.needed));
  if (dice.percent(75)) return;
  do {
    rule.leader = static_cast<SubjectIndex>(
        dice.below(static_cast<std::uint32_t>(plan.subjects)));
  } while (!present(plan, rule.leader));
  rule.min_wait = std::min(rule.window, dice.time({0, 1, 10, 50, 100}));
  rule.early_ends_trial = dice.percent(40);
}

Payment draw_payment(Dice& dice) {
  Payment payment;
  payment.volume_nl = dice.of({0U, 1000U, 1000U, 1000U, 3000U});
  if (payment.volume_nl == 0) return payment;
  payment.open = Duration::from_us(payment.volume_nl / 100);
  payment.permille = dice.of({1000U, 1000U, 1000U, 500U, 0U});
  return payment;
}

Payments draw_payments(Dice& dice, const Plan& plan) {
  Payments all;
  const Payment same = draw_payment(dice);
  const bool each = dice.percent(30);
  for (std::size_t s = 0; s < plan.subjects; ++s) {
    all[s] = each ? draw_payment(dice) : same;
  }
  return all;
}

void draw_payoff(Dice& dice, const Plan& plan, TrialPlan& rule) {
  std::size_t cells = 1;
  for (std::size_t s = 0; s < plan.subjects; ++s) cells *= rule.choices + 1;
  rule.payoff.assign(cells, {});
  for (Payments& cell : rule.payoff) {
    for (std::size_t s = 0; s < plan.subjects; ++s) {
      cell[s] = draw_payment(dice);
      cell[s].permille = 1000;
    }
  }
}

void draw_contingency(Dice& dice, const Plan& plan, TrialPlan& rule) {
  rule.payoff.clear();
  rule.other_rewards = {};
  do {
    rule.contingency = dice.percent(40) ? Contingency::coordinated
                                        : static_cast<Contingency>(dice.below(8));
  } while ((rule.contingency == Contingency::matrix &&
            (rule.choices == 0 || rule.target.kind != TargetKind::none)) ||
           (rule.response == ResponseKind::overlap &&
            !config::pays_at_outcome(rule.contingency)));
  rule.rewards = draw_payments(dice, plan);
  if (rule.contingency == Contingency::matrix) draw_payoff(dice, plan, rule);
  if (!config::pays_units(rule.contingency)) return;
  for (const Outcome o : {Outcome::miss, Outcome::omission, Outcome::error}) {
    if (dice.percent(20)) {
      rule.other_rewards[static_cast<std::size_t>(o)] = draw_payments(dice, plan);
    }
  }
}

void draw_delivery(Dice& dice, TrialPlan& rule) {
  rule.reward_delay = dice.percent(30) ? dice.time({1, 40, 150}) : Duration();
  rule.reward_pulses = dice.percent(25) ? 2 + dice.below(2) : 1;
  rule.reward_gap = dice.time({0, 1, 20});
}

void draw_collection(Dice& dice, const Plan& plan, TrialPlan& rule) {
  rule.collection = 0;
  rule.collectors = 0;
  if (!dice.percent(20)) return;
  const bool pokes = dice.percent(30);
  for (std::size_t s = 0; s < plan.subjects; ++s) {
    if (dice.percent(20)) continue;
    rule.collection |= bit(pokes ? operandum(0, s) : lick(s));
    rule.collectors = static_cast<SubjectMask>(rule.collectors | (1U << s));
  }
}

config::Reinforcement draw_simple(Dice& dice) {
  config::Reinforcement made;
  made.kind = static_cast<config::ReinforcementKind>(dice.below(5));
  if (made.kind <= config::ReinforcementKind::random_ratio) {
    made.n = 1 + dice.below(3);
  } else {
    made.interval = random_interval(dice, 1);
  }
  return made;
}

config::Reinforcement draw_reinforcement(Dice& dice) {
  config::Reinforcement made;
  if (dice.percent(60)) return draw_simple(dice);
  if (dice.percent(60)) {
    made.kind = config::ReinforcementKind::tandem;
    made.parts = {draw_simple(dice), draw_simple(dice)};
    return made;
  }
  made.kind = config::ReinforcementKind::yoked;
  std::int64_t time = 0;
  for (int i = 0; i < 4; ++i) {
    time += dice.of({1, 50, 200, 400});
    made.times.push_back(Duration::from_us(time));
  }
  return made;
}

void draw_requirement(Dice& dice, Plan& plan, TrialPlan& rule) {
  rule.reinforcement = 0;
  if (!config::pays_units(rule.contingency) || dice.percent(60)) return;
  const config::Reinforcement wanted = draw_reinforcement(dice);
  auto& all = plan.reinforcements;
  const auto found = std::find(all.begin(), all.end(), wanted);
  rule.reinforcement = static_cast<std::size_t>(found - all.begin());
  if (found == all.end()) all.push_back(wanted);
}

void draw_intervals(Dice& dice, TrialPlan& rule) {
  for (config::Interval& iti : rule.iti) iti = random_interval(dice, 0);
  rule.iti_quiet = rule.iti_limit = Duration();
  if (!dice.percent(25)) return;
  rule.iti_quiet = dice.time({1, 30, 100, 150});
  rule.iti_limit = dice.time({1, 50, 200});
}

void draw_outputs(Dice& dice, const Plan& plan, TrialPlan& rule) {
  rule.outputs.clear();
  if (dice.percent(50)) return;
  const std::uint32_t count = 1 + dice.below(6);
  for (std::uint32_t i = 0; i < count; ++i) {
    TrialPlan::Output output;
    output.at = static_cast<config::TaskEvent>(dice.below(13));
    output.channel = static_cast<ChannelIndex>(kFirstOutput + 1 + i);
    output.pulse = dice.time({1, 5});
    if (i == 0 && dice.percent(40)) {
      output.barcode = {1 + dice.below(5), dice.time({1, 10, 30})};
    }
    const bool of_subject = output.at == config::TaskEvent::response ||
                            output.at == config::TaskEvent::reward;
    if (of_subject && dice.percent(50)) {
      output.subject = static_cast<SubjectIndex>(
          dice.below(static_cast<std::uint32_t>(plan.subjects)));
    }
    if (rule.choices > 0 && dice.percent(30)) {
      output.target = static_cast<ChoiceIndex>(
          dice.below(static_cast<std::uint32_t>(rule.choices)));
    }
    rule.outputs.push_back(output);
  }
}

// The same operanda in other choices, or in none.
void vary_choices(Dice& dice, TrialPlan& rule) {
  if (dice.percent(50)) {
    rule.choices = 0;
    rule.choice_of = TrialPlan::no_choice();
    rule.target = {};
    return;
  }
  for (ChoiceIndex& choice : rule.choice_of) {
    if (choice == kNoChoice) continue;
    choice = static_cast<ChoiceIndex>((choice + 1U) % rule.choices);
  }
}

}  // namespace

config::Interval random_interval(Dice& dice, int least) {
  constexpr std::array<int, 5> kFixed{0, 1, 50, kWindow, 250};
  const auto at_least = [&](int us) { return Duration::from_us(std::max(us, least)); };
  if (dice.percent(70))
    return config::Interval::fixed(at_least(kFixed.at(dice.below(5))));
  config::Interval made;
  made.kind = static_cast<config::Interval::Kind>(dice.below(3));
  made.low = at_least(dice.of({0, 10, 50}));
  made.high = made.low + dice.time({1, 50, 200});
  made.mean = made.low + Duration::from_us((made.high - made.low).us() / 2);
  if (made.kind == config::Interval::Kind::list)
    made.list = {made.high, made.low, made.low};
  return made;
}

TrialPlan random_rule(Dice& dice, Plan& plan) {
  TrialPlan rule;
  draw_initiation(dice, plan, rule);
  draw_operanda(dice, plan, rule);
  draw_response(dice, rule);
  draw_window(dice, rule);
  draw_order(dice, plan, rule);
  if (rule.initiation == InitiationKind::free && dice.percent(50)) {
    rule.late_response = config::LateResponse::open_next_trial;
  }
  draw_contingency(dice, plan, rule);
  draw_requirement(dice, plan, rule);
  draw_delivery(dice, rule);
  draw_collection(dice, plan, rule);
  draw_intervals(dice, rule);
  draw_outputs(dice, plan, rule);
  rule.catch_trial = dice.percent(5);
  return rule;
}

TrialPlan varied(Dice& dice, Plan& plan, const TrialPlan& rule) {
  TrialPlan other = rule;
  const bool free = rule.late_response == config::LateResponse::drop;
  const bool at_start = rule.initiation <= InitiationKind::cue;
  if (dice.percent(20) && free && rule.response == ResponseKind::onset) {
    draw_initiation(dice, plan, other);
  } else if (dice.percent(20) && at_start) {
    draw_response(dice, other);
  }
  if (dice.percent(30)) draw_window(dice, other);
  if (dice.percent(20) && other.choices != 0) vary_choices(dice, other);
  // All of a stage that have choices have the same.
  if (dice.percent(20) && other.choices == 0) {
    other.operanda = operanda(plan, 0) | operanda(plan, dice.below(kOperanda));
  } else if (dice.percent(20) && other.choices != 0) {
    draw_target(dice, other);
  }
  draw_order(dice, plan, other);
  draw_contingency(dice, plan, other);
  draw_requirement(dice, plan, other);
  if (dice.percent(20)) draw_intervals(dice, other);
  if (dice.percent(20)) draw_outputs(dice, plan, other);
  if (dice.percent(20)) draw_delivery(dice, other);
  if (dice.percent(20)) draw_collection(dice, plan, other);
  if (dice.percent(40)) other.catch_trial = dice.percent(70);
  return other;
}

}  // namespace dyad::task::oracle
