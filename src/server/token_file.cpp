#include "dyad/server/token_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "descriptor.hpp"
#include "token_records.hpp"

namespace dyad::server {
namespace {

Error refused(const std::string& doing, const std::string& path, int code) {
  return Error{doing + " " + path + ": " + std::generic_category().message(code),
               "Check the path, its permissions and the disk it is on."};
}

std::string folder_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

Status write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return refused("writing", path, n < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return Ok();
}

// Beside the file first, then over it.
Status replace(const std::string& path, const std::string& text, int folder) {
  const std::string part = path + ".part";
  {
    const Descriptor file(
        ::open(part.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
    if (file.get() < 0) return refused("creating", part, errno);
    // One left over from a crash may have another mode.
    if (::fchmod(file.get(), 0600) != 0) return refused("protecting", part, errno);
    if (auto status = write_all(file.get(), text, part); !status) return status;
    if (::fsync(file.get()) != 0) return refused("syncing", part, errno);
  }
  if (::rename(part.c_str(), path.c_str()) != 0)
    return refused("replacing", path, errno);
  if (::fsync(folder) != 0) return refused("syncing the folder of", path, errno);
  return Ok();
}

// Reads, lets `change` change, and writes, while no other process does.
template <typename Change>
Status change_file(const std::string& path, const Change& change) {
  const std::string name = folder_of(path);
  const Descriptor folder(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) return refused("opening the folder", name, errno);
  if (::flock(folder.get(), LOCK_EX) != 0) return refused("locking", name, errno);
  std::vector<TokenRecord> records;
  if (std::filesystem::exists(path)) {
    auto read = read_token_file(path);
    if (!read) return read.error();
    records = std::move(*read);
  }
  if (Status status = change(records); !status) return status;
  return replace(path, token_records_text(records), folder.get());
}

auto find_name(std::vector<TokenRecord>& records, const std::string& name) {
  return std::find_if(records.begin(), records.end(),
                      [&name](const TokenRecord& each) { return each.name == name; });
}

}  // namespace

Result<std::vector<TokenRecord>> read_token_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    return Error{"The token file " + path + " cannot be read: " +
                     std::generic_category().message(errno != 0 ? errno : EIO),
                 "Make it with dyad token add --file " + path +
                     " --name NAME --role operator, or grant access to it."};
  }
  return parse_token_records(text, path);
}

Result<std::string> add_token(const std::string& path, const std::string& name,
                              Role role, const std::string& created_utc) {
  if (!is_token_name(name)) {
    return Error{"'" + name + "' is no name for a token",
                 "Take 1 to 64 letters, digits, dots, underscores or dashes."};
  }
  auto token = new_token();
  if (!token) return token.error();
  const Status status = change_file(path, [&](std::vector<TokenRecord>& records) {
    if (find_name(records, name) != records.end()) {
      return Status(Error{"There is a token named '" + name + "' already",
                          "Take another name, or remove that one first."});
    }
    records.push_back({name, role, hash_of(*token), created_utc});
    return Status(Ok());
  });
  if (!status) return status.error();
  return std::move(*token);
}

Status remove_token(const std::string& path, const std::string& name) {
  return change_file(path, [&](std::vector<TokenRecord>& records) {
    const auto found = find_name(records, name);
    if (found == records.end()) {
      return Status(Error{"There is no token named '" + name + "' in " + path,
                          "dyad token list --file " + path + " shows the names."});
    }
    records.erase(found);
    return Status(Ok());
  });
}

}  // namespace dyad::server
