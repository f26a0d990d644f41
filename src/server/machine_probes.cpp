#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <system_error>

#include "dyad/server/machine.hpp"

namespace dyad::server {

namespace fs = std::filesystem;

namespace {

// A file that nobody else has, removed at the end.
class ScratchFile {
 public:
  explicit ScratchFile(const fs::path& folder)
      : path_((folder / ".dyad-doctor-XXXXXX").string()),
        fd_(::mkostemp(path_.data(), O_CLOEXEC)),
        error_(fd_ < 0 ? errno : 0) {}
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() {
    if (fd_ < 0) return;
    ::close(fd_);
    ::unlink(path_.c_str());
  }

  int error() const { return error_; }

  // Appends, as a log grows: its length is synced with it. 0 or errno.
  int append_and_sync() {
    static constexpr std::array<char, 4096> kBlock{};
    const ssize_t written = ::write(fd_, kBlock.data(), kBlock.size());
    if (written < 0) return errno;
    if (written != static_cast<ssize_t>(kBlock.size())) return ENOSPC;
    return ::fdatasync(fd_) == 0 ? 0 : errno;
  }

 private:
  std::string path_;
  int fd_;
  int error_;
};

Error cannot_write(const fs::path& folder, int error) {
  return {"cannot write in " + folder.string() + ": " +
              std::generic_category().message(error),
          "make the folder writable for you, free space on its disk, or name another "
          "with --data"};
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// "08:02:131" as /proc/locks names a file.
std::string lock_name(const struct stat& file) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%02x:%02x:%llu", major(file.st_dev),
                minor(file.st_dev), static_cast<unsigned long long>(file.st_ino));
  return text.data();
}

}  // namespace

Result<Machine::WriteLatency> SystemMachine::measure_writes(
    const std::string& folder) const {
  using Wall = std::chrono::steady_clock;
  ScratchFile file(place(folder));
  if (file.error() != 0) return cannot_write(place(folder), file.error());
  std::array<std::int64_t, kWrites> took_us{};
  for (std::int64_t& us : took_us) {
    const auto began = Wall::now();
    if (const int error = file.append_and_sync(); error != 0) {
      return cannot_write(place(folder), error);
    }
    us = std::chrono::duration_cast<std::chrono::microseconds>(Wall::now() - began)
             .count();
  }
  std::sort(took_us.begin(), took_us.end());
  return WriteLatency{Duration::from_us(took_us[kWrites / 2]),
                      Duration::from_us(took_us.back())};
}

std::optional<std::string> SystemMachine::holder_of(const std::string& path) const {
  struct stat wanted {};
  if (::stat(place(path).c_str(), &wanted) != 0) return std::nullopt;
  const auto named = [this](const std::string& process) {
    const auto name = read("/proc/" + process + "/comm");
    return name.value_or("a program") + " (process " + process + ")";
  };
  // A program of another user does not show its files, but dyad locks its ports.
  std::istringstream lines(read("/proc/locks").value_or(""));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string number, kind, mode, access, process, file;
    if (words >> number >> kind >> mode >> access >> process >> file &&
        file == lock_name(wanted) && is_number(process)) {
      return named(process);
    }
  }
  for (const File& process : list("/proc")) {
    if (!is_number(process.name)) continue;
    const std::string folder = "/proc/" + process.name + "/fd";
    for (const File& fd : list(folder)) {
      struct stat open {};
      if (::stat(place(folder + "/" + fd.name).c_str(), &open) != 0) continue;
      const bool same = open.st_dev == wanted.st_dev && open.st_ino == wanted.st_ino;
      if (same) return named(process.name);
    }
  }
  return std::nullopt;
}

}  // namespace dyad::server
