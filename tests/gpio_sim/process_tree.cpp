#include "gpio_sim/process_tree.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "gpio_sim/child.hpp"

namespace dyad::gpio_sim {
namespace {

namespace fs = std::filesystem;

// After the name in parentheses, which may hold anything: " S PPID ...".
pid_t parent_in(const std::string& stat) {
  const std::size_t name_end = stat.rfind(')');
  return name_end == std::string::npos ? 0 : std::stoi(stat.substr(name_end + 4));
}

std::map<pid_t, pid_t> parents() {
  std::map<pid_t, pid_t> found;
  std::error_code gone;
  for (const auto& process : fs::directory_iterator("/proc", gone)) {
    const std::string name = process.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    found[std::stoi(name)] = parent_in(text_of(process.path() / "stat"));
  }
  return found;
}

}  // namespace

std::vector<pid_t> descendants_of(pid_t ancestor) {
  const auto all = parents();
  std::vector<pid_t> found;
  std::vector<pid_t> ahead{ancestor};
  while (!ahead.empty()) {
    const pid_t current = ahead.back();
    ahead.pop_back();
    for (const auto& [process, parent] : all) {
      if (parent != current) continue;
      found.push_back(process);
      ahead.push_back(process);
    }
  }
  return found;
}

pid_t child_named(pid_t ancestor, const std::string& word) {
  const std::string wanted = std::string(1, '\0') + word + '\0';
  for (const pid_t process : descendants_of(ancestor)) {
    const std::string line = text_of("/proc/" + std::to_string(process) + "/cmdline");
    if (line.find(wanted) != std::string::npos) return process;
  }
  return 0;
}

bool exists(pid_t process) {
  const std::string stat = text_of("/proc/" + std::to_string(process) + "/stat");
  const std::size_t name_end = stat.rfind(')');
  // One that nobody has waited for yet is gone, too.
  return name_end != std::string::npos && stat[name_end + 2] != 'Z';
}

std::vector<int> descriptors_like(pid_t process, const std::string& kind) {
  std::vector<int> found;
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  const fs::path all = "/proc/" + std::to_string(process) + "/fd";
  for (const auto& entry : fs::directory_iterator(all)) {
    std::error_code closed_meanwhile;
    if (fs::read_symlink(entry.path(), closed_meanwhile).string() != kind) continue;
    const int number = std::stoi(entry.path().filename().string());
    const auto fd = static_cast<int>(::syscall(SYS_pidfd_getfd, pidfd, number, 0));
    if (fd >= 0) found.push_back(fd);
  }
  ::close(pidfd);
  return found;
}

}  // namespace dyad::gpio_sim
