#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dyad/server/doctor.hpp"
#include "dyad/server/machine.hpp"

namespace dyad::server {

// A machine whose files lie in a folder of its own, and whose answers a test writes
// down. As it comes it has nothing to complain of.
class FakeMachine final : public SystemMachine {
 public:
  FakeMachine() : FakeMachine(make_folder()) {}
  FakeMachine(const FakeMachine&) = delete;
  FakeMachine& operator=(const FakeMachine&) = delete;
  ~FakeMachine() override {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  void write(const std::string& path, const std::string& text) const {
    const auto file = place(path);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  void remove(const std::string& path) const {
    std::filesystem::remove_all(place(path));
  }

  bool may_read_and_write(const std::string& path) const override {
    return std::find(forbidden.begin(), forbidden.end(), path) == forbidden.end();
  }
  std::optional<Space> space(const std::string&) const override { return free_space; }
  Result<WriteLatency> measure_writes(const std::string&) const override {
    return latency;
  }
  std::optional<bool> clock_is_synchronized() const override { return synchronized; }
  std::int64_t utc_s() const override { return now_s; }
  unsigned processors() const override { return cpus; }
  User user() const override { return {"alice", {"alice", "video"}}; }
  int highest_priority() const override { return priority; }
  std::optional<std::uint64_t> lockable_bytes() const override { return lockable; }
  std::optional<std::string> holder_of(const std::string& path) const override {
    const auto found = holders.find(path);
    if (found == holders.end()) return std::nullopt;
    return found->second;
  }

  std::vector<std::string> forbidden;
  std::optional<Space> free_space = Space{100'000'000'000, 200'000'000'000};
  Result<WriteLatency> latency =
      WriteLatency{Duration::from_ms(3), Duration::from_ms(20)};
  std::optional<bool> synchronized = true;
  std::int64_t now_s = 1'800'000'000;  // 2027
  unsigned cpus = 4;
  int priority = 99;
  std::optional<std::uint64_t> lockable;
  std::map<std::string, std::string> holders;

 private:
  explicit FakeMachine(std::filesystem::path root)
      : SystemMachine(root), root_(std::move(root)) {
    write("/proc/sys/kernel/osrelease", "6.12.25+rpt-rpi-v8\n");
    write("/proc/version", "Linux version 6.12.25+rpt-rpi-v8 #1 SMP PREEMPT Debian\n");
    write("/proc/loadavg", "0.20 0.30 0.10 1/200 999\n");
    write("/proc/meminfo", "MemTotal: 4000000 kB\nMemAvailable: 3000000 kB\n");
    write("/proc/swaps", "Filename Type Size Used Priority\n");
    write("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
    write("/sys/devices/platform/soc/soc:firmware/get_throttled", "0\n");
    write("/dev/gpiochip0", "");
    std::filesystem::create_directories(place("/data"));
  }

  static std::filesystem::path make_folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "dyad-doctor-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    return name;
  }

  std::filesystem::path root_;
};

inline DoctorQuery about_data() {
  DoctorQuery query;
  query.data_folder = "/data";
  return query;
}

// The finding of that id; one with an empty id where there is none.
inline Finding finding(const Machine& machine, const std::string& id,
                       const DoctorQuery& query = about_data()) {
  for (const Finding& found : examine(machine, query)) {
    if (found.id == id) return found;
  }
  return {};
}

inline Level level(const Machine& machine, const std::string& id,
                   const DoctorQuery& query = about_data()) {
  const Finding found = finding(machine, id, query);
  if (found.id != id) std::abort();  // no such check: the test is wrong
  return found.level;
}

}  // namespace dyad::server
