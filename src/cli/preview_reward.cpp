#include <fmt/format.h>

#include <algorithm>

#include "dyad/cli/preview_rule.hpp"
#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

using config::Contingency;
using config::TrialRule;
using Seats = std::vector<std::string>;

template <typename T>
bool alike(const config::PerSeat<T>& values, const Seats& seats) {
  return std::all_of(seats.begin(), seats.end(), [&](const std::string& seat) {
    return values.of(seat) == values.of(seats.front());
  });
}

// What each seat has, once where it is the same: "5 µl", "5 µl (left) or 3 µl (right)".
template <typename T, typename Words>
std::string by_seat(const config::PerSeat<T>& values, const Seats& seats,
                    const Words& words) {
  if (alike(values, seats)) return words(values.of(seats.front()));
  std::vector<std::string> parts;
  for (const std::string& seat : seats) {
    parts.push_back(fmt::format("{} ({})", words(values.of(seat)), seat));
  }
  return listed(parts, "or");
}

std::string amount_words(const config::Payment& payment, const Seats& seats) {
  const std::string volumes = by_seat(payment.nl, seats, [](std::uint32_t nl) {
    return nl == 0 ? "nothing" : volume_words(nl);
  });
  const bool certain =
      alike(payment.permille, seats) && payment.permille.of(seats.front()) == 1000;
  if (certain) return volumes;
  return volumes + ", with a probability of " +
         by_seat(payment.permille, seats, percent_words);
}

std::string pays_words(const TrialRule& rule, const Seats& seats) {
  const std::string amount = amount_words(rule.reward, seats);
  switch (rule.contingency) {
    case Contingency::coordinated:
      return fmt::format(
          "When the trial is coordinated each subject that responded gets {}.", amount);
    case Contingency::first_only:
      return fmt::format(
          "When the trial is coordinated the first to respond, and no other, gets {}.",
          amount);
    case Contingency::last_only:
      return fmt::format(
          "When the trial is coordinated the last to respond, and no other, gets {}.",
          amount);
    case Contingency::in_turn:
      return fmt::format("When the trial is coordinated {} in turn get {}.",
                         listed(seats), amount);
    case Contingency::individual:
      return fmt::format(
          "At its own first response of the trial, whatever the others do, "
          "each subject gets {}.",
          amount);
    case Contingency::either:
      return fmt::format(
          "At the trial's first response, whoever gives it, each subject "
          "gets {}.",
          amount);
    case Contingency::altruistic:
      return fmt::format(
          "At a subject's first response of the trial its partner gets {}.", amount);
    case Contingency::matrix:
      return "Each subject gets what the joint choice says, when all have chosen or "
             "the "
             "window closes:";
  }
  return {};
}

std::string cell_words(const TrialRule& rule, const config::PayoffCell& cell) {
  std::vector<std::string> moves;
  for (const auto& [seat, choice] : cell.joint) {
    moves.push_back(
        seat + " " +
        (choice < rule.choices.size() ? rule.choices[choice].name : "withhold"));
  }
  std::vector<std::string> pays;
  for (const auto& [seat, nl] : cell.reward_nl) pays.push_back(volume_words(nl));
  return fmt::format("\n{}: {}", fmt::join(moves, ", "), fmt::join(pays, ", "));
}

std::string delivery_words(const TrialRule& rule) {
  std::string text;
  if (rule.reward_pulses > 1) {
    text += fmt::format(" Each reward is {} pulses of that volume, {} apart.",
                        rule.reward_pulses, time_words(rule.reward_gap));
  }
  if (rule.reward_delay > Duration()) {
    text +=
        fmt::format(" It comes {} after it was earned.", time_words(rule.reward_delay));
  }
  if (!rule.collection.empty()) {
    text += fmt::format(" None is given before the last one was collected ({}).",
                        listed(rule.collection));
  }
  return text;
}

std::string drawn_words(const config::Interval& interval) {
  const std::string words = interval_words(interval);
  return interval.is_fixed() ? words : "a time drawn each time, " + words + ",";
}

// `since`: from when an interval counts.
std::string unit_words(const config::Reinforcement& requirement,
                       const std::string& since) {
  using Kind = config::ReinforcementKind;
  const std::uint32_t n = requirement.n;
  switch (requirement.kind) {
    case Kind::fixed_ratio:
      return n == 1 ? "every coordinated trial"
                    : fmt::format("every {} coordinated trial", ordinal(n));
    case Kind::variable_ratio:
      return fmt::format(
          "a coordinated trial after 1 to {} of them, drawn (on average {})", 2 * n - 1,
          n);
    case Kind::random_ratio:
      return fmt::format("each coordinated trial with a probability of 1/{}", n);
    case Kind::fixed_interval:
    case Kind::variable_interval:
      return fmt::format("the first coordinated trial that comes {} or more after {}",
                         drawn_words(requirement.interval), since);
    case Kind::tandem: {
      std::vector<std::string> parts;
      for (const auto& part : requirement.parts) {
        parts.push_back(unit_words(part, parts.empty() ? since : "that"));
      }
      return fmt::format("when these were met one after the other: {}",
                         fmt::join(parts, "; then "));
    }
    case Kind::yoked:
      if (!requirement.log.empty()) {
        return "the first coordinated trial after each reward of " + requirement.log;
      }
      return fmt::format("the first coordinated trial after each of {}",
                         counted(requirement.times.size(), "time"));
  }
  return {};
}

std::uint64_t sum_nl(const config::Payment& payment, const Seats& seats) {
  std::uint64_t sum = 0;
  for (const std::string& seat : seats) sum += payment.nl.of(seat);
  return sum;
}

std::uint64_t most_of_matrix_nl(const TrialRule& rule) {
  std::uint64_t most = 0;
  for (const config::PayoffCell& cell : rule.payoff) {
    std::uint64_t sum = 0;
    for (const auto& [seat, nl] : cell.reward_nl) sum += nl;
    most = std::max(most, sum);
  }
  return most;
}

// The `count` best paid of them.
std::uint64_t most_of_nl(const TrialRule& rule, const Seats& seats, std::size_t count) {
  std::vector<std::uint64_t> volumes;
  for (const std::string& seat : seats) volumes.push_back(rule.reward.nl.of(seat));
  std::sort(volumes.rbegin(), volumes.rend());
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < std::min(count, volumes.size()); ++i) sum += volumes[i];
  return sum;
}

std::uint64_t most_of_success_nl(const TrialRule& rule, const Seats& seats) {
  switch (rule.contingency) {
    case Contingency::matrix:
      return most_of_matrix_nl(rule);
    case Contingency::coordinated:
      return most_of_nl(rule, seats, rule.needed.value_or(seats.size()));
    case Contingency::first_only:
    case Contingency::last_only:
    case Contingency::in_turn:
      return most_of_nl(rule, seats, 1);
    default:
      return most_of_nl(rule, seats, seats.size());
  }
}

}  // namespace

std::uint64_t most_volume_nl(const TrialRule& rule, const Seats& present) {
  if (rule.catch_trial || present.empty()) return 0;
  std::uint64_t most = most_of_success_nl(rule, present);
  for (const config::Payment& other : rule.other_rewards) {
    most = std::max(most, sum_nl(other, present));
  }
  return most * rule.reward_pulses;
}

void add_reward_statements(const TrialRule& rule, const Seats& present,
                           Statements& into) {
  if (rule.catch_trial) {
    into.push_back({"Reward", "Nothing: a catch trial, decided as always."});
    return;
  }
  std::string text = pays_words(rule, present);
  for (const config::PayoffCell& cell : rule.payoff) text += cell_words(rule, cell);
  if (!rule.payoff.empty()) text += '\n';
  text += delivery_words(rule);
  text += fmt::format(" At most {} a trial in all.",
                      volume_words(most_volume_nl(rule, present)));
  into.push_back({"Reward", text});
  if (rule.reinforcement != config::Reinforcement{}) {
    into.push_back(
        {"Rewarded",
         fmt::format("Only {}.", unit_words(rule.reinforcement, "the last reward"))});
  }
  for (const Outcome outcome : {Outcome::miss, Outcome::omission, Outcome::error}) {
    const auto& other = rule.other_rewards[static_cast<std::size_t>(outcome)];
    if (sum_nl(other, present) == 0) continue;
    into.push_back(
        {fmt::format("On {}", outcome == Outcome::miss       ? "a miss"
                              : outcome == Outcome::omission ? "omission"
                                                             : "an error"),
         fmt::format("Each subject gets {}.", amount_words(other, present))});
  }
}

}  // namespace dyad::cli::preview
