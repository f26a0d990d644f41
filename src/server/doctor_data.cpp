#include <algorithm>
#include <filesystem>
#include <string>

#include "doctor_checks.hpp"

namespace dyad::server::doctor {
namespace {

// Two hours with 20 inputs a second, three records to each, 160 bytes a record.
constexpr std::uint64_t kUsualLog = 2ULL * 3600 * 20 * 3 * 160;
// Some days of a lab that runs several pairs.
constexpr std::uint64_t kGoodSessions = 20;

// A log is synced every 200 ms. A sync that takes longer makes a power cut take more
// than the last 200 ms; half of them taking a quarter of it, the next long one is near.
constexpr Duration kLongSync = Duration::from_ms(200);
constexpr Duration kUsualSync = Duration::from_ms(50);

// The folder itself, or the nearest above that is there.
std::string existing(const Machine& machine, const std::string& folder) {
  std::filesystem::path path(folder);
  while (!machine.exists(path.empty() ? "." : path.string())) {
    if (path == path.parent_path()) return ".";
    path = path.parent_path();
  }
  return path.empty() ? "." : path.string();
}

std::uint64_t largest_log(const Machine& machine, const std::string& folder) {
  std::uint64_t largest = 0;
  for (const Machine::File& file : machine.list(folder)) {
    if (file.name.ends_with(".jsonl")) largest = std::max(largest, file.bytes);
  }
  return largest;
}

std::string ms_text(Duration d) {
  const std::int64_t tenths = d.us() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

}  // namespace

Finding data_folder(const Machine& machine, const std::string& folder) {
  constexpr const char* kTitle = "Data folder";
  const std::string there = existing(machine, folder);
  if (!machine.may_read_and_write(there)) {
    return fail("data-folder", kTitle,
                there + " is not writable for " + machine.user().name,
                "make the folder yours (sudo chown), or name another with --data");
  }
  if (there != folder) {
    return ok("data-folder", kTitle, folder + " is not there yet; dyad makes it");
  }
  return ok("data-folder", kTitle, folder + " is writable");
}

Finding disk_space(const Machine& machine, const std::string& folder) {
  constexpr const char* kTitle = "Disk space";
  constexpr const char* kRemedy =
      "move old logs to another disk, or name another folder with --data";
  const auto space = machine.space(existing(machine, folder));
  if (!space) {
    return warn("disk-space", kTitle, "not known: the system does not say",
                "check with df -h");
  }
  const std::uint64_t largest = largest_log(machine, folder);
  const std::uint64_t session = std::max(kUsualLog, largest);
  const std::string said =
      bytes_text(space->free_bytes) + " free; a session may take " +
      bytes_text(session) +
      (largest > kUsualLog ? " (the largest log there)"
                           : " (two hours with 20 inputs a second)");
  if (space->free_bytes < session) return fail("disk-space", kTitle, said, kRemedy);
  if (space->free_bytes < kGoodSessions * session) {
    return warn("disk-space", kTitle, said, kRemedy);
  }
  return ok("disk-space", kTitle, said);
}

Finding disk_latency(const Machine& machine, const std::string& folder) {
  constexpr const char* kTitle = "Disk latency";
  const auto measured = machine.measure_writes(existing(machine, folder));
  if (!measured) {
    return fail("disk-latency", kTitle, measured.error().what, measured.error().remedy);
  }
  const std::string said = std::to_string(Machine::kWrites) +
                           " synced writes: median " + ms_text(measured->median) +
                           ", worst " + ms_text(measured->worst);
  if (measured->worst > kLongSync || measured->median > kUsualSync) {
    return warn("disk-latency", kTitle,
                said + ": a power cut could take more than the last 200 ms of a log",
                "use a faster card or an SSD, and no network folder");
  }
  return ok("disk-latency", kTitle, said);
}

}  // namespace dyad::server::doctor
