#include <charconv>
#include <cstdlib>
#include <set>
#include <string>

#include "doctor_checks.hpp"
#include "dyad/device/gpio_persistence.hpp"

namespace dyad::server::doctor {
namespace {

constexpr const char* kCpus = "/sys/devices/system/cpu";
constexpr const char* kThrottled =
    "/sys/devices/platform/soc/soc:firmware/get_throttled";

struct Version {
  int major = 0;
  int minor = 0;
  bool operator<(const Version& other) const {
    return major != other.major ? major < other.major : minor < other.minor;
  }
};

// The second version of the kernel's GPIO interface, which libgpiod 2 speaks.
constexpr Version kOldest{5, 10};

std::optional<Version> parse_version(const std::string& text) {
  Version version;
  const char* const end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version.major);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') {
    return std::nullopt;
  }
  const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
  if (minor.ec != std::errc()) return std::nullopt;
  return version;
}

bool contains(const std::string& text, const char* what) {
  return text.find(what) != std::string::npos;
}

bool is_raspberry_pi(const Machine& machine) {
  return contains(machine.read("/proc/device-tree/model").value_or(""), "Raspberry Pi");
}

// Bits of get_throttled: now, and since the machine was started.
constexpr unsigned kUndervoltageNow = 1U << 0U;
constexpr unsigned kSlowedNow = 1U << 1U | 1U << 2U | 1U << 3U;
constexpr unsigned kUndervoltageEver = 1U << 16U;
constexpr unsigned kSlowedEver = 1U << 17U | 1U << 18U | 1U << 19U;

Finding power_of(unsigned flags) {
  constexpr const char* kTitle = "Supply and heat";
  constexpr const char* kSupply =
      "use the supply made for this Pi, with a short cable, and give valves a supply "
      "of "
      "their own";
  constexpr const char* kCool = "fit a heat sink or a fan, and let air in";
  if ((flags & kUndervoltageNow) != 0) {
    return fail("power", kTitle, "the supply's voltage is too low now", kSupply);
  }
  if ((flags & kSlowedNow) != 0) {
    return warn("power", kTitle, "the processor is slowed down now by heat or supply",
                kCool);
  }
  if ((flags & kUndervoltageEver) != 0) {
    return warn("power", kTitle,
                "the supply's voltage has been too low since the last start", kSupply);
  }
  if ((flags & kSlowedEver) != 0) {
    return warn("power", kTitle,
                "the processor has been slowed down by heat or supply since the last "
                "start",
                kCool);
  }
  return ok("power", kTitle, "no low voltage and no throttling since the last start");
}

std::optional<bool> low_voltage_alarm(const Machine& machine) {
  for (const Machine::File& sensor : machine.list("/sys/class/hwmon")) {
    const std::string folder = "/sys/class/hwmon/" + sensor.name;
    if (machine.read(folder + "/name") != "rpi_volt") continue;
    const auto alarm = machine.read(folder + "/in0_lcrit_alarm");
    if (alarm) return *alarm != "0";
  }
  return std::nullopt;
}

}  // namespace

Finding kernel(const Machine& machine) {
  constexpr const char* kTitle = "Kernel";
  const std::string release = machine.read("/proc/sys/kernel/osrelease").value_or("");
  const std::string build = machine.read("/proc/version").value_or("");
  const auto version = parse_version(release);
  if (!version) {
    return warn("kernel", kTitle, "its version is not known",
                "run dyad on Linux 5.10 or newer, with /proc mounted");
  }
  if (*version < kOldest) {
    return fail("kernel", kTitle,
                release + " is older than 5.10, which GPIO lines need",
                "update the system");
  }
  if (machine.read("/sys/kernel/realtime") == "1" || contains(build, "PREEMPT_RT")) {
    return ok("kernel", kTitle, release + ", real-time (PREEMPT_RT)");
  }
  if (contains(build, "PREEMPT_DYNAMIC")) {
    return ok("kernel", kTitle,
              release +
                  ", preemptible as it was started (PREEMPT_DYNAMIC; most with "
                  "preempt=full in the kernel's command line)");
  }
  if (contains(build, "PREEMPT")) {
    return ok("kernel", kTitle, release + ", preemptible");
  }
  return warn("kernel", kTitle,
              release +
                  " is not preemptible: its own work may hold a session up for "
                  "milliseconds",
              "use the kernel of Raspberry Pi OS or Debian, or Debian's real-time one "
              "(linux-image-rt-arm64, linux-image-rt-amd64)");
}

Finding persistent_outputs(const Machine& machine) {
  constexpr const char* kTitle = "Outputs of a program that ended";
  const auto parameter =
      device::released_outputs_stay_driven(machine.place("/sys/module"));
  if (!parameter) {
    return ok("persist-gpio-outputs", kTitle,
              "no driver says that it leaves them driven");
  }
  return warn("persist-gpio-outputs", kTitle,
              "the kernel leaves them as they were (" + *parameter +
                  "): if dyad and its valve guard are both killed, a valve may stay "
                  "open",
              "put dtparam=strict_gpiod into config.txt and restart; "
              "docs/valve_safety.md");
}

Finding governor(const Machine& machine) {
  constexpr const char* kTitle = "Processor frequency";
  std::set<std::string> governors;
  for (const Machine::File& cpu : machine.list(kCpus)) {
    const auto name =
        machine.read(kCpus + ("/" + cpu.name) + "/cpufreq/scaling_governor");
    if (name) governors.insert(*name);
  }
  if (governors.empty()) {
    return ok("cpu-governor", kTitle, "this machine shows no frequency control");
  }
  std::string names;
  for (const std::string& name : governors) names += (names.empty() ? "" : ", ") + name;
  if (governors == std::set<std::string>{"performance"}) {
    return ok("cpu-governor", kTitle, "governor performance");
  }
  return warn(
      "cpu-governor", kTitle,
      "governor " + names + ": an idle processor runs slowly, and a poke finds it so",
      "until the next start: echo performance | sudo tee "
      "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
}

Finding power(const Machine& machine) {
  constexpr const char* kTitle = "Supply and heat";
  if (const auto text = machine.read(kThrottled)) {
    unsigned flags = 0;
    const std::size_t skip = text->starts_with("0x") ? 2 : 0;
    const char* const end = text->data() + text->size();
    const auto read = std::from_chars(text->data() + skip, end, flags, 16);
    if (read.ec == std::errc() && read.ptr == end) return power_of(flags);
  }
  if (const auto alarm = low_voltage_alarm(machine)) {
    if (*alarm) return power_of(kUndervoltageNow);
    return ok("power", kTitle,
              "no low voltage; this kernel does not tell about throttling");
  }
  if (is_raspberry_pi(machine)) {
    return warn("power", kTitle, "not known: this kernel does not tell",
                "ask the firmware: vcgencmd get_throttled; 0x0 is good");
  }
  return ok("power", kTitle, "not known: this machine does not tell");
}

}  // namespace dyad::server::doctor
