#include "dyad/cli/ctl_documents.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "dyad/cli/ctl.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/new_file.hpp"
#include "dyad/cli/text_table.hpp"

namespace dyad::cli {
namespace {

// Schedules or rigs: their commands are the same.
struct Kind {
  std::string one;   // schedule
  std::string many;  // schedules

  std::string path() const { return '/' + many; }
};

void print_list(const Json& list, const std::string& many) {
  TextTable table;
  for (const char* title : {"name", "version", "stored", "by", "note"}) {
    table.column(title);
  }
  for (const Json& document : at(list, many.c_str())) {
    std::string name = text_at(document, "name");
    if (text_at(document, "origin") == "built-in") name += " (built-in)";
    for (const Json& version : at(document, "versions")) {
      table.row({name, text_at(version, "id"), text_at(version, "stored_utc"),
                 text_at(version, "stored_by"), text_at(version, "note")});
      name.clear();
    }
  }
  table.print(std::cout, "");
}

int get(const Daemon& daemon, const Kind& kind, const std::string& which,
        const std::string& out) {
  const DocumentName name = document_name(which);
  std::string path = kind.path() + '/' + percent_encoded(name.name);
  if (!name.version.empty()) path += "?version=" + percent_encoded(name.version);
  // Byte for byte: the id is the text's.
  const auto answer = daemon.http().ask("GET", Daemon::target(path));
  if (!answer) return fail(answer.error());
  if (answer->status != 200) return complain(refusal(daemon.http().origin(), *answer));
  if (out.empty()) {
    std::cout << answer->body;
    return kFine;
  }
  auto file = NewFile::create(out);
  if (!file) return fail(file.error());
  file->write(answer->body);
  const Status kept = file->keep();
  return kept ? kFine : fail(kept.error());
}

void add_put(CLI::App& group, const CtlCommands& commands, const Kind& kind) {
  auto file = std::make_shared<std::string>();
  auto note = std::make_shared<std::string>();
  CLI::App* command = commands.add(
      group, "put", "Stores a version of a " + kind.one,
      [commands, kind, file, note](const Daemon& daemon) {
        const Reply stored = store_document(daemon, kind.path(), *file, *note);
        return commands.show(stored, [](const Json& json) {
          std::cout << text_at(json, "name") << '@' << text_at(json, "id")
                    << (is_true(json, "already_there") ? " was there already\n"
                                                       : " is stored\n");
        });
      });
  command->add_option("FILE", *file, "The " + kind.one + "'s file")->required();
  command->add_option("--note", *note, "What is new in it");
}

void add_get(CLI::App& group, const CtlCommands& commands, const Kind& kind) {
  auto which = std::make_shared<std::string>();
  auto out = std::make_shared<std::string>();
  CLI::App* command =
      commands.add(group, "get", "The " + kind.one + " as it was stored",
                   [kind, which, out](const Daemon& daemon) {
                     return get(daemon, kind, *which, *out);
                   });
  command->add_option("NAME", *which, "NAME, or NAME@ID for a version")->required();
  command->add_option("--out", *out,
                      "A file that is not there yet (default: standard output)");
}

void add_kind(CLI::App& ctl, const CtlCommands& commands, const Kind& kind) {
  commands.add(ctl, kind.many, "The " + kind.many + " there are, with their versions",
               [commands, kind](const Daemon& daemon) {
                 return commands.show(daemon.get(kind.path()), [&](const Json& list) {
                   print_list(list, kind.many);
                 });
               });
  CLI::App* group = ctl.add_subcommand(kind.one, "Stores or fetches a " + kind.one);
  group->require_subcommand(1);
  add_put(*group, commands, kind);
  add_get(*group, commands, kind);
}

}  // namespace

DocumentName document_name(const std::string& text) {
  const std::size_t sign = text.rfind('@');
  if (sign == std::string::npos) return {text, ""};
  return {text.substr(0, sign), text.substr(sign + 1)};
}

Reply store_document(const Daemon& daemon, const std::string& path,
                     const std::string& file, const std::string& note) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return unreachable({"'" + file + "' cannot be read",
                        "See whether it is there, and whether you may read it."});
  }
  Json body{{"text", std::string(std::istreambuf_iterator<char>(stream), {})}};
  if (!note.empty()) body["note"] = note;
  Reply stored = daemon.post(path, body);
  if (!stored) stored.complaint = file + ": " + stored.complaint;
  return stored;
}

void add_ctl_documents(CLI::App& ctl, const CtlCommands& commands) {
  add_kind(ctl, commands, {"schedule", "schedules"});
  add_kind(ctl, commands, {"rig", "rigs"});
}

}  // namespace dyad::cli
