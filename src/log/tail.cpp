#include "dyad/log/tail.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "dyad/log/crc32c.hpp"
#include "dyad/log/file.hpp"
#include "dyad/log/format.hpp"

namespace dyad::log {
namespace {

namespace f = format;
using Json = nlohmann::json;

// More than a whole line and a torn one; a header may be longer.
constexpr std::uint64_t kFirstLook = 2 * f::kMaxRecordBytes;

struct Ending {
  std::string bytes;
  std::uint64_t from = 0;  // where they stand in the file
};

Result<Ending> read_from(const std::string& path, std::uint64_t from) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return system_error("opening", path, errno);
  file.seekg(static_cast<std::streamoff>(from));
  Ending ending{{std::istreambuf_iterator<char>(file), {}}, from};
  if (file.bad()) return system_error("reading", path, errno);
  return ending;
}

Error no_log(const std::string& path) {
  return {path + ": its last line is damaged",
          "`dyad export --salvage` reads what can be read of it."};
}

Status describe(const std::string& path, const std::string& line, Tail& tail) {
  const Json json = Json::parse(line, nullptr, false);
  if (!crc_holds(line) || !json.is_object()) return no_log(path);
  const auto integer = [&json](std::string_view name) -> std::int64_t {
    const auto found = json.find(name);
    return found != json.end() && found->is_number_integer()
               ? found->get<std::int64_t>()
               : 0;
  };
  const auto text = [&json](std::string_view name) -> std::string {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
  };
  tail.last_seq = static_cast<std::uint64_t>(integer(f::kSeq));
  tail.last_time = Time::from_us(integer(f::kTime));
  tail.last_crc = text(f::kCrc);
  if (text(f::kType) == f::kTypes.back()) tail.end_reason = text(f::kReason);
  return Ok{};
}

}  // namespace

Result<Tail> read_tail(const std::string& path) {
  std::error_code code;
  const std::uint64_t size = std::filesystem::file_size(path, code);
  if (code) return system_error("reading", path, code.value());
  Tail tail;
  std::uint64_t look = kFirstLook;
  for (;; look *= 4) {
    auto ending = read_from(path, look < size ? size - look : 0);
    if (!ending) return ending.error();
    const std::string& bytes = ending->bytes;
    // The session may have gone on writing in the meantime.
    tail.log_bytes = ending->from + bytes.size();
    const std::size_t last = bytes.rfind('\n');
    const std::size_t before = last == std::string::npos || last == 0
                                   ? std::string::npos
                                   : bytes.rfind('\n', last - 1);
    const bool whole =
        last != std::string::npos && (before != std::string::npos || ending->from == 0);
    if (!whole && ending->from == 0) return no_log(path);
    if (!whole) continue;
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    tail.whole_bytes = ending->from + last + 1;
    const auto described = describe(path, bytes.substr(begin, last - begin), tail);
    if (!described) return described.error();
    return tail;
  }
}

}  // namespace dyad::log
