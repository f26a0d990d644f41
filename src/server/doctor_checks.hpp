#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/server/doctor.hpp"
#include "dyad/server/machine.hpp"

// One function a check. `rig`: null where no valid rig file was named.
namespace dyad::server::doctor {

Finding ok(std::string id, std::string title, std::string detail);
Finding warn(std::string id, std::string title, std::string detail, std::string remedy);
Finding fail(std::string id, std::string title, std::string detail, std::string remedy);

// "3.2 GB", for a person.
std::string bytes_text(std::uint64_t bytes);

// doctor_kernel.cpp
Finding kernel(const Machine& machine);
Finding persistent_outputs(const Machine& machine);
Finding governor(const Machine& machine);
Finding power(const Machine& machine);

// doctor_resources.cpp
Finding load(const Machine& machine);
Finding memory(const Machine& machine);
Finding swap(const Machine& machine);
Finding realtime(const Machine& machine);

// doctor_clock.cpp
Finding clock_sync(const Machine& machine);
Finding clock_plausible(const Machine& machine, const std::string& data_folder);

// doctor_data.cpp
Finding data_folder(const Machine& machine, const std::string& folder);
Finding disk_space(const Machine& machine, const std::string& folder);
Finding disk_latency(const Machine& machine, const std::string& folder);

// doctor_rig.cpp
Finding rig_file(const std::string& path, std::optional<config::Rig>& rig);
Finding gpio(const Machine& machine, const config::Rig* rig);
Finding calibration(const config::Rig& rig);
// None where the rig has no board.
std::optional<Finding> serial_ports(const Machine& machine, const config::Rig& rig);
std::vector<Finding> firmware(const Machine& machine, const config::Rig& rig,
                              const DoctorQuery& query);

}  // namespace dyad::server::doctor
