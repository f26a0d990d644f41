#include "task/random_session.hpp"

#include <algorithm>
#include <array>

#include "task/random_rule.hpp"

namespace dyad::task::oracle {
namespace {

void seat(Dice& dice, Plan& plan) {
  plan.subjects = 2 + dice.below(3);
  plan.present = static_cast<SubjectMask>((1U << plan.subjects) - 1U);
  for (SubjectIndex s = 0; s < plan.subjects; ++s) {
    for (std::size_t i = 0; i < kOperanda; ++i) plan.subject_of[operandum(i, s)] = s;
    plan.subject_of[zone(s)] = plan.subject_of[lick(s)] = s;
    plan.valves[s] = valve(s);
  }
  const auto one = static_cast<SubjectMask>(
      1U << dice.below(static_cast<std::uint32_t>(plan.subjects)));
  if (dice.percent(10)) plan.present = static_cast<SubjectMask>(plan.present & ~one);
  plan.live = plan.present;
  if (dice.percent(10)) plan.live = static_cast<SubjectMask>(plan.live & ~one);
}

void draw_blocks(Dice& dice, Plan& plan) {
  if (!dice.percent(30)) return;
  const std::uint32_t count = 1 + dice.below(3);
  for (std::uint32_t i = 0; i < count; ++i) {
    config::Block block;
    block.name = std::string(1, static_cast<char>('a' + i));
    if (dice.percent(70)) {
      block.trials = 1 + dice.below(2);
    } else {
      block.duration = dice.time({1, 100, 300});
    }
    plan.blocks.push_back(block);
  }
  plan.block_order = static_cast<config::BlockOrder>(dice.below(2));
  plan.after_last_block = static_cast<config::AfterLastBlock>(dice.below(3));
}

void draw_factors(Dice& dice, Plan& plan) {
  if (!dice.percent(25)) return;
  const std::uint32_t count = 1 + dice.below(2);
  for (std::uint32_t i = 0; i < count; ++i) {
    config::Factor factor;
    factor.name = std::string(1, static_cast<char>('p' + i));
    factor.per_block = dice.percent(plan.blocks.empty() ? 20 : 40);
    const std::uint32_t levels = 2 + dice.below(2);
    for (std::uint32_t k = 0; k < levels; ++k) {
      factor.levels.push_back({std::string(1, static_cast<char>('u' + k)),
                               static_cast<std::uint8_t>(1 + dice.below(2))});
    }
    plan.factors.push_back(factor);
  }
}

void draw_rules(Dice& dice, Plan& plan) {
  const TrialPlan rule = random_rule(dice, plan);
  std::size_t combinations = std::max<std::size_t>(1, plan.blocks.size());
  for (const config::Factor& factor : plan.factors)
    combinations *= factor.levels.size();
  plan.trials = {rule};
  while (plan.trials.size() < combinations) {
    plan.trials.push_back(varied(dice, plan, rule));
  }
}

void draw_limits(Dice& dice, Plan& plan) {
  if (dice.percent(25)) plan.max_trials = 1 + dice.below(3);
  if (dice.percent(15)) plan.max_rewards = 1 + dice.below(3);
  if (dice.percent(15)) plan.max_volume_nl = 1000U + 1000U * dice.below(5);
  if (dice.percent(15)) plan.inactivity = dice.time({100, 250, 400});
}

bool initiates(const Plan& plan, config::InitiationKind kind) {
  return std::any_of(plan.trials.begin(), plan.trials.end(),
                     [kind](const TrialPlan& rule) { return rule.initiation == kind; });
}

// What a stream can have edges on, the operanda more often than the rest.
std::vector<ChannelIndex> channels_of(const Plan& plan) {
  std::vector<ChannelIndex> channels;
  ChannelMask operanda = 0;
  for (const TrialPlan& rule : plan.trials) operanda |= rule.operanda;
  for (std::size_t s = 0; s < plan.subjects; ++s) {
    channels.insert(channels.end(), 4, operandum(0, s));
    if (((operanda >> operandum(1, s)) & 1U) != 0) {
      channels.insert(channels.end(), 3, operandum(1, s));
    }
    if (initiates(plan, config::InitiationKind::zones)) {
      channels.insert(channels.end(), 3, zone(s));
    }
    channels.push_back(operandum(2, s));
    channels.push_back(lick(s));
  }
  if (initiates(plan, config::InitiationKind::poke)) {
    channels.insert(channels.end(), 8, kInitiator);
  }
  return channels;
}

std::int64_t gap_of(std::uint32_t n) {
  constexpr std::array<std::int64_t, 32> kGaps{
      0,  0,  0,  0,  1,  1,   1,       1,           2,           3,          9,
      10, 10, 11, 20, 29, 30,  31,      37,          49,          50,         50,
      51, 60, 70, 97, 99, 100, kWindow, kWindow + 1, kWindow + 3, 2 * kWindow};
  return kGaps.at(n % kGaps.size());
}

OperatorAction action_of(std::uint32_t n) {
  constexpr std::array<OperatorAction, 10> kActions{OperatorAction::pause,
                                                    OperatorAction::resume,
                                                    OperatorAction::resume,
                                                    OperatorAction::device_lost,
                                                    OperatorAction::device_back,
                                                    OperatorAction::device_back,
                                                    OperatorAction::mark_lost_input,
                                                    OperatorAction::mark_late_input,
                                                    OperatorAction::end,
                                                    OperatorAction::mark_lost_input};
  return kActions.at(n % kActions.size());
}

// Edges come before what the operator says at the same instant.
void put_in_order(std::vector<Input>& inputs) {
  std::stable_sort(inputs.begin() + 1, inputs.end(),
                   [](const Input& a, const Input& b) {
                     return std::pair(a.time, a.kind) < std::pair(b.time, b.kind);
                   });
  std::uint64_t sequence = 0;
  for (Input& input : inputs) input.sequence = ++sequence;
}

// Whether it makes no difference that onsets come without the releases between them.
bool needs_no_releases(const Plan& plan) {
  return std::all_of(plan.trials.begin(), plan.trials.end(), [](const TrialPlan& rule) {
    return rule.response == config::ResponseKind::onset &&
           rule.initiation != config::InitiationKind::zones;
  });
}

class Streamer {
 public:
  Streamer(const Plan& plan, std::uint32_t options)
      : channels_(channels_of(plan)),
        onsets_only_(options % 2 == 0 && needs_no_releases(plan)),
        operator_(options % 3 == 0) {
    inputs_.push_back({});
    inputs_.back().kind = InputKind::operator_action;
  }

  void add(std::uint32_t number) {
    Input input;
    input.time = inputs_.back().time + Duration::from_us(gap_of(number));
    number /= 32;
    if (operator_ && number % 8 == 0) {
      input.kind = InputKind::operator_action;
      input.action = action_of(number / 8);
    } else {
      input.source = 0;
      input.channel = channels_.at(number / 8 % channels_.size());
      bool& active = active_.at(input.channel);
      active = onsets_only_ || !active;
      input.active = active;
      input.uncertainty = Duration::from_us(number % 4);
    }
    inputs_.push_back(input);
  }

  std::vector<Input> take() {
    put_in_order(inputs_);
    return std::move(inputs_);
  }

 private:
  std::vector<ChannelIndex> channels_;
  bool onsets_only_;
  bool operator_;
  std::array<bool, kMaxChannels> active_{};
  std::vector<Input> inputs_{};
};

}  // namespace

Plan random_plan(std::uint32_t number) {
  Dice dice(number);
  Plan plan;
  seat(dice, plan);
  draw_blocks(dice, plan);
  draw_factors(dice, plan);
  draw_rules(dice, plan);
  draw_limits(dice, plan);
  return plan;
}

std::vector<Input> random_inputs(const std::vector<std::uint32_t>& numbers, Plan& plan,
                                 std::uint32_t options) {
  Dice dice(options);
  Streamer streamer(plan, dice.below(6));
  for (const std::uint32_t number : numbers) streamer.add(number);
  std::vector<Input> inputs = streamer.take();
  const std::int64_t past_last =
      dice.percent(25) ? 1500 : std::int64_t{dice.below(5)} * 50 - 100;
  plan.duration =
      Duration::from_us(std::max<std::int64_t>(1, inputs.back().time.us() + past_last));
  return inputs;
}

}  // namespace dyad::task::oracle
