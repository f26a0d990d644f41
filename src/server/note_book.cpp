#include "dyad/server/note_book.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "descriptor.hpp"
#include "dyad/log/file.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

// A line that was torn stays as it is: the next begins behind it.
bool ends_in_the_middle_of_a_line(int fd) {
  const off_t size = ::lseek(fd, 0, SEEK_END);
  char last = '\n';
  return size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

Json to_json(const SessionNote& note) {
  return {{"utc", note.utc},
          {"t_us", note.t_us ? Json(*note.t_us) : Json()},
          {"by", note.by},
          {"text", note.text}};
}

std::string NoteBook::file_of(const std::string& log) {
  return std::filesystem::path(log).replace_extension(".notes.ndjson").string();
}

Status NoteBook::append(const std::string& log, const SessionNote& note) {
  const std::string path = file_of(log);
  std::string line = to_json(note).dump(-1, ' ', false, Json::error_handler_t::replace);
  line += '\n';
  const std::lock_guard lock(mutex_);
  const Descriptor file(
      ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0664));
  if (file.get() < 0) return log::system_error("opening", path, errno);
  if (ends_in_the_middle_of_a_line(file.get())) line.insert(0, 1, '\n');
  if (!write_all(file.get(), line) || ::fsync(file.get()) != 0) {
    return log::system_error("writing", path, errno);
  }
  return Ok();
}

Result<Json> NoteBook::read(const std::string& log) const {
  const std::string path = file_of(log);
  Json notes = Json::array();
  const std::lock_guard lock(mutex_);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return notes;
    return log::system_error("opening", path, errno);
  }
  for (std::string line; std::getline(file, line);) {
    Json note = Json::parse(line, nullptr, false);
    if (note.is_object()) notes.push_back(std::move(note));
  }
  return notes;
}

}  // namespace dyad::server
