#include "dyad/log/ring.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <new>
#include <random>

#include "dyad/core/assert.hpp"
#include "dyad/log/file.hpp"

namespace dyad::log {
namespace {

constexpr std::uint64_t kMagic = 0x676e697264617964;  // "dyadring"
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kControlBytes = 4096;
constexpr std::size_t kTextBytes = 1024;

void copy_text(const std::string& from, std::array<char, kTextBytes>& to) {
  from.copy(to.data(), kTextBytes - 1);
}

std::string new_name() {
  std::random_device device;
  const std::uint64_t number = (std::uint64_t{device()} << 32U) | device();
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + 32, number, 16).ptr;
  return "/dyad-log-" + std::string(digits.data(), end);
}

Error shared_memory_error(const std::string& name, int code) {
  Error error = system_error("shared memory", name, code);
  if (code == ENOSPC) {
    error.remedy = "Free space in /dev/shm: the log's ring is kept there.";
  } else if (code == ENOENT) {
    error.remedy = "Mount a tmpfs on /dev/shm: the log's ring is kept there.";
  }
  return error;
}

}  // namespace

struct Ring::Control {
  std::uint64_t magic = kMagic;
  std::uint32_t version = kVersion;
  std::uint64_t capacity = 0;
  std::atomic<int> owner{0};
  // The producer's and the consumer's word each on a cache line of its own.
  alignas(64) std::atomic<std::uint64_t> head{0};
  alignas(64) std::atomic<std::uint64_t> drained{0};
  enum Failure : std::uint32_t { kNone, kBeingWritten, kRaised };
  alignas(64) std::atomic<std::uint32_t> failure{kNone};
  std::array<char, kTextBytes> what{};
  std::array<char, kTextBytes> remedy{};
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free,
              "the ring is shared between processes");

Ring::Ring(std::string name, int fd, void* memory, std::size_t bytes)
    : name_(std::move(name)),
      fd_(fd),
      control_(static_cast<Control*>(memory)),
      mapped_(bytes),
      lines_(static_cast<char*>(memory) + kControlBytes),
      mask_(bytes - kControlBytes - 1) {
  static_assert(sizeof(Control) <= kControlBytes);
}

Ring::~Ring() {
  ::munmap(control_, mapped_);
  ::close(fd_);
}

Result<std::unique_ptr<Ring>> Ring::create(std::size_t bytes) {
  const std::string name = new_name();
  const std::size_t capacity = std::bit_ceil(std::max(bytes, kMinBytes));
  const std::size_t total = capacity + kControlBytes;
  const int fd = ::shm_open(name.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600);
  if (fd < 0) return shared_memory_error(name, errno);
  // Allocated now: a page that cannot be had later would be a SIGBUS in append().
  const int code = ::posix_fallocate(fd, 0, static_cast<off_t>(total));
  void* memory = code != 0 ? MAP_FAILED
                           : ::mmap(nullptr, total, PROT_READ | PROT_WRITE,
                                    MAP_SHARED | MAP_POPULATE, fd, 0);
  if (memory == MAP_FAILED) {
    const Error error = shared_memory_error(name, code != 0 ? code : errno);
    ::shm_unlink(name.c_str());
    ::close(fd);
    return error;
  }
  ::flock(fd, LOCK_EX | LOCK_NB);  // released when the last process with fd ends
  auto* control = new (memory) Control;
  control->capacity = capacity;
  control->owner = ::getpid();
  return std::unique_ptr<Ring>(new Ring(name, fd, memory, total));
}

Result<std::unique_ptr<Ring>> Ring::take_over(const std::string& name) {
  const int fd = ::shm_open(name.c_str(), O_RDWR, 0);
  if (fd < 0) return shared_memory_error(name, errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return Error{"the session that writes this log is still running",
                 "Wait until it has ended; nothing is lost."};
  }
  struct stat size {};
  const bool sized = ::fstat(fd, &size) == 0 &&
                     size.st_size >= static_cast<off_t>(kControlBytes + kMinBytes);
  const auto total = sized ? static_cast<std::size_t>(size.st_size) : 0;
  void* memory = sized
                     ? ::mmap(nullptr, total, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
                     : MAP_FAILED;
  const Error unknown{"the shared memory " + name + " is not a log's ring",
                      "It was made by another program, or by another version of dyad."};
  if (memory == MAP_FAILED) {
    ::close(fd);
    return unknown;
  }
  std::unique_ptr<Ring> ring(new Ring(name, fd, memory, total));
  const Control& c = *ring->control_;
  if (c.magic != kMagic || c.version != kVersion ||
      c.capacity != total - kControlBytes || !std::has_single_bit(c.capacity) ||
      ring->head() < ring->drained() || ring->head() - ring->drained() > c.capacity) {
    return unknown;
  }
  return ring;
}

std::optional<Ring::Glance> Ring::glance(const std::string& name) {
  const int fd = ::shm_open(name.c_str(), O_RDONLY, 0);
  if (fd < 0) return std::nullopt;
  Glance glance;
  glance.held = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
  struct stat size {};
  if (::fstat(fd, &size) == 0 && size.st_size > static_cast<off_t>(kControlBytes)) {
    void* memory = ::mmap(nullptr, kControlBytes, PROT_READ, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED) {
      const auto* control = static_cast<const Control*>(memory);
      const std::uint64_t drained = control->drained.load(std::memory_order_acquire);
      glance.undrained_bytes = control->head.load(std::memory_order_acquire) - drained;
      ::munmap(memory, kControlBytes);
    }
  }
  ::close(fd);
  return glance;
}

void Ring::unlink() { ::shm_unlink(name_.c_str()); }

void Ring::begin_at(std::uint64_t position) {
  DYAD_ASSERT(head() == drained(), "the ring has been used");
  control_->drained.store(position, std::memory_order_relaxed);
  control_->head.store(position, std::memory_order_release);
}

void Ring::set_owner(int pid) { control_->owner.store(pid); }
int Ring::owner() const { return control_->owner.load(); }

char* Ring::at(std::uint64_t position) const { return lines_ + (position & mask_); }

bool Ring::push(std::string_view line) {
  const std::uint64_t head = control_->head.load(std::memory_order_relaxed);
  const std::uint64_t used = head - drained();
  const std::uint64_t room = mask_ + 1 - used;
  const bool failing =
      control_->failure.load(std::memory_order_acquire) != Control::kNone;
  const std::uint64_t reserve = failing ? 0 : kReserveBytes;
  if (room < line.size() + reserve) return false;
  const std::size_t to_edge = static_cast<std::size_t>(mask_ + 1 - (head & mask_));
  const std::size_t first = std::min(to_edge, line.size());
  line.copy(at(head), first);
  line.copy(lines_, line.size() - first, first);
  control_->head.store(head + line.size(), std::memory_order_release);
  return true;
}

bool Ring::more_than_half_full() const { return head() - drained() > (mask_ + 1) / 2; }

std::uint64_t Ring::head() const {
  return control_->head.load(std::memory_order_acquire);
}
std::uint64_t Ring::drained() const {
  return control_->drained.load(std::memory_order_acquire);
}

std::string_view Ring::front() const {
  const std::uint64_t from = drained();
  const std::uint64_t to_edge = mask_ + 1 - (from & mask_);
  return {at(from), static_cast<std::size_t>(std::min(to_edge, head() - from))};
}

void Ring::set_drained(std::uint64_t position) {
  control_->drained.store(position, std::memory_order_release);
}

std::string Ring::last_line() const {
  // Drained lines stay readable until they are overwritten, and the producer may
  // have begun to overwrite the oldest: a quarter of the ring is safe.
  const std::uint64_t most = (mask_ + 1) / 4;
  std::uint64_t from = head();
  if (from == 0 || *at(from - 1) != '\n') return {};
  const std::uint64_t newline = --from;
  while (newline - from < most && from > 0 && *at(from - 1) != '\n' &&
         *at(from - 1) != '\0') {
    --from;
  }
  std::string line;
  for (; from < newline; ++from) line += *at(from);
  return line;
}

void Ring::fail(const Error& error) {
  std::uint32_t none = Control::kNone;
  if (!control_->failure.compare_exchange_strong(none, Control::kBeingWritten)) return;
  copy_text(error.what, control_->what);
  copy_text(error.remedy, control_->remedy);
  control_->failure.store(Control::kRaised, std::memory_order_release);
}

bool Ring::failed() const {
  return control_->failure.load(std::memory_order_acquire) == Control::kRaised;
}

std::optional<Error> Ring::failure() const {
  if (!failed()) return std::nullopt;
  return Error{control_->what.data(), control_->remedy.data()};
}

}  // namespace dyad::log
