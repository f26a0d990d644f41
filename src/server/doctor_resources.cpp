#include <sstream>
#include <string>

#include "doctor_checks.hpp"
#include "dyad/device/privileges.hpp"

namespace dyad::server::doctor {
namespace {

// A session keeps some 40 MB in memory (docs/realtime.md), the browser's pages and the
// system's cache come on top.
constexpr std::uint64_t kLeastMemory = 64'000'000;
constexpr std::uint64_t kGoodMemory = 256'000'000;

std::optional<std::uint64_t> available_bytes(const Machine& machine) {
  std::istringstream lines(machine.read("/proc/meminfo").value_or(""));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t kib = 0;
    if (words >> name >> kib && name == "MemAvailable:") return kib * 1024;
  }
  return std::nullopt;
}

// The names of what is swapped to; the first line of the file is a heading.
std::string swaps(const Machine& machine) {
  std::istringstream lines(machine.read("/proc/swaps").value_or(""));
  std::string names;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string name;
    if (words >> name) names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

}  // namespace

Finding load(const Machine& machine) {
  constexpr const char* kTitle = "Processors";
  const unsigned processors = machine.processors();
  std::istringstream words(machine.read("/proc/loadavg").value_or(""));
  double minute = 0;
  const bool known = static_cast<bool>(words >> minute);
  std::ostringstream said;
  said << processors << (processors == 1 ? " processor" : " processors") << ", load ";
  known ? void(said << minute) : void(said << "not known");
  if (known && minute > processors) {
    return warn("load", kTitle, said.str() + ": more wants to run than can",
                "end other programs; top shows them");
  }
  if (processors == 1) {
    return warn("load", kTitle,
                said.str() + ": session, log and guard take turns on one",
                "use a machine with two or more, or dyad run --realtime");
  }
  return ok("load", kTitle, said.str());
}

Finding memory(const Machine& machine) {
  constexpr const char* kTitle = "Memory";
  constexpr const char* kRemedy = "end other programs; free -h shows what there is";
  const auto free = available_bytes(machine);
  if (!free)
    return warn("memory", kTitle, "not known: /proc/meminfo is not there", kRemedy);
  const std::string said = bytes_text(*free) + " available";
  if (*free < kLeastMemory) return fail("memory", kTitle, said, kRemedy);
  if (*free < kGoodMemory) return warn("memory", kTitle, said, kRemedy);
  return ok("memory", kTitle, said);
}

Finding swap(const Machine& machine) {
  constexpr const char* kTitle = "Swap";
  const std::string names = swaps(machine);
  if (names.empty()) return ok("swap", kTitle, "none");
  if (!machine.lockable_bytes()) {
    return ok("swap", kTitle,
              names + "; dyad run --realtime keeps the session out of it");
  }
  return warn("swap", kTitle,
              names + ": a session may be swapped out, and comes back late",
              "sudo swapoff -a; or allow dyad to lock its memory, and use --realtime: "
              "docs/realtime.md");
}

Finding realtime(const Machine& machine) {
  constexpr const char* kTitle = "Real-time permissions";
  const int priority = machine.highest_priority();
  const auto lockable = machine.lockable_bytes();
  const std::string memory =
      lockable ? bytes_text(*lockable) + " may be locked" : "memory may be locked";
  const std::string said = "priority up to " + std::to_string(priority) + ", " + memory;
  if (priority >= device::kGuardPriority && !lockable) {
    return ok("realtime", kTitle, said);
  }
  return warn("realtime", kTitle,
              (priority == 0 ? "no priority, " + memory : said) +
                  ": other programs may delay the session and the valve guard",
              "grant priority 80 and unlimited locked memory (LimitRTPRIO=80, "
              "LimitMEMLOCK=infinity in the unit; docs/realtime.md), then use "
              "--realtime");
}

}  // namespace dyad::server::doctor
