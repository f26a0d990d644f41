#include "dyad/log/file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace dyad::log {
namespace {

// A write past the limit of RLIMIT_FSIZE also raises SIGXFSZ, which would end the
// program. Blocks it on this thread, and takes away what was raised meanwhile.
class NoFileSizeSignal {
 public:
  NoFileSizeSignal() {
    sigemptyset(&signal_);
    sigaddset(&signal_, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  NoFileSizeSignal(const NoFileSizeSignal&) = delete;
  NoFileSizeSignal& operator=(const NoFileSizeSignal&) = delete;
  ~NoFileSizeSignal() {
    constexpr timespec kNoWait{};
    while (sigtimedwait(&signal_, nullptr, &kNoWait) == -1 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t signal_{};
  sigset_t before_{};
};

std::string remedy_for(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return "Free space there, or log to another disk with --data.";
    case EFBIG:
      return "Raise the limit on file size (ulimit -f), or log to another file system "
             "with --data.";
    case EIO:
      return "The disk or card is failing: copy what is on it, and replace it.";
    case EROFS:
      return "Mount it writable, or log elsewhere with --data.";
    case EACCES:
    case EPERM:
      return "Grant access to it, or name another place.";
    case ENOENT:
      return "Check the path, and make the directory if it is missing.";
    case EEXIST:
      return "A log is never overwritten: name another file.";
    default:
      return "Check the path and the disk it is on.";
  }
}

// The name of a new file is in its directory, which is synced on its own.
void sync_directory_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  const int fd =
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

class PosixFile final : public File {
 public:
  PosixFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  ~PosixFile() override {
    if (fd_ >= 0) ::close(fd_);
  }

  Status write_at(std::uint64_t offset, std::string_view bytes) override {
    const NoFileSizeSignal guard;
    while (!bytes.empty()) {
      const ssize_t n =
          ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return system_error("writing", path_, n < 0 ? errno : ENOSPC);
      bytes.remove_prefix(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
    return Ok();
  }

  Status reserve(std::uint64_t size) override {
    if (size <= reserved_) return Ok();
    const NoFileSizeSignal guard;
    int result = 0;
    do {
      result = ::fallocate(fd_, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(reserved_),
                           static_cast<off_t>(size - reserved_));
    } while (result != 0 && errno == EINTR);
    if (result == 0) reserved_ = size;
    if (result == 0) return Ok();
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    if (!full) return Ok();  // not every file system can reserve
    return system_error("writing", path_, errno);
  }

  Status sync() override {
    if (::fdatasync(fd_) == 0) return Ok();
    return system_error("syncing", path_, errno);
  }

  int descriptor() const override { return fd_; }

  void close(std::uint64_t size) override {
    if (fd_ < 0) return;
    // The same size as before: only the blocks reserved beyond it go.
    struct stat now {};
    if (::fstat(fd_, &now) == 0 && static_cast<std::uint64_t>(now.st_size) == size) {
      if (::ftruncate(fd_, now.st_size) != 0)
        errno = 0;  // they stay reserved: harmless
    }
    ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
  std::string path_;
  std::uint64_t reserved_ = 0;
};

Result<std::unique_ptr<File>> opened(const std::string& path, int flags,
                                     const char* doing) {
  const int fd = ::open(path.c_str(), flags | O_WRONLY | O_CLOEXEC, 0644);
  if (fd < 0) return system_error(doing, path, errno);
  if ((flags & O_CREAT) != 0) sync_directory_of(path);
  return std::unique_ptr<File>(std::make_unique<PosixFile>(fd, path));
}

}  // namespace

Error system_error(const std::string& doing, const std::string& path, int code) {
  return Error{doing + " " + path + ": " + std::generic_category().message(code),
               remedy_for(code)};
}

Result<std::unique_ptr<File>> create_file(const std::string& path) {
  return opened(path, O_CREAT | O_EXCL, "creating");
}

Result<std::unique_ptr<File>> open_file(const std::string& path) {
  return opened(path, 0, "opening");
}

}  // namespace dyad::log
