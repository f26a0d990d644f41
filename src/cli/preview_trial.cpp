#include <fmt/format.h>

#include "dyad/cli/preview_rule.hpp"
#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

using config::TrialRule;

std::string start_words(const TrialRule& rule) {
  const config::Initiation& initiation = rule.initiation;
  switch (initiation.kind) {
    case config::InitiationKind::free:
      return "A trial can be responded to from its start.";
    case config::InitiationKind::cue:
      return fmt::format(
          "A trial can be responded to from its start, which {} shows ({}).",
          initiation.cue_channel, time_words(initiation.cue_pulse));
    case config::InitiationKind::zones:
      return fmt::format(
          "A trial can be responded to when all have been in their zones "
          "({}){}.",
          listed(initiation.channels),
          initiation.hold > Duration()
              ? " for " + time_words(initiation.hold) + " on end"
              : "");
    case config::InitiationKind::poke:
      return fmt::format("A trial can be responded to from the first poke at {}.",
                         listed(initiation.channels, "or"));
  }
  return {};
}

std::string limit_words(const TrialRule& rule) {
  if (!rule.response_limit) return " It waits for its first response without limit.";
  return fmt::format(" If nobody responds within {} it is an omission.",
                     time_words(*rule.response_limit));
}

std::string where_words(const TrialRule& rule) {
  if (!rule.choices.empty()) return "an operandum of the choices";
  if (rule.operanda.empty()) return "any operandum of the seat";
  return listed(rule.operanda, "or");
}

std::string response_words(const TrialRule& rule) {
  const std::string where = where_words(rule);
  switch (rule.response) {
    case config::ResponseKind::onset:
      return fmt::format("The onset of {}.", where);
    case config::ResponseKind::held:
      return fmt::format("Holding {} for {}; it counts when that time is over.", where,
                         time_words(rule.hold));
    case config::ResponseKind::overlap:
      return fmt::format("Holding {}, all at the same time for {}.", where,
                         time_words(rule.hold));
  }
  return {};
}

std::string choice_words(const TrialRule& rule) {
  std::vector<std::string> choices;
  for (const config::Choice& choice : rule.choices) {
    choices.push_back(
        fmt::format("{} ({})", choice.name, listed(choice.channels, "or")));
  }
  return listed(choices, "or") + ".";
}

std::string kind_of_target_words(const TrialRule& rule) {
  const config::Target& target = rule.target;
  switch (target.kind) {
    case config::TargetKind::none:
      return "None: any choice is right, and a subject's choice is its first.";
    case config::TargetKind::fixed:
      return fmt::format("Always {}.", rule.choices.at(target.choice).name);
    case config::TargetKind::alternating: {
      std::vector<std::string> names;
      for (const config::Choice& choice : rule.choices) names.push_back(choice.name);
      return fmt::format("In turn: {}.", listed(names));
    }
    case config::TargetKind::random:
      return target.max_repeats
                 ? fmt::format("Drawn for each trial, at most {} in a row the same.",
                               *target.max_repeats)
                 : "Drawn for each trial.";
  }
  return {};
}

std::string target_words(const TrialRule& rule) {
  std::string text = kind_of_target_words(rule);
  if (rule.target.kind == config::TargetKind::none) return text;
  if (rule.target.after_failure == config::AfterFailure::same) {
    text += " After a failure the same again.";
  } else if (rule.target.after_failure == config::AfterFailure::opposite) {
    text += " After a failure the opposite.";
  }
  const bool ends = rule.wrong_response == config::WrongResponse::end_trial;
  return text + (ends ? " A response at another choice ends the trial as an error."
                      : " A response at another choice is ignored.");
}

std::string who_words(const TrialRule& rule, const std::vector<std::string>& present) {
  const std::size_t needed = rule.needed.value_or(present.size());
  if (needed < present.size()) {
    return fmt::format("{} of {} subjects", needed, present.size());
  }
  return present.size() == 2 ? "Both" : "All";
}

std::string window_words(const TrialRule& rule,
                         const std::vector<std::string>& present) {
  if (rule.needed.value_or(present.size()) <= 1) {
    return "The first response makes the trial coordinated: no other is needed.";
  }
  const std::string who = who_words(rule, present);
  if (rule.window >= TrialRule::kUnlimited) {
    return fmt::format("{} must respond; the trial waits for that without limit.", who);
  }
  const std::string time = time_words(rule.window);
  const bool overlap = rule.response == config::ResponseKind::overlap;
  return fmt::format("{} {} within {} of the first {}, or the trial is a miss.", who,
                     overlap ? "must have held together" : "must respond", time,
                     overlap ? "onset" : "response");
}

std::string window_option_words(const TrialRule& rule) {
  std::string text;
  if (rule.repeat_response == config::RepeatResponse::restart_window) {
    text += " A second response of the first responder begins the window anew.";
  }
  if (rule.late_response == config::LateResponse::open_next_trial) {
    text += " A late response ends the interval and opens the next trial.";
  }
  return text;
}

std::string order_words(const TrialRule& rule) {
  const config::Order& order = rule.order;
  const bool ends = order.violation == config::Violation::end_trial;
  const std::string wait = order.min_wait > Duration()
                               ? fmt::format(", the others no sooner than {} after it",
                                             time_words(order.min_wait))
                               : "";
  return fmt::format("{} must respond first{}; a response before that {}.",
                     order.leader, wait,
                     ends ? "ends the trial as an error" : "is ignored");
}

}  // namespace

void add_trial_statements(const TrialRule& rule,
                          const std::vector<std::string>& present, Statements& into) {
  into.push_back({"Start", start_words(rule) + limit_words(rule)});
  into.push_back({"Response", response_words(rule)});
  if (!rule.choices.empty()) {
    into.push_back({"Choices", choice_words(rule)});
    into.push_back({"Target", target_words(rule)});
  }
  into.push_back({"Window", window_words(rule, present) + window_option_words(rule)});
  if (!rule.order.leader.empty()) into.push_back({"Order", order_words(rule)});
}

}  // namespace dyad::cli::preview
