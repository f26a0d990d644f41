#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "dyad/cli/ctl.hpp"
#include "dyad/cli/ctl_status_text.hpp"
#include "dyad/cli/ctl_volume.hpp"
#include "dyad/cli/fail.hpp"

namespace dyad::cli {
namespace {

int done(const Reply& reply, const std::string& what) {
  if (!reply) return complain(reply);
  std::cout << what << '\n';
  return kFine;
}

void add_wish(CLI::App& ctl, const CtlCommands& commands, const std::string& name,
              const std::string& description, const std::string& said) {
  commands.add(ctl, name, description, [name, said](const Daemon& daemon) {
    return done(daemon.post("/sessions/current/" + name), said);
  });
}

void add_give(CLI::App& ctl, const CtlCommands& commands) {
  auto subject = std::make_shared<std::string>();
  auto volume = std::make_shared<std::string>();
  CLI::App* command = commands.add(
      ctl, "give", "Gives an animal a reward while its session runs",
      [commands, subject, volume](const Daemon& daemon) {
        Json body{{"subject", *subject}};
        if (!volume->empty()) {
          const auto number = parse_volume(*volume);
          if (!number) return fail(number.error(), kUsage);
          body["volume_ul"] = *number;
        }
        return commands.show(
            daemon.post("/sessions/current/rewards", body), [&](const Json& water) {
              std::cout << "The session was told to give " << *subject << ' '
                        << microlitres_text(number_at(water, "volume_nl")) << ".\n";
            });
      });
  command->add_option("SUBJECT", *subject, "An animal of the session")->required();
  command->add_option("--volume", *volume,
                      "In µl; where not given: one reward of the schedule");
}

void add_note(CLI::App& ctl, const CtlCommands& commands) {
  auto text = std::make_shared<std::string>();
  auto session = std::make_shared<std::string>("current");
  CLI::App* command = commands.add(
      ctl, "note", "Writes a note beside the log",
      [commands, text, session](const Daemon& daemon) {
        const std::string path = "/sessions/" + percent_encoded(*session) + "/notes";
        return commands.show(
            daemon.post(path, {{"text", *text}}), [](const Json& note) {
              std::cout << "Noted at " << text_at(note, "utc") << ".\n";
            });
      });
  command->add_option("TEXT", *text, "What to write")->required();
  command->add_option("--session", *session, "The session's id")->capture_default_str();
}

void add_dismiss(CLI::App& ctl, const CtlCommands& commands) {
  auto id = std::make_shared<std::string>();
  CLI::App* command = commands.add(
      ctl, "dismiss", "Offers an interrupted session no longer for going on",
      [id](const Daemon& daemon) {
        return done(daemon.post("/sessions/" + percent_encoded(*id) + "/dismiss"),
                    *id + " is no longer offered.");
      });
  command->add_option("ID", *id, "The interrupted session")->required();
}

}  // namespace

void add_ctl_control(CLI::App& ctl, const CtlCommands& commands) {
  add_wish(ctl, commands, "pause", "Pauses the session",
           "The session was told to pause.");
  add_wish(ctl, commands, "resume", "Lets a paused session go on",
           "The session was told to go on.");
  add_wish(ctl, commands, "end", "Ends the session", "The session was told to end.");
  add_give(ctl, commands);
  add_note(ctl, commands);
  add_dismiss(ctl, commands);
}

}  // namespace dyad::cli
