#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "dyad/cli/ctl.hpp"
#include "dyad/cli/ctl_status_text.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/new_file.hpp"
#include "dyad/cli/status_line.hpp"
#include "dyad/cli/text_table.hpp"

namespace dyad::cli {
namespace {

struct ListOptions {
  std::string subject;
  std::string schedule;
  int limit = 50;
};

std::string query_of(const ListOptions& options) {
  std::string query = "?limit=" + std::to_string(options.limit);
  if (!options.subject.empty()) query += "&subject=" + percent_encoded(options.subject);
  if (!options.schedule.empty())
    query += "&schedule=" + percent_encoded(options.schedule);
  return query;
}

std::string number_or_none(const Json& object, const char* name) {
  return at(object, name).is_number() ? std::to_string(number_at(object, name)) : "";
}

std::string success_of(const Json& session) {
  const Json& permille = at(session, "success_permille");
  if (!permille.is_number()) return "";
  return std::to_string((number_at(session, "success_permille") + 5) / 10) + " %";
}

std::string end_of(const Json& session) {
  if (!text_at(session, "problem").empty()) return text_at(session, "problem");
  if (is_true(session, "running")) return "running";
  const std::string reason = text_at(session, "end_reason");
  return reason.empty() ? "interrupted" : reason;
}

void print_list(const Json& list) {
  TextTable table;
  using Align = TextTable::Align;
  for (const char* title : {"session", "subjects", "schedule", "stage"}) {
    table.column(title);
  }
  for (const char* title : {"lasted", "trials", "coordinated", "success"}) {
    table.column(title, Align::right);
  }
  table.column("end");
  for (const Json& one : at(list, "sessions")) {
    const bool lasted = at(one, "lasted_us").is_number();
    table.row({text_at(one, "id"), joined(at(one, "subjects")),
               text_at(one, "schedule"), stage_text(at(one, "stage")),
               lasted ? clock_text(Time::from_us(number_at(one, "lasted_us"))) : "",
               number_or_none(one, "trials"), number_or_none(one, "coordinated"),
               success_of(one), end_of(one)});
  }
  const auto shown = static_cast<std::int64_t>(at(list, "sessions").size());
  if (shown == 0) {
    std::cout << "There is no such session.\n";
    return;
  }
  table.print(std::cout, "");
  const std::int64_t total = number_at(list, "total");
  if (shown < total) {
    std::cout << fmt::format("{} of {}; --limit shows more\n", shown, total);
  }
}

int download(const Daemon& daemon, const std::string& id, const std::string& out) {
  auto file = NewFile::create(out);
  if (!file) return fail(file.error());
  bool written = true;
  const std::string path = "/sessions/" + percent_encoded(id) + "/log";
  const auto answer = daemon.http().download(
      Daemon::target(path),
      [&](std::string_view part) { return written = file->write(part); });
  if (!written) return fail(file->keep().error());
  if (!answer) return fail(answer.error());
  if (answer->status != 200) return complain(refusal(daemon.http().origin(), *answer));
  const Status kept = file->keep();
  return kept ? kFine : fail(kept.error());
}

void add_list(CLI::App& ctl, const CtlCommands& commands) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* command = commands.add(
      ctl, "sessions", "Lists sessions, newest first",
      [commands, options](const Daemon& daemon) {
        return commands.show(daemon.get("/sessions" + query_of(*options)), print_list);
      });
  command->add_option("--subject", options->subject,
                      "Only those of this animal, or of all of these: M1,M2");
  command->add_option("--schedule", options->schedule, "Only those of this schedule");
  command->add_option("--limit", options->limit, "How many at most")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

}  // namespace

void add_ctl_sessions(CLI::App& ctl, const CtlCommands& commands) {
  add_list(ctl, commands);
  auto id = std::make_shared<std::string>();
  commands
      .add(ctl, "show", "A session: its trials, water and notes",
           [commands, id](const Daemon& daemon) {
             return commands.show(
                 daemon.get("/sessions/" + percent_encoded(*id)),
                 [](const Json& session) { print_session(std::cout, session); });
           })
      ->add_option("ID", *id, "The session, or current")
      ->required();
  auto out = std::make_shared<std::string>();
  auto of = std::make_shared<std::string>();
  CLI::App* log = commands.add(
      ctl, "log", "Downloads a session's log as it stands",
      [of, out](const Daemon& daemon) { return download(daemon, *of, *out); });
  log->add_option("ID", *of, "The session, or current")->required();
  log->add_option("--out", *out, "A file that is not there yet")->required();
}

}  // namespace dyad::cli
