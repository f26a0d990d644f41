#include "dyad/server/doctor.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <utility>

#include "doctor_checks.hpp"

namespace dyad::server {
namespace doctor {

Finding ok(std::string id, std::string title, std::string detail) {
  return {std::move(id), Level::ok, std::move(title), std::move(detail), ""};
}

Finding warn(std::string id, std::string title, std::string detail,
             std::string remedy) {
  return {std::move(id), Level::warn, std::move(title), std::move(detail),
          std::move(remedy)};
}

Finding fail(std::string id, std::string title, std::string detail,
             std::string remedy) {
  return {std::move(id), Level::fail, std::move(title), std::move(detail),
          std::move(remedy)};
}

std::string bytes_text(std::uint64_t bytes) {
  static constexpr std::array<const char*, 5> kUnits{"bytes", "kB", "MB", "GB", "TB"};
  auto shown = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; shown >= 1000 && unit + 1 < kUnits.size(); ++unit) shown /= 1000;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", shown,
                kUnits.at(unit));
  return text.data();
}

}  // namespace doctor

namespace {

std::vector<Finding> examine_rig(const Machine& machine, const DoctorQuery& query) {
  std::vector<Finding> found;
  std::optional<config::Rig> rig;
  if (!query.rig_path.empty()) found.push_back(doctor::rig_file(query.rig_path, rig));
  found.push_back(doctor::gpio(machine, rig ? &*rig : nullptr));
  if (!rig) return found;
  found.push_back(doctor::calibration(*rig));
  if (auto ports = doctor::serial_ports(machine, *rig)) {
    found.push_back(std::move(*ports));
  }
  auto boards = doctor::firmware(machine, *rig, query);
  std::move(boards.begin(), boards.end(), std::back_inserter(found));
  return found;
}

}  // namespace

std::vector<Finding> examine(const Machine& machine, const DoctorQuery& query) {
  std::vector<Finding> found{
      doctor::kernel(machine),     doctor::persistent_outputs(machine),
      doctor::governor(machine),   doctor::power(machine),
      doctor::load(machine),       doctor::memory(machine),
      doctor::swap(machine),       doctor::realtime(machine),
      doctor::clock_sync(machine), doctor::clock_plausible(machine, query.data_folder)};
  if (!query.data_folder.empty()) {
    found.push_back(doctor::data_folder(machine, query.data_folder));
    found.push_back(doctor::disk_space(machine, query.data_folder));
    if (query.measure_disk) {
      found.push_back(doctor::disk_latency(machine, query.data_folder));
    }
  }
  auto of_rig = examine_rig(machine, query);
  std::move(of_rig.begin(), of_rig.end(), std::back_inserter(found));
  return found;
}

Level worst_of(const std::vector<Finding>& findings) {
  Level worst = Level::ok;
  for (const Finding& finding : findings) worst = std::max(worst, finding.level);
  return worst;
}

nlohmann::ordered_json to_json(const std::vector<Finding>& findings) {
  nlohmann::ordered_json json{{"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : findings) {
    json["findings"].push_back({{"id", finding.id},
                                {"level", to_text(finding.level)},
                                {"title", finding.title},
                                {"detail", finding.detail},
                                {"remedy", finding.remedy}});
  }
  json["worst"] = to_text(worst_of(findings));
  return json;
}

}  // namespace dyad::server
