#include "dyad/cli/progress_report.hpp"

#include <algorithm>
#include <filesystem>

#include "dyad/analysis/due_stage.hpp"
#include "dyad/cli/text_table.hpp"
#include "dyad/core/utc_text.hpp"

namespace dyad::cli {
namespace {

using analysis::JudgedSession;
using analysis::Move;
using analysis::PastSession;
using analysis::Success;
using analysis::Training;

constexpr std::size_t kMostListed = 20;  // more would hide what matters

std::string counted(std::size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const char* between = i + 1 == names.size() ? " and " : ", ";
    text += (i == 0 ? "" : between) + names[i];
  }
  return text;
}

std::string source_text(const std::string& source) {
  if (source == "sim") return "simulated";
  return source == "import" ? "imported" : source;
}

std::string relative(const std::string& log, const std::string& folder) {
  return std::filesystem::path(log).lexically_relative(folder).string();
}

std::string success_text(const std::optional<Success>& success) {
  const auto permille = success ? success->permille() : std::nullopt;
  return permille ? analysis::percent_text(*permille) : "-";
}

// Over the last trials, where the stage's criterion looks at those.
std::string criterion_text(const std::optional<config::Criterion>& criterion,
                           const std::optional<Success>& success) {
  if (!criterion || !criterion->over_trials) return "";
  const std::string last = std::to_string(*criterion->over_trials);
  return success ? success_text(success) + " of " + last : "under " + last;
}

std::string criteria_text(const config::Schedule& schedule,
                          const JudgedSession& judged) {
  if (!judged.stage) return "";
  const config::Stage& stage = schedule.stages[*judged.stage];
  std::string text = criterion_text(stage.advance, judged.for_advance);
  const std::string other = criterion_text(stage.go_back, judged.for_go_back);
  if (text.empty() || text == other) return other;
  return other.empty() ? text : text + ", " + other;
}

std::string stage_text(const PastSession& session, const JudgedSession& judged) {
  return (judged.stage ? std::to_string(*judged.stage + 1) : "-") + " " + session.stage;
}

// Whether it counts, and whatever there is to say of that.
std::string verdict_text(const PastSession& session, const JudgedSession& judged) {
  std::vector<std::string> remarks;
  if (!judged.counts) remarks.push_back(judged.why_not);
  if (judged.counts && judged.stage != judged.due_stage) {
    remarks.push_back("stage " + std::to_string(judged.due_stage + 1) + " was due");
  }
  if (session.other_version && judged.stage) remarks.emplace_back("other version");
  const std::size_t number = judged.stage.value_or(0) + 1;
  if (judged.move == Move::advance) {
    remarks.push_back("on to stage " + std::to_string(number + 1));
  } else if (judged.move == Move::go_back) {
    remarks.push_back("back to stage " + std::to_string(number - 1));
  }
  std::string text = judged.counts ? "yes" : "no";
  for (std::size_t i = 0; i < remarks.size(); ++i) {
    text += (i == 0 ? ": " : ", ") + remarks[i];
  }
  return text;
}

std::string logs_text(const PastSession& session, const std::string& folder) {
  std::string text = relative(session.log, folder);
  for (const std::string& log : session.continued_in) {
    text += " + " + relative(log, folder);
  }
  return text;
}

void print_sessions(std::ostream& out, const ProgressReport& report,
                    const PairProgress& pair) {
  TextTable table;
  table.column("date");
  table.column("log");
  table.column("stage");
  table.column("trials", TextTable::Align::right);
  table.column("success", TextTable::Align::right);
  table.column("last trials");
  table.column("ambiguous", TextTable::Align::right);
  table.column("ended by");
  table.column("counts");
  for (std::size_t i = 0; i < pair.history.sessions.size(); ++i) {
    const PastSession& session = pair.history.sessions[i];
    const JudgedSession& judged = pair.progress.sessions[i];
    table.row({utc_text(session.began_utc_us).substr(0, 10),
               logs_text(session, report.folder), stage_text(session, judged),
               std::to_string(session.trials), success_text(judged.success),
               criteria_text(report.schedule, judged),
               session.ambiguous == 0 ? "" : std::to_string(session.ambiguous),
               session.ended_by.empty() ? "-" : session.ended_by,
               verdict_text(session, judged)});
  }
  table.print(out, "  ");
}

void print_pair(std::ostream& out, const ProgressReport& report,
                const PairProgress& pair) {
  const auto& sessions = pair.progress.sessions;
  const auto counting = std::count_if(sessions.begin(), sessions.end(),
                                      [](const auto& judged) { return judged.counts; });
  out << '\n'
      << joined(pair.history.training.subjects) << ", "
      << source_text(pair.history.training.source) << ": "
      << counted(sessions.size(), "session") << ", of which " << counting
      << (counting == 1 ? " counts\n" : " count\n");
  print_sessions(out, report, pair);
  out << "  Next: "
      << analysis::describe_stage(report.schedule, pair.progress.next_stage) << ": "
      << pair.progress.reason << '\n';
}

void print_unread(std::ostream& out, const ProgressReport& report) {
  if (report.unread.empty()) return;
  out << "\nNot read, or not to the end:\n";
  for (const analysis::UnreadLog& log : report.unread) {
    // A reason that begins with the path need not be told it twice.
    const bool named = log.reason.starts_with(log.path);
    out << "  " << (named ? "" : log.path + ": ") << log.reason << '\n';
  }
}

// The schedule's own first: the names most likely meant.
void print_found(std::ostream& out, const ProgressReport& report) {
  if (report.found.empty()) {
    out << "There is no readable session log in it at all.\n";
    return;
  }
  std::vector<Training> found = report.found;
  std::stable_partition(found.begin(), found.end(), [&](const Training& training) {
    return training.schedule == report.schedule.name;
  });
  out << "Sessions that are there:\n";
  TextTable table;
  for (const char* title : {"schedule", "animals", "kind"}) table.column(title);
  for (std::size_t i = 0; i < std::min(found.size(), kMostListed); ++i) {
    table.row({"\"" + found[i].schedule + "\"", joined(found[i].subjects),
               source_text(found[i].source)});
  }
  table.print(out, "  ");
  if (found.size() > kMostListed) {
    out << "  and " << found.size() - kMostListed << " more\n";
  }
}

void print_nothing(std::ostream& out, const ProgressReport& report) {
  out << "No " << (report.source.empty() ? "" : source_text(report.source) + " ")
      << "session of schedule \"" << report.schedule.name << "\""
      << (report.subjects.empty() ? "" : " with " + joined(report.subjects))
      << " was found in " << report.folder << " and the folders in it.\n";
  print_found(out, report);
  out << "A first session begins at " << analysis::describe_stage(report.schedule, 0)
      << ".\n";
}

}  // namespace

void print_text(std::ostream& out, const ProgressReport& report) {
  if (report.pairs.empty()) {
    print_nothing(out, report);
  } else {
    out << "Schedule \"" << report.schedule.name << "\", "
        << counted(report.schedule.stages.size(), "stage") << "; logs in "
        << report.folder << '\n';
    for (const PairProgress& pair : report.pairs) print_pair(out, report, pair);
  }
  print_unread(out, report);
}

}  // namespace dyad::cli
