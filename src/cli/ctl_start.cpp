#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "dyad/cli/ctl.hpp"
#include "dyad/cli/ctl_documents.hpp"
#include "dyad/cli/ctl_status_text.hpp"
#include "dyad/cli/ctl_wait.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/core/duration_text.hpp"

namespace dyad::cli {
namespace {

struct StartOptions {
  std::vector<std::string> subjects;
  std::string schedule;
  std::string version;
  std::string stage;
  std::string duration;
  std::vector<std::string> labels;
  std::string seed;
  std::string speed;
  std::vector<std::string> overrides;
  std::string continued;
  bool wait = false;
};

void put(Json& body, const char* name, const std::string& value) {
  if (!value.empty()) body[name] = value;
}

// NAME[@ID], or a file, which is stored first.
Reply name_schedule(const Daemon& daemon, const std::string& text, Json& body) {
  std::error_code none;
  if (std::filesystem::is_regular_file(text, none) || text.ends_with(".json")) {
    Reply stored = store_document(daemon, "/schedules", text, "");
    if (!stored) return stored;
    put(body, "schedule", text_at(stored.json, "name"));
    put(body, "version", text_at(stored.json, "id"));
    return {};
  }
  const DocumentName name = document_name(text);
  put(body, "schedule", name.name);
  put(body, "version", name.version);
  return {};
}

// Of NAME=VALUE; the text that is not of the form is an error.
std::optional<Error> put_labels(const std::vector<std::string>& labels, Json& body) {
  for (const std::string& label : labels) {
    const std::size_t equals = label.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Error{"--label: '" + label + "' is not of the form NAME=VALUE", ""};
    }
    body["labels"][label.substr(0, equals)] = label.substr(equals + 1);
  }
  return std::nullopt;
}

// The body of START, or why there is none.
Reply start_body(const Daemon& daemon, const StartOptions& options) {
  Json body = Json::object();
  if (!options.continued.empty()) {
    body["continue"] = options.continued;
  } else {
    body["subjects"] = options.subjects;
    if (const auto bad = put_labels(options.labels, body)) {
      return {nullptr, kUsage, bad->text()};
    }
    const Reply named = name_schedule(daemon, options.schedule, body);
    if (!named) return named;
    put(body, "stage", options.stage);
    put(body, "duration", options.duration);
    put(body, "seed", options.seed);
  }
  put(body, "speed", options.speed);
  if (!options.overrides.empty()) body["override"] = options.overrides;
  return {std::move(body), kFine, ""};
}

int start(const Daemon& daemon, const StartOptions& options) {
  const Reply body = start_body(daemon, options);
  if (!body) return complain(body);
  const Reply started = daemon.post("/sessions", body.json);
  if (!started) return complain(started);
  if (options.wait) return wait_for_session(daemon);
  std::cout << "Starting; dyad ctl status tells how it goes.\n";
  return kFine;
}

void print_check(const Json& check) {
  if (at(check, "stage").is_object()) {
    std::cout << "stage     " << stage_text(at(check, "stage")) << "\n          "
              << text_at(at(check, "stage"), "reason") << '\n';
  }
  if (at(check, "duration_us").is_number()) {
    std::cout << "duration  "
              << duration_text(Duration::from_us(number_at(check, "duration_us")))
              << '\n';
  }
  if (is_true(check, "ok")) std::cout << "It can be started.\n";
}

int check(const Daemon& daemon, const StartOptions& options,
          const CtlCommands& commands) {
  const Reply body = start_body(daemon, options);
  if (!body) return complain(body);
  const Reply answer = daemon.post("/sessions/check", body.json);
  const int exit_code = commands.show(answer, print_check);
  if (exit_code != kFine || is_true(answer.json, "ok")) return exit_code;
  if (commands.json()) return kNo;
  Json problem = answer.json;
  problem["title"] = "It would not be started";
  return complain({problem, kNo, problem_text(problem)});
}

void add_options(CLI::App& command, const std::shared_ptr<StartOptions>& options) {
  CLI::Option* continued = command.add_option(
      "--continue", options->continued,
      "Takes an interrupted session up again, for the time that was left");
  const auto with_new = [&](CLI::Option* option) { option->excludes(continued); };
  with_new(command
               .add_option("--subjects", options->subjects,
                           "The animals in the order of the rig's seats: A,B")
               ->delimiter(','));
  with_new(command.add_option("--schedule", options->schedule,
                              "A stored schedule, NAME or NAME@ID; or a file, which is "
                              "stored first"));
  with_new(command.add_option("--stage", options->stage,
                              "Its stage (default: the one that is due)"));
  with_new(command.add_option("--duration", options->duration,
                              "As 90s or 30min (default: the schedule's)"));
  with_new(command.add_option("--label", options->labels,
                              "NAME=VALUE: a label of the schedule; may be repeated"));
  with_new(command.add_option("--seed", options->seed, "Of what is drawn"));
  command.add_option("--speed", options->speed,
                     "Of a simulated rig: 20, 0.5 or max (default: 1)");
  command.add_option("--override", options->overrides,
                     "The code of a refusal to pass over; may be repeated");
  command.footer("It takes --subjects and --schedule, or --continue.");
}

// What CLI11's own rules cannot say.
int with_what(const StartOptions& options, const std::function<int()>& run) {
  if (options.continued.empty() &&
      (options.subjects.empty() || options.schedule.empty())) {
    return fail({"--subjects and --schedule are needed, or --continue", ""}, kUsage);
  }
  return run();
}

}  // namespace

void add_ctl_start(CLI::App& ctl, const CtlCommands& commands) {
  auto to_start = std::make_shared<StartOptions>();
  CLI::App* command =
      commands.add(ctl, "start", "Starts a session", [to_start](const Daemon& daemon) {
        return with_what(*to_start, [&] { return start(daemon, *to_start); });
      });
  add_options(*command, to_start);
  command->add_flag("--wait", to_start->wait,
                    "Waits for its end; exits with 1 where it did not end as planned");
  auto to_check = std::make_shared<StartOptions>();
  add_options(*commands.add(ctl, "check", "What starting a session would say",
                            [to_check, commands](const Daemon& daemon) {
                              return with_what(*to_check, [&] {
                                return check(daemon, *to_check, commands);
                              });
                            }),
              to_check);
}

}  // namespace dyad::cli
