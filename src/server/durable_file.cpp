#include "dyad/server/durable_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "descriptor.hpp"
#include "dyad/log/file.hpp"

namespace dyad::server {
namespace {

namespace fs = std::filesystem;

Status write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return log::system_error("writing", path, n < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(fd) != 0) return log::system_error("syncing", path, errno);
  return Ok();
}

std::string folder_of(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

// A name is in its folder, which is written on its own.
Status sync_folder(const std::string& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open()) return log::system_error("opening", folder, errno);
  if (::fsync(opened.get()) != 0) return log::system_error("syncing", folder, errno);
  return Ok();
}

// Gives the file its name, unless that is taken. 0, or what the system said.
int name_without_replacing(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
    return 0;
  // Not every file system knows the flag; those without have hard links.
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::link(from.c_str(), to.c_str()) != 0) return errno;
  ::unlink(from.c_str());
  return 0;
}

bool ends_torn(int fd) {
  struct stat state {};
  if (::fstat(fd, &state) != 0 || state.st_size == 0) return false;
  char last = '\n';
  return ::pread(fd, &last, 1, state.st_size - 1) == 1 && last != '\n';
}

}  // namespace

Result<Stored> store_new_file(const std::string& path, std::string_view text) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0) return Stored::already_there;
  std::string temporary = folder_of(path) + "/.new-XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.open()) return log::system_error("creating", path, errno);
  Status written = write_all(file.get(), text, path);
  if (written && ::fchmod(file.get(), 0644) != 0) {
    written = log::system_error("creating", path, errno);
  }
  if (!written) {
    ::unlink(temporary.c_str());
    return written.error();
  }
  const int failed = name_without_replacing(temporary, path);
  if (failed != 0) ::unlink(temporary.c_str());
  if (failed == EEXIST) return Stored::already_there;
  if (failed != 0) return log::system_error("creating", path, failed);
  if (auto synced = sync_folder(folder_of(path)); !synced) return synced.error();
  return Stored::now;
}

Status append_line(const std::string& path, std::string_view line) {
  struct stat there {};
  const bool is_new = ::stat(path.c_str(), &there) != 0;
  const Descriptor file(
      ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
  if (!file.open()) return log::system_error("opening", path, errno);
  std::string text = ends_torn(file.get()) ? "\n" : "";
  text.append(line);
  text += '\n';
  if (auto written = write_all(file.get(), text, path); !written) return written;
  return is_new ? sync_folder(folder_of(path)) : Status(Ok());
}

Result<std::string> read_whole_file(const std::string& path, std::uint64_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return log::system_error("opening", path, errno);
  std::string text;
  std::string part(std::size_t{64} << 10U, '\0');
  for (;;) {
    const ssize_t n = ::read(file.get(), part.data(), part.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return log::system_error("reading", path, errno);
    if (n == 0) return text;
    text.append(part, 0, static_cast<std::size_t>(n));
    if (text.size() > max_bytes) {
      return Error{path + " is longer than " + std::to_string(max_bytes) + " bytes",
                   "It is no file that dyad wrote: move it out of the folder."};
    }
  }
}

Status make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return log::system_error("making", path, error.value());
  return Ok();
}

}  // namespace dyad::server
