#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

#include "dyad/device/privileges.hpp"
#include "dyad/server/machine.hpp"

namespace dyad::server {

namespace fs = std::filesystem;

namespace {

// Of the files that are read here none is longer.
constexpr std::size_t kMostBytes = 64U << 10U;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\0'; }

std::string trimmed(std::string text) {
  while (!text.empty() && is_space(text.back())) text.pop_back();
  const auto first = std::find_if_not(text.begin(), text.end(), is_space);
  text.erase(text.begin(), first);
  return text;
}

std::string group_name(gid_t id) {
  const group* entry = ::getgrgid(id);
  return entry != nullptr ? entry->gr_name : std::to_string(id);
}

}  // namespace

fs::path SystemMachine::place(const std::string& path) const {
  return root_.empty() ? fs::path(path) : root_ / fs::path(path).relative_path();
}

std::optional<std::string> SystemMachine::read(const std::string& path) const {
  std::ifstream file(place(path), std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(kMostBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(file.gcount()));
  return trimmed(std::move(text));
}

std::vector<Machine::File> SystemMachine::list(const std::string& folder) const {
  std::vector<File> files;
  // What cannot be read lists nothing, and what goes away meanwhile ends the list.
  std::error_code failed;
  fs::directory_iterator entry(place(folder), failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    struct stat found {};
    if (::stat(entry->path().c_str(), &found) != 0) continue;
    const bool regular = S_ISREG(found.st_mode);
    files.push_back({entry->path().filename().string(),
                     regular ? static_cast<std::uint64_t>(found.st_size) : 0,
                     found.st_mtim.tv_sec});
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.name < b.name; });
  return files;
}

bool SystemMachine::exists(const std::string& path) const {
  std::error_code unknown;
  return fs::exists(place(path), unknown);
}

bool SystemMachine::may_read_and_write(const std::string& path) const {
  return ::access(place(path).c_str(), R_OK | W_OK) == 0;
}

std::optional<Machine::Space> SystemMachine::space(const std::string& folder) const {
  struct statvfs found {};
  if (::statvfs(place(folder).c_str(), &found) != 0) return std::nullopt;
  return Space{found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize};
}

std::optional<bool> SystemMachine::clock_is_synchronized() const {
  timex query{};
  if (::adjtimex(&query) < 0) return std::nullopt;
  return (query.status & STA_UNSYNC) == 0;
}

std::int64_t SystemMachine::utc_s() const {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

unsigned SystemMachine::processors() const {
  return std::max(1U, std::thread::hardware_concurrency());
}

Machine::User SystemMachine::user() const {
  User user;
  const passwd* entry = ::getpwuid(::geteuid());
  user.name = entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
  const int count = ::getgroups(0, nullptr);
  std::vector<gid_t> ids(count > 0 ? static_cast<std::size_t>(count) : 0);
  if (count > 0 && ::getgroups(count, ids.data()) != count) ids.clear();
  for (const gid_t id : ids) user.groups.push_back(group_name(id));
  return user;
}

int SystemMachine::highest_priority() const {
  return device::highest_realtime_priority();
}

std::optional<std::uint64_t> SystemMachine::lockable_bytes() const {
  return device::lockable_memory_bytes();
}

}  // namespace dyad::server
