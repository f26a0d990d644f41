#include "dyad/cli/replay_report.hpp"

#include <cstdio>
#include <numeric>

#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/outcomes_text.hpp"

namespace dyad::cli {
namespace {

std::string counted(std::uint64_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string seconds(Time time) {
  char text[40];
  std::snprintf(text, sizeof text, "%lld.%06lld",
                static_cast<long long>(time.us() / 1'000'000),
                static_cast<long long>(time.us() % 1'000'000));
  return text;
}

std::string totals(const task::Tally& tally) {
  return counted(tally.trials, "trial") + ", " + outcomes_text(tally);
}

std::string or_nothing(const std::string& line) {
  return line.empty() ? "(nothing)" : line;
}

std::string verification_text(const ReplayedLog& log) {
  const replay::Verification& verified = *log.verification;
  if (!verified.difference) {
    std::string text = "identical  " + log.path + "  " +
                       counted(verified.inputs, "input") + ", " +
                       totals(verified.tally);
    if (verified.cut != 0) {
      text +=
          "; the log was cut short before the last " + counted(verified.cut, "record");
    }
    return text + "\n";
  }
  const replay::Difference& difference = *verified.difference;
  const std::string line = std::to_string(difference.line);
  return "different  " + log.path + ":" + line + ": " + difference.why +
         "\n  logged    " + or_nothing(difference.logged) + "\n  replayed  " +
         or_nothing(difference.replayed) + "\n  both after the input of line " +
         std::to_string(difference.input_line) + "\n";
}

std::string trial_text(const std::optional<replay::Trial>& trial) {
  if (!trial) return "-";
  return std::to_string(trial->number) + " " + std::string(to_text(trial->outcome)) +
         (trial->ambiguous ? " (ambiguous)" : "");
}

unsigned rewards_of(const task::Tally& tally) {
  return std::accumulate(tally.rewards.begin(), tally.rewards.end(), 0U);
}

std::uint64_t volume_of(const task::Tally& tally) {
  return std::accumulate(tally.volume_nl.begin(), tally.volume_nl.end(),
                         std::uint64_t{0});
}

std::string microlitres(std::uint64_t nl) {
  char text[40];
  std::snprintf(text, sizeof text, "%llu.%03llu",
                static_cast<unsigned long long>(nl / 1000),
                static_cast<unsigned long long>(nl % 1000));
  return text;
}

std::string total_row(const char* name, const task::Tally& tally) {
  const auto success = tally.success_percent();
  char text[160];
  std::snprintf(text, sizeof text, "  %-12s%7u%13u%8u%9u%11u%8u%11u%9s%9u%11s\n", name,
                tally.trials, tally.coordinated(), tally.misses(), tally.aborted(),
                tally.omissions(), tally.errors(), tally.ambiguous,
                success ? (std::to_string(*success) + "%").c_str() : "-",
                rewards_of(tally), microlitres(volume_of(tally)).c_str());
  return text;
}

std::string redecision_text(const ReplayedLog& log) {
  const replay::Redecision& redecision = *log.redecision;
  std::string text = "counterfactual  " + log.path;
  for (const replay::Override& change : log.overrides) {
    text += "  " + change.pointer + "=" + change.value.dump();
  }
  text += '\n';
  char row[160];
  if (!redecision.changes.empty()) {
    std::snprintf(row, sizeof row, "  %-16s%-28s%s\n", "first response", "logged trial",
                  "re-decided trial");
    text += row;
  }
  for (const replay::Change& change : redecision.changes) {
    const replay::Trial& either = change.logged ? *change.logged : *change.redecided;
    std::snprintf(row, sizeof row, "  %-16s%-28s%s\n", seconds(either.opened).c_str(),
                  trial_text(change.logged).c_str(),
                  trial_text(change.redecided).c_str());
    text += row;
  }
  text +=
      "               trials  coordinated  misses  aborted  omissions  errors"
      "  ambiguous  success  rewards         µl\n";
  text += total_row("logged", redecision.logged);
  text += total_row("re-decided", redecision.redecided);
  return text +
         "  Counterfactual: the animals would have behaved differently "
         "afterwards.\n";
}

nlohmann::ordered_json tally_json(const task::Tally& tally) {
  nlohmann::ordered_json json{
      {"trials", tally.trials},         {"coordinated", tally.coordinated()},
      {"misses", tally.misses()},       {"aborted", tally.aborted()},
      {"omissions", tally.omissions()}, {"errors", tally.errors()},
      {"ambiguous", tally.ambiguous}};
  const auto success = tally.success_percent();
  json["success_percent"] = success ? nlohmann::ordered_json(*success) : nullptr;
  return json;
}

nlohmann::ordered_json trial_json(const std::optional<replay::Trial>& trial) {
  if (!trial) return nullptr;
  nlohmann::ordered_json json{{"trial", trial->number},
                              {"outcome", to_text(trial->outcome)},
                              {"ambiguous", trial->ambiguous}};
  json["dt_us"] = trial->dt ? nlohmann::ordered_json(trial->dt->us()) : nullptr;
  return json;
}

void add_verification(nlohmann::ordered_json& json, const replay::Verification& said) {
  json["inputs"] = said.inputs;
  json["notes"] = said.notes;
  json["commands"] = said.commands;
  json["cut"] = said.cut;
  json["totals"] = tally_json(said.tally);
  if (!said.difference) return;
  const replay::Difference& difference = *said.difference;
  json["difference"] = {{"why", difference.why},
                        {"line", difference.line},
                        {"logged", difference.logged},
                        {"replayed", difference.replayed},
                        {"input_line", difference.input_line}};
}

void add_redecision(nlohmann::ordered_json& json, const ReplayedLog& log) {
  auto& overrides = json["overrides"] = nlohmann::ordered_json::object();
  for (const replay::Override& change : log.overrides) {
    overrides[change.pointer] = change.value;
  }
  json["logged"] = tally_json(log.redecision->logged);
  json["redecided"] = tally_json(log.redecision->redecided);
  auto& changes = json["changes"] = nlohmann::ordered_json::array();
  for (const replay::Change& change : log.redecision->changes) {
    const replay::Trial& either = change.logged ? *change.logged : *change.redecided;
    changes.push_back({{"opened_us", either.opened.us()},
                       {"logged", trial_json(change.logged)},
                       {"redecided", trial_json(change.redecided)}});
  }
}

// How the logs came out, and the sums over them. In a counterfactual the logged side.
struct Total {
  std::uint64_t identical = 0;
  std::uint64_t different = 0;
  std::uint64_t counterfactual = 0;
  std::uint64_t unreadable = 0;
  std::uint64_t inputs = 0;
  task::Tally logged;
  task::Tally redecided;
};

void add_outcomes(task::Tally& sum, const task::Tally& tally) {
  sum.trials += tally.trials;
  sum.ambiguous += tally.ambiguous;
  for (std::size_t i = 0; i < sum.outcomes.size(); ++i) {
    sum.outcomes[i] += tally.outcomes[i];
  }
}

Total total_of(const std::vector<ReplayedLog>& logs) {
  Total total;
  for (const ReplayedLog& log : logs) {
    if (log.error) {
      ++total.unreadable;
    } else if (log.redecision) {
      ++total.counterfactual;
      add_outcomes(total.logged, log.redecision->logged);
      add_outcomes(total.redecided, log.redecision->redecided);
    } else {
      ++(log.verification->difference ? total.different : total.identical);
      total.inputs += log.verification->inputs;
      add_outcomes(total.logged, log.verification->tally);
    }
  }
  return total;
}

}  // namespace

const char* ReplayedLog::verdict() const {
  if (error) return usage_error ? "refused" : "unreadable";
  if (redecision) return "counterfactual";
  return verification->difference ? "different" : "identical";
}

int ReplayedLog::exit_code() const {
  if (error) return usage_error ? kUsage : kOperatingError;
  return verification && verification->difference ? kNo : kFine;
}

std::string replay_text(const ReplayedLog& log) {
  if (log.error) {
    return std::string(log.verdict()) + "  " + log.path + "\n  " + log.error->text() +
           "\n";
  }
  return log.redecision ? redecision_text(log) : verification_text(log);
}

std::string replay_total_text(const std::vector<ReplayedLog>& logs) {
  const Total total = total_of(logs);
  std::string text = "total      " + counted(logs.size(), "log") + ": ";
  if (total.counterfactual != 0) {
    text += std::to_string(total.counterfactual) + " re-decided, ";
  } else {
    text += std::to_string(total.identical) + " identical, " +
            std::to_string(total.different) + " different, ";
  }
  text += std::to_string(total.unreadable) + " unreadable; ";
  if (total.counterfactual == 0) {
    return text + counted(total.inputs, "input") + ", " + totals(total.logged) + "\n";
  }
  return text + "logged " + totals(total.logged) + "; re-decided " +
         totals(total.redecided) + "\n";
}

nlohmann::ordered_json replay_json(const std::vector<ReplayedLog>& logs) {
  nlohmann::ordered_json json;
  auto& list = json["logs"] = nlohmann::ordered_json::array();
  for (const ReplayedLog& log : logs) {
    nlohmann::ordered_json entry{{"log", log.path}, {"verdict", log.verdict()}};
    if (log.verification) add_verification(entry, *log.verification);
    if (log.redecision) add_redecision(entry, log);
    if (log.error) entry["error"] = log.error->text();
    entry["warnings"] = log.warnings;
    list.push_back(std::move(entry));
  }
  const Total total = total_of(logs);
  json["total"] = {{"logs", logs.size()},
                   {"identical", total.identical},
                   {"different", total.different},
                   {"counterfactual", total.counterfactual},
                   {"unreadable", total.unreadable},
                   {"inputs", total.inputs},
                   {"logged", tally_json(total.logged)}};
  if (total.counterfactual != 0) {
    json["total"]["redecided"] = tally_json(total.redecided);
  }
  return json;
}

}  // namespace dyad::cli
