#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "doctor_checks.hpp"
#include "dyad/config/read.hpp"

namespace dyad::server::doctor {
namespace {

std::string user_text(const Machine& machine) {
  const Machine::User user = machine.user();
  std::string groups;
  for (const std::string& group : user.groups) {
    groups += (groups.empty() ? "" : ", ") + group;
  }
  return "user " + user.name + (groups.empty() ? "" : " (groups " + groups + ")");
}

std::string join_group(const std::string& group) {
  return "sudo usermod -aG " + group + " $USER, then log in again";
}

bool uses_gpio(const config::Rig& rig) {
  return std::any_of(rig.devices.begin(), rig.devices.end(),
                     [](const config::Device& device) {
                       return std::holds_alternative<config::GpioDevice>(device.kind);
                     });
}

const config::McuDevice* board_of(const config::Device& device) {
  return std::get_if<config::McuDevice>(&device.kind);
}

// Valves differ, so two that were measured have two tables.
std::string valves_of_one_table(const config::Rig& rig) {
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& one = rig.channels[i];
    if (one.kind != config::ChannelKind::reward_valve) continue;
    for (std::size_t j = i + 1; j < rig.channels.size(); ++j) {
      const config::Channel& other = rig.channels[j];
      if (other.kind != config::ChannelKind::reward_valve) continue;
      if (one.valve.calibration == other.valve.calibration) {
        return one.name + " and " + other.name;
      }
    }
  }
  return "";
}

std::string valves_of_one_row(const config::Rig& rig) {
  std::string names;
  for (const config::Channel& channel : rig.channels) {
    if (channel.kind != config::ChannelKind::reward_valve) continue;
    if (channel.valve.calibration.size() > 1) continue;
    names += (names.empty() ? "" : ", ") + channel.name;
  }
  return names;
}

// Why nobody should open the port now; empty: somebody may.
std::string obstacle(const Machine& machine, const std::string& port) {
  if (!machine.exists(port)) return "it is not there";
  if (!machine.may_read_and_write(port)) return "it may not be opened";
  if (const auto holder = machine.holder_of(port)) return *holder + " has it open";
  return "";
}

}  // namespace

Finding rig_file(const std::string& path, std::optional<config::Rig>& rig) {
  constexpr const char* kTitle = "Rig file";
  config::Problems problems;
  if (const auto document = config::read_document(path, problems)) {
    rig = config::read_rig(*document, problems);
  }
  if (problems.empty() && rig) {
    return ok("rig-file", kTitle, "\"" + rig->name + "\" is valid");
  }
  std::string detail;
  for (const config::Problem& problem : problems) {
    detail += (detail.empty() ? "" : "\n") + problem.text();
  }
  return fail("rig-file", kTitle, detail, "correct the file; dyad check " + path);
}

Finding gpio(const Machine& machine, const config::Rig* rig) {
  constexpr const char* kTitle = "GPIO chips";
  const bool needed = rig != nullptr && uses_gpio(*rig);
  std::string found;
  std::string closed;
  for (const Machine::File& file : machine.list("/dev")) {
    if (!file.name.starts_with("gpiochip")) continue;
    std::string& list =
        machine.may_read_and_write("/dev/" + file.name) ? found : closed;
    list += (list.empty() ? "" : ", ") + file.name;
  }
  if (!closed.empty()) {
    const std::string said = closed + " may not be used by " + user_text(machine);
    return needed ? fail("gpio", kTitle, said, join_group("gpio"))
                  : warn("gpio", kTitle, said, join_group("gpio"));
  }
  if (!found.empty()) return ok("gpio", kTitle, found + " may be used");
  if (needed) {
    return fail("gpio", kTitle, "the rig uses GPIO lines, and this machine has no chip",
                "run on the Raspberry Pi, or use a rig with a board or simulated");
  }
  return ok("gpio", kTitle,
            rig != nullptr ? "none, and the rig needs none"
                           : "none; a rig on GPIO lines cannot run here");
}

Finding calibration(const config::Rig& rig) {
  constexpr const char* kTitle = "Valve calibration";
  constexpr const char* kRemedy =
      "measure each valve at several open times: docs/rig_config.md";
  if (rig.simulated()) return ok("calibration", kTitle, "simulated valves");
  if (const std::string one_row = valves_of_one_row(rig); !one_row.empty()) {
    return warn("calibration", kTitle,
                one_row + " measured at one open time only: other volumes are guesses",
                kRemedy);
  }
  if (const std::string same = valves_of_one_table(rig); !same.empty()) {
    return warn("calibration", kTitle,
                same + " have the same table: has each been measured?", kRemedy);
  }
  return ok("calibration", kTitle, "a table for each valve");
}

std::optional<Finding> serial_ports(const Machine& machine, const config::Rig& rig) {
  constexpr const char* kTitle = "Serial ports";
  std::string said;
  std::string remedy;
  Level level = Level::ok;
  const auto add = [&](Level worse, const std::string& text, const std::string& todo) {
    level = std::max(level, worse);
    said += (said.empty() ? "" : "; ") + text;
    if (!todo.empty() && remedy.find(todo) == std::string::npos) {
      remedy += (remedy.empty() ? "" : "; ") + todo;
    }
  };
  for (const config::Device& device : rig.devices) {
    const config::McuDevice* board = board_of(device);
    if (board == nullptr) continue;
    if (!machine.exists(board->port)) {
      add(Level::fail, board->port + " is not there",
          "plug board \"" + device.name +
              "\" in, or correct its \"port\"; dyad mcu info "
              "lists the ports");
    } else if (!machine.may_read_and_write(board->port)) {
      add(Level::fail, board->port + " may not be used by " + user_text(machine),
          join_group("dialout"));
    } else if (const auto holder = machine.holder_of(board->port)) {
      add(Level::warn, board->port + " is in use by " + *holder,
          "end it before a session, unless it is the session");
    } else {
      add(Level::ok, board->port + " may be used", "");
    }
  }
  if (said.empty()) return std::nullopt;
  return Finding{"serial-ports", level, kTitle, said, remedy};
}

std::vector<Finding> firmware(const Machine& machine, const config::Rig& rig,
                              const DoctorQuery& query) {
  std::vector<Finding> found;
  if (!query.ask_board) return found;
  for (std::size_t i = 0; i < rig.devices.size(); ++i) {
    const config::Device& device = rig.devices[i];
    const config::McuDevice* board = board_of(device);
    if (board == nullptr) continue;
    const std::string why_not = obstacle(machine, board->port);
    if (why_not.empty()) {
      found.push_back(query.ask_board(rig, static_cast<SourceIndex>(i)));
    } else {
      found.push_back(
          warn("firmware", "Firmware of \"" + device.name + "\"",
               "not asked: " + board->port + ": " + why_not,
               "mend the port (see Serial ports), then run dyad doctor again"));
    }
  }
  return found;
}

}  // namespace dyad::server::doctor
