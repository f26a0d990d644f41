#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/enum_names.hpp"
#include "dyad/server/machine.hpp"

namespace dyad::server {

enum class Level : std::uint8_t {
  ok,
  warn,  // a session will run; something may go wrong, or is not known
  fail   // no session should be run like this
};

// What one check found. docs/doctor.md lists the checks by id.
struct Finding {
  std::string id;  // stable: "disk-space"; "firmware" once for each board
  Level level = Level::ok;
  std::string title;
  std::string detail;  // may have several lines
  std::string remedy;  // empty where ok
};

struct DoctorQuery {
  std::string rig_path;     // empty: the machine alone
  std::string data_folder;  // need not be there yet

  // False while a session runs, which would wait for the disk too.
  bool measure_disk = true;

  // Asks a board of the rig which firmware it runs; opening its port resets most of
  // them, so it is called for none that is in use. Empty: no board is asked.
  std::function<Finding(const config::Rig& rig, SourceIndex board)> ask_board = {};
};

// Runs every check, in the order of docs/doctor.md. Takes as long as the disk takes for
// kWrites writes, and each board for its answer.
std::vector<Finding> examine(const Machine& machine, const DoctorQuery& query);

Level worst_of(const std::vector<Finding>& findings);

// {"findings": [{"id", "level", "title", "detail", "remedy"}], "worst"}
nlohmann::ordered_json to_json(const std::vector<Finding>& findings);

}  // namespace dyad::server

namespace dyad {
template <>
struct EnumNames<server::Level> {
  static constexpr std::array<std::string_view, 3> names{"ok", "warn", "fail"};
};
}  // namespace dyad
