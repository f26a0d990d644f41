#include "dyad/log/names.hpp"

#include <algorithm>
#include <utility>

#include "dyad/log/format.hpp"
#include "dyad/log/line_buffer.hpp"
#include "stage_names.hpp"

namespace dyad::log {
namespace {

std::string quoted(const std::string& name) {
  LineBuffer buffer;
  buffer.put_quoted(name);
  return std::string(buffer.text());
}

std::optional<Error> problem_with(const std::vector<std::string>& names,
                                  const std::string& what) {
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (!can_stand_in_a_line(*name)) {
      return Error{"the " + what + " name '" + *name + "' cannot stand in a log",
                   "Use 1 to " + std::to_string(format::kMaxNameBytes) +
                       " bytes of UTF-8 without control characters."};
    }
    if (std::find(names.begin(), name, *name) != name) {
      return Error{"two " + what + "s are named '" + *name + "'",
                   "Give each its own name: a log tells them apart by it."};
    }
  }
  return std::nullopt;
}

// None where the rig has no such object.
std::optional<std::vector<std::string>> member_names(const nlohmann::ordered_json& rig,
                                                     const char* member) {
  if (!rig.is_object()) return std::nullopt;
  const auto found = rig.find(member);
  if (found == rig.end() || !found->is_object()) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& item : found->items()) names.push_back(item.key());
  return names;
}

}  // namespace

NameTable::NameTable(std::vector<std::string> names) : names_(std::move(names)) {
  for (const std::string& name : names_) json_.push_back(quoted(name));
}

std::optional<std::size_t> NameTable::find(std::string_view name) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] == name) return i;
  }
  return std::nullopt;
}

Result<Names> Names::of(const Header& header) {
  auto channels = member_names(header.rig, "channels");
  auto devices = member_names(header.rig, "devices");
  if (!channels || !devices) {
    return Error{
        "the log header's rig has no \"channels\" or no \"devices\" object",
        "The header holds the rig file as it was read; see docs/rig_config.md."};
  }
  if (channels->size() > kMaxChannels || devices->size() > kMaxDevices ||
      header.subjects.size() > kMaxSubjects) {
    return Error{
        "the log header names more channels, devices or subjects than dyad has",
        "The limits are in docs/rig_config.md."};
  }
  if (auto problem = problem_with(*channels, "channel")) return *problem;
  if (auto problem = problem_with(*devices, "device")) return *problem;
  if (auto problem = problem_with(header.subjects, "subject")) return *problem;
  const std::string partner(Names::kPartner);
  if (std::find(devices->begin(), devices->end(), partner) == devices->end()) {
    devices->push_back(partner);
  }
  Names names;
  names.channels = NameTable(std::move(*channels));
  names.devices = NameTable(std::move(*devices));
  names.subjects = NameTable(header.subjects);
  add_stage_names(header, names);
  return names;
}

}  // namespace dyad::log
