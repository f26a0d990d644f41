#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "dyad/cli/ctl.hpp"
#include "dyad/cli/text_table.hpp"

namespace dyad::cli {
namespace {

std::string days(const Json& object, const char* name) {
  const Json& value = at(object, name);
  return value.is_number() ? fmt::format("{:.0f} days", value.get<double>()) : "";
}

std::string worst_of(const Json& history, const std::string& id) {
  for (const Json& record : history) {
    const Json& worst = at(at(record, "fit"), "worst_percent");
    if (text_at(record, "id") == id && worst.is_number()) {
      return fmt::format("{:.1f} %", worst.get<double>());
    }
  }
  return "";
}

void print_calibrations(const Json& list) {
  TextTable table;
  for (const char* title : {"valve", "seat", "in use", "age", "at most", "worst"}) {
    table.column(title);
  }
  for (const Json& channel : at(list, "channels")) {
    const Json& in_use = at(channel, "in_use");
    const std::string record = text_at(in_use, "record");
    table.row(
        {text_at(channel, "channel"), text_at(channel, "seat"),
         record.empty() ? (in_use.is_object() ? "the rig file's" : "none") : record,
         days(in_use, "age_days"), days(in_use, "max_age_days"),
         worst_of(at(channel, "history"), record)});
  }
  table.print(std::cout, "");
}

void print_doctor(const Json& doctor) {
  for (const Json& finding : at(doctor, "findings")) {
    const std::string level = text_at(finding, "level");
    std::cout << fmt::format("{:<5} {}: {}\n", level, text_at(finding, "title"),
                             text_at(finding, "detail"));
    const std::string remedy = text_at(finding, "remedy");
    if (level != "ok" && !remedy.empty()) std::cout << "      " << remedy << '\n';
  }
}

}  // namespace

void add_ctl_machine(CLI::App& ctl, const CtlCommands& commands) {
  commands.add(ctl, "calibrations", "Every valve's calibration in use, and its age",
               [commands](const Daemon& daemon) {
                 return commands.show(daemon.get("/calibrations"), print_calibrations);
               });
  commands.add(ctl, "doctor", "What dyad doctor finds on the daemon's machine",
               [commands](const Daemon& daemon) -> int {
                 const Reply doctor = daemon.get("/doctor");
                 const int exit_code = commands.show(doctor, print_doctor);
                 if (exit_code != kFine) return exit_code;
                 return text_at(doctor.json, "worst") == "fail" ? kNo : kFine;
               });
}

}  // namespace dyad::cli
