#include "dyad/session/rig_lock.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace dyad::session {
namespace {

constexpr std::string_view kPrefix = "dyad-rig-";
// Everybody who asks who holds the lock leaves an entry in the queue: many may ask.
constexpr int kBacklog = 4096;

// FNV-1a: the same in every version of the program.
std::string hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  std::array<char, 17> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx",
                static_cast<unsigned long long>(hash));
  return digits.data();
}

struct Address {
  sockaddr_un address{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }
};

// A first byte of zero: a name in the kernel, not in the file system.
Address address_of(const std::string& canonical_path) {
  const std::string name = std::string(kPrefix) + hash_text(canonical_path);
  Address address;
  address.address.sun_family = AF_UNIX;
  std::memcpy(address.address.sun_path + 1, name.data(), name.size());
  address.size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  return address;
}

// Process 0 where it cannot be told.
pid_t holder(const Address& address) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return 0;
  ucred who{};
  socklen_t size = sizeof who;
  const bool known = connect(fd, address.get(), address.size) == 0 &&
                     getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;
  close(fd);
  return known ? who.pid : 0;
}

std::string command_line(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (!text.empty() && text.back() == '\0') text.pop_back();
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

// Seconds since 1970; none where the process is gone.
std::optional<std::time_t> start_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  // After the name, which may hold anything, come 19 members and the start in ticks
  // since boot.
  std::istringstream members(text.substr(std::min(text.rfind(')') + 1, text.size())));
  std::string skipped;
  constexpr int kBeforeStart = 19;
  for (int i = 0; i < kBeforeStart; ++i) members >> skipped;
  std::int64_t ticks = 0;
  if (!(members >> ticks)) return std::nullopt;
  timespec since_boot{};
  clock_gettime(CLOCK_BOOTTIME, &since_boot);
  return std::time(nullptr) - since_boot.tv_sec + ticks / sysconf(_SC_CLK_TCK);
}

std::string since(pid_t pid) {
  const auto start = start_of(pid);
  if (!start) return "";
  tm utc{};
  gmtime_r(&*start, &utc);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), " since %Y-%m-%d %H:%M UTC", &utc);
  return text.data();
}

Error in_use(const std::string& path, pid_t pid) {
  const std::string what = "the rig " + path + " is in use";
  const std::string command = pid == 0 ? "" : command_line(pid);
  if (command.empty()) {
    // The one who took it has handed it on and died.
    return {what + " by a program that another one started",
            "End that program first; `ps -ef | grep dyad` shows it."};
  }
  return {what + " by process " + std::to_string(pid) + since(pid) + ": " + command,
          "End it first, or wait until it has ended."};
}

}  // namespace

Result<RigLock> RigLock::take(const std::string& rig_path) {
  std::error_code error;
  const std::string path = std::filesystem::canonical(rig_path, error).string();
  if (error) return Error{"the rig file " + rig_path + ": " + error.message(), ""};
  const Address address = address_of(path);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && bind(fd, address.get(), address.size) == 0 &&
      listen(fd, kBacklog) == 0) {
    return RigLock(fd);
  }
  const int why = errno;
  if (fd >= 0) close(fd);
  if (why == EADDRINUSE) return in_use(path, holder(address));
  return Error{"the rig " + path + " could not be locked: " + std::strerror(why), ""};
}

Result<RigLock> RigLock::adopt(int fd) {
  sockaddr_un address{};
  socklen_t size = sizeof address;
  const bool named =
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
      address.sun_family == AF_UNIX &&
      std::string_view(address.sun_path + 1, sizeof address.sun_path - 1)
          .starts_with(kPrefix);
  if (!named) {
    return Error{
        "descriptor " + std::to_string(fd) + " is not a rig's lock",
        "--rig-lock is for programs that start dyad, such as dyad serve; leave "
        "it out"};
  }
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  return RigLock(fd);
}

RigLock::RigLock(RigLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

RigLock& RigLock::operator=(RigLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

RigLock::~RigLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace dyad::session
