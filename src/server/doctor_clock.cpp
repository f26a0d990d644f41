#include <algorithm>
#include <string>

#include "doctor_checks.hpp"

namespace dyad::server::doctor {
namespace {

// Before this program was written, and after anybody will run it: a machine without a
// battery-backed clock wakes in such years.
constexpr std::int64_t kEarliest_s = 1'767'225'600;  // 2026-01-01
constexpr std::int64_t kLatest_s = 4'102'444'800;    // 2100-01-01
// Clocks of file servers differ by some seconds.
constexpr std::int64_t kTolerance_s = 300;

constexpr const char* kRemedy =
    "sudo timedatectl set-ntp true, with a network; a Pi without one needs a clock "
    "module with a battery";

std::int64_t newest_log_s(const Machine& machine, const std::string& folder) {
  std::int64_t newest = 0;
  for (const Machine::File& file : machine.list(folder)) {
    if (file.name.ends_with(".jsonl")) newest = std::max(newest, file.modified_s);
  }
  return newest;
}

}  // namespace

Finding clock_sync(const Machine& machine) {
  constexpr const char* kTitle = "Clock synchronization";
  const auto synchronized = machine.clock_is_synchronized();
  if (!synchronized) {
    return warn("clock-sync", kTitle, "not known: the kernel does not say", kRemedy);
  }
  if (*synchronized)
    return ok("clock-sync", kTitle, "the kernel's clock is kept by NTP");
  return warn(
      "clock-sync", kTitle,
      "the kernel's clock is kept by nobody: the dates of logs may be wrong; the "
      "times inside a session do not depend on it",
      kRemedy);
}

Finding clock_plausible(const Machine& machine, const std::string& data_folder) {
  constexpr const char* kTitle = "Date";
  const std::int64_t now = machine.utc_s();
  if (now < kEarliest_s || now >= kLatest_s) {
    return fail("clock-plausible", kTitle,
                "the machine's clock says a year that cannot be: logs would be named "
                "after it",
                std::string("set it: ") + kRemedy);
  }
  if (!data_folder.empty() && newest_log_s(machine, data_folder) > now + kTolerance_s) {
    return warn("clock-plausible", kTitle,
                "a log in the data folder is newer than the machine's clock says it is "
                "now",
                std::string("compare with date -u; ") + kRemedy);
  }
  return ok("clock-plausible", kTitle, "plausible");
}

}  // namespace dyad::server::doctor
