#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/experiment.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/new_log.hpp"
#include "dyad/cli/outcomes_text.hpp"
#include "dyad/cli/poke_table.hpp"
#include "dyad/core/duration_text.hpp"
#include "dyad/log/writer.hpp"
#include "dyad/replay/drive.hpp"
#include "dyad/task/tally.hpp"

namespace dyad::cli {
namespace {

struct ImportOptions {
  ExperimentOptions experiment;
  std::string csv;
  std::string uncertainty;
};

std::optional<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file.is_open() || file.bad()) return std::nullopt;
  return text.str();
}

// The channel of each seat on which its pokes are logged: its first operandum.
std::vector<ChannelIndex> operanda(const config::Rig& rig) {
  std::vector<ChannelIndex> first(rig.subject_count(), kNoChannel);
  for (std::size_t i = rig.channels.size(); i-- > 0;) {
    const config::Channel& channel = rig.channels[i];
    if (!config::is_operandum(channel.kind) || channel.subject == kNoSubject) continue;
    first[channel.subject] = static_cast<ChannelIndex>(i);
  }
  return first;
}

// In the engine's order: rows of one instant by device.
std::vector<Input> inputs_of(const PokeTable& table, const config::Rig& rig) {
  const std::vector<ChannelIndex> channels = operanda(rig);
  std::vector<Input> inputs;
  for (const PokeRow& row : table.rows) {
    Input input;
    input.time = row.time;
    input.channel = channels[row.subject];
    input.source = rig.channels[input.channel].device;
    input.active = row.onset;
    input.uncertainty = table.uncertainty;
    inputs.push_back(input);
  }
  std::stable_sort(inputs.begin(), inputs.end(), [](const Input& a, const Input& b) {
    return input_order(a, b) < 0;
  });
  std::uint64_t sequence = 0;
  for (Input& input : inputs) input.sequence = ++sequence;
  return inputs;
}

// Decides the inputs and logs them as a session would have been.
class Importer {
 public:
  Importer(const Experiment& experiment, log::Sink& log)
      : plan_(experiment.plan), engine_(plan_, experiment.seed), log_(log) {}

  void run(const std::vector<Input>& inputs) {
    replay::Driver driver(engine_);
    const auto heard = [this](const Input& input, const task::Output& out) {
      write(input, out);
    };
    Input start;
    start.kind = InputKind::operator_action;
    driver.feed(start, heard);
    for (const Input& input : inputs) {
      driver.feed_deadlines_before(input.time, heard);
      if (engine_.ended()) break;
      driver.feed(input, heard);
      ++decided_;
    }
    driver.finish(Time() + plan_.duration, heard);
    log_.append(end_);
  }

  std::size_t decided() const { return decided_; }
  Time ended_at() const { return end_.time; }
  const task::Tally& tally() const { return tally_; }

 private:
  void write(const Input& input, const task::Output& out) {
    log_.append(input);
    for (const Note& note : out.notes) {
      log_.append(note);
      tally_.add(note);
      if (const auto* end = std::get_if<note::SessionEnd>(&note.body)) {
        end_ = {note.time, std::string(to_text(end->reason)), {}};
      }
    }
    for (const Command& command : out.commands) log_.append(command);
  }

  const task::Plan& plan_;
  task::Engine engine_;
  log::Sink& log_;
  task::Tally tally_;
  log::End end_;
  std::size_t decided_ = 0;
};

void report(const ImportOptions& options, const Importer& importer, std::size_t rows,
            const std::string& path) {
  const task::Tally& tally = importer.tally();
  std::cout << "imported  " << options.csv << "  " << importer.decided() << " rows, "
            << tally.trials << " trials, " << outcomes_text(tally) << "\nlog       "
            << path << '\n';
  if (importer.decided() == rows) return;
  std::cerr << "dyad: " << options.csv << ": " << rows - importer.decided()
            << " row(s) after the session's end at "
            << duration_text(importer.ended_at() - Time())
            << " were left out; give a longer session with --duration\n";
}

int write_log(const ImportOptions& options, const Experiment& experiment,
              const PokeTable& table) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const ClockAnchor anchor{
      .monotonic_ns = 0,
      .utc_us = std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
  auto writer = create_log(options.experiment.data_folder, experiment, "import", anchor,
                           {.sync_interval = Duration::from_ms(200),
                            .ring_bytes = std::size_t{4} << 20U,
                            .wait_for_room = true});
  if (!writer) return fail(writer.error(), kOperatingError);
  (*writer)->start();
  Importer importer(experiment, **writer);
  importer.run(inputs_of(table, experiment.rig));
  if (const auto failure = (*writer)->failure()) return fail(*failure, kOperatingError);
  const Status closed = (*writer)->close();
  if (!closed) return fail(closed.error(), kOperatingError);
  report(options, importer, table.rows.size(), (*writer)->path());
  return kFine;
}

// The table, its problems said. The exit code is set where there is none.
std::optional<PokeTable> load_table(const ImportOptions& options, int& exit_code) {
  const auto text = read_text(options.csv);
  if (!text) {
    exit_code =
        fail({"cannot read '" + options.csv + "'", "check the path"}, kOperatingError);
    return std::nullopt;
  }
  config::Problems problems;
  auto table =
      parse_poke_table(options.csv, *text, options.experiment.subjects, problems);
  for (const config::Problem& problem : problems) std::cerr << problem.text() << '\n';
  if (!table) exit_code = kNo;
  return table;
}

int run_import(ImportOptions options) {
  std::optional<Duration> uncertainty;
  if (!options.uncertainty.empty()) {
    const auto parsed = parse_duration(options.uncertainty);
    if (!parsed) {
      return fail({"--uncertainty: " + parsed.error().what, parsed.error().remedy},
                  kUsage);
    }
    uncertainty = *parsed;
  }
  int table_code = kFine;
  auto table = load_table(options, table_code);
  if (!table && options.experiment.subjects.empty()) return table_code;
  if (options.experiment.subjects.empty())
    options.experiment.subjects = table->subjects;
  StartFailure failure;
  const auto experiment = load_experiment(options.experiment, "import", failure);
  if (!experiment) print(failure, std::cerr);
  if (!table) return table_code;
  if (!experiment) return failure.exit_code;
  if (uncertainty) table->uncertainty = *uncertainty;
  return write_log(options, *experiment, *table);
}

}  // namespace

void add_import(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand(
      "import", "Decide pokes that another system recorded, and log the session");
  command
      ->add_option("--csv", options->csv,
                   "The table: time_s,subject,event (poke_on, poke_off)")
      ->required();
  add_experiment_options(*command, options->experiment);
  command->get_option("--subjects")
      ->description(
          "The animals, in the order of the rig's seats: A,B (default: in the "
          "order of their first row)");
  command->add_option("--duration", options->experiment.duration,
                      "Length of the session, e.g. 30min (default: the schedule's)");
  command->add_option(
      "--uncertainty", options->uncertainty,
      "Of each time, e.g. 10ms (default: half the table's last decimal)");
  command->callback([options, &exit_code] { exit_code = run_import(*options); });
}

}  // namespace dyad::cli
